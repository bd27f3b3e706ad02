// Counters: the named questions a registration answers with yes or no, from which every count,
// share and ratio is made. A line of a report names its counters, so "which files are behind this
// cell" asks the same question as the cell itself.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "services/statistics/domain/registration.h"

namespace rondetafel::statistics {

// A year, or one month of it.
struct Period {
  int year = 0;
  int month = 0;  // 1–12; 0: the whole year
  bool Contains(const base::Date& date) const {
    return date.year == year && (month == 0 || date.month == month);
  }
  Period YearBefore() const { return {year - 1, month}; }
};

using Counter = bool (*)(const Registration& registration, const Period& period);

bool Received(const Registration& r, const Period& p);      // M1
bool Admissible(const Registration& r, const Period& p);    // M2, by received date
bool Inadmissible(const Registration& r, const Period& p);  // M3, by decision date
template <gates::v1::Ground kGround>
bool InadmissibleFor(const Registration& r, const Period& p) {
  if (!Inadmissible(r, p)) return false;
  for (gates::v1::Ground ground : r.grounds) {
    if (ground == kGround) return true;
  }
  return false;
}
bool CohortSameYear(const Registration& r, const Period& p);  // M4
bool CohortSoFar(const Registration& r, const Period& p);     // M4
bool CarriedOut(const Registration& r, const Period& p);      // met in a later year
bool CarriedIn(const Registration& r, const Period& p);       // received in an earlier year
bool EndedWithoutMeeting(const Registration& r, const Period& p);
bool MeetingHeld(const Registration& r, const Period& p);  // M5, by meeting date
bool FirstMeeting(const Registration& r, const Period& p);
bool FollowUpMeeting(const Registration& r, const Period& p);    // M7
bool FollowUpRequest(const Registration& r, const Period& p);    // M8
bool ParentPresent(const Registration& r, const Period& p);      // M9
bool YouthPresent(const Registration& r, const Period& p);       // M9
bool BothPresent(const Registration& r, const Period& p);        // M10
bool OnlyParentPresent(const Registration& r, const Period& p);  // M10
bool OnlyYouthPresent(const Registration& r, const Period& p);   // M10
bool NeitherPresent(const Registration& r, const Period& p);     // M10
bool Complete(const Registration& r, const Period& p);           // M25
bool Incomplete(const Registration& r, const Period& p);         // M25
bool Running(const Registration& r, const Period& p);            // M25

// Calendar days of a step of M22, attributed to the period of its later fact; nullopt when the step
// was not taken in the period.
using Step = std::optional<std::int64_t> (*)(const Registration& registration,
                                             const Period& period);
std::optional<std::int64_t> ReceiptToDecision(const Registration& r, const Period& p);
std::optional<std::int64_t> DecisionToAssignment(const Registration& r, const Period& p);
std::optional<std::int64_t> AssignmentToContact(const Registration& r, const Period& p);
std::optional<std::int64_t> ContactToMeeting(const Registration& r, const Period& p);
std::optional<std::int64_t> MeetingToPlan(const Registration& r, const Period& p);

}  // namespace rondetafel::statistics
