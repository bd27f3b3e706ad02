// One registration: one request with no or one held meeting (2.3). A follow-up is a registration of
// its own, linked to a held meeting. Reduced from the facts known before a moment, so that a figure
// can be asked as known on any day.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "rondetafel/statistics/v1/facts.pb.h"
#include "shared/base/time.h"

namespace rondetafel::statistics {

// The facts of one registration, each from its own topic; any may be missing.
struct Facts {
  const v1::RequestFacts* request = nullptr;
  const v1::AssessmentFacts* assessment = nullptr;
  const v1::ConsultationFacts* consultation = nullptr;
  const v1::PlanFacts* plan = nullptr;
};

struct Meeting {
  base::Date held_on;
  bool follow_up = false;
  bool parent_present = false;  // parent or upbringing-responsible person (M9)
  bool youth_present = false;   // any youth concerned; siblings count once (M9)
  bool attendance_complete = false;
};

struct Registration {
  std::string reference;
  type::v1::Procedure procedure = type::v1::PROCEDURE_UNSPECIFIED;
  // The desk that decided; before a decision the region of the file.
  type::v1::Region region = type::v1::REGION_UNSPECIFIED;
  base::Date received_on;
  bool follow_up = false;
  bool requester_known = false;
  bool trigger_known = false;
  std::optional<base::Date> withdrawn_on;
  std::optional<base::Date> admitted_on;
  std::optional<base::Date> rejected_on;
  std::vector<gates::v1::Ground> grounds;
  std::optional<base::Date> chair_appointed_on;
  std::optional<base::Date> contacted_on;
  std::optional<Meeting> meeting;
  std::optional<base::Date> ended_on;
  std::optional<base::Date> coordinator_mandated_on;
  std::optional<base::Date> distributed_to_all_on;
};

// What was known before `known_before`; nullopt when the request itself was not.
std::optional<Registration> Reduce(const Facts& facts, base::Instant known_before);

// Completeness of registration (M25, R186).
enum class Completeness { kComplete, kIncomplete, kRunning };
// Complete: requester kind, trigger or link, decision, and either an end reason or chair, meeting
// date, attendance of every invitee, coordinator and plan distribution date. Running: neither ended
// nor met yet.
Completeness CompletenessOf(const Registration& registration);

}  // namespace rondetafel::statistics
