#include "services/statistics/domain/counters.h"

namespace rondetafel::statistics {
namespace {

std::optional<std::int64_t> Days(const std::optional<base::Date>& from,
                                 const std::optional<base::Date>& to, const Period& period) {
  if (!from || !to || !period.Contains(*to)) return std::nullopt;
  return base::DaysBetween(*from, *to);
}

std::optional<base::Date> MeetingDate(const Registration& r) {
  return r.meeting ? std::optional<base::Date>(r.meeting->held_on) : std::nullopt;
}

std::optional<base::Date> DecisionDate(const Registration& r) {
  return r.admitted_on ? r.admitted_on : r.rejected_on;
}

}  // namespace

bool Received(const Registration& r, const Period& p) { return p.Contains(r.received_on); }

bool Admissible(const Registration& r, const Period& p) {
  return r.admitted_on && p.Contains(r.received_on);
}

bool Inadmissible(const Registration& r, const Period& p) {
  return r.rejected_on && p.Contains(*r.rejected_on);
}

bool CohortSameYear(const Registration& r, const Period& p) {
  return Admissible(r, p) && r.meeting && r.meeting->held_on.year == p.year;
}

bool CohortSoFar(const Registration& r, const Period& p) {
  return Admissible(r, p) && r.meeting.has_value();
}

bool CarriedOut(const Registration& r, const Period& p) {
  return Admissible(r, p) && r.meeting && r.meeting->held_on.year > p.year;
}

bool CarriedIn(const Registration& r, const Period& p) {
  return MeetingHeld(r, p) && r.received_on.year < p.year;
}

bool EndedWithoutMeeting(const Registration& r, const Period& p) {
  return Admissible(r, p) && !r.meeting && (r.ended_on || r.withdrawn_on);
}

bool MeetingHeld(const Registration& r, const Period& p) {
  return r.meeting && p.Contains(r.meeting->held_on);
}

bool FirstMeeting(const Registration& r, const Period& p) {
  return MeetingHeld(r, p) && !r.meeting->follow_up;
}

bool FollowUpMeeting(const Registration& r, const Period& p) {
  return MeetingHeld(r, p) && r.meeting->follow_up;
}

bool FollowUpRequest(const Registration& r, const Period& p) {
  return Admissible(r, p) && r.follow_up;
}

bool ParentPresent(const Registration& r, const Period& p) {
  return MeetingHeld(r, p) && r.meeting->parent_present;
}

bool YouthPresent(const Registration& r, const Period& p) {
  return MeetingHeld(r, p) && r.meeting->youth_present;
}

bool BothPresent(const Registration& r, const Period& p) {
  return ParentPresent(r, p) && r.meeting->youth_present;
}

bool OnlyParentPresent(const Registration& r, const Period& p) {
  return ParentPresent(r, p) && !r.meeting->youth_present;
}

bool OnlyYouthPresent(const Registration& r, const Period& p) {
  return YouthPresent(r, p) && !r.meeting->parent_present;
}

bool NeitherPresent(const Registration& r, const Period& p) {
  return MeetingHeld(r, p) && !r.meeting->parent_present && !r.meeting->youth_present;
}

bool Complete(const Registration& r, const Period& p) {
  return Admissible(r, p) && CompletenessOf(r) == Completeness::kComplete;
}

bool Incomplete(const Registration& r, const Period& p) {
  return Admissible(r, p) && CompletenessOf(r) == Completeness::kIncomplete;
}

bool Running(const Registration& r, const Period& p) {
  return Admissible(r, p) && CompletenessOf(r) == Completeness::kRunning;
}

std::optional<std::int64_t> ReceiptToDecision(const Registration& r, const Period& p) {
  return Days(r.received_on, DecisionDate(r), p);
}

std::optional<std::int64_t> DecisionToAssignment(const Registration& r, const Period& p) {
  return Days(r.admitted_on, r.chair_appointed_on, p);
}

std::optional<std::int64_t> AssignmentToContact(const Registration& r, const Period& p) {
  return Days(r.chair_appointed_on, r.contacted_on, p);
}

std::optional<std::int64_t> ContactToMeeting(const Registration& r, const Period& p) {
  return Days(r.contacted_on, MeetingDate(r), p);
}

std::optional<std::int64_t> MeetingToPlan(const Registration& r, const Period& p) {
  return Days(MeetingDate(r), r.distributed_to_all_on, p);
}

}  // namespace rondetafel::statistics
