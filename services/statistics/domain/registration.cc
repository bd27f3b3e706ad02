#include "services/statistics/domain/registration.h"

#include <algorithm>
#include <map>

#include "shared/base/civil_date.h"

namespace rondetafel::statistics {
namespace {

using base::FromProto;

// Facts are in log order and known_at never falls, so what was known is a prefix.
template <class FactList, class Visit>
void ForKnown(const FactList* list, base::Instant known_before, Visit visit) {
  if (list == nullptr) return;
  for (const auto& fact : list->facts()) {
    if (fact.known_at_us() >= known_before.us) return;
    visit(fact);
  }
}

void TakeContent(const v1::RequestCodes& codes, Registration& registration) {
  registration.reference = codes.reference();
  registration.procedure = codes.procedure();
  registration.region = codes.region();
  registration.received_on = FromProto(codes.received_on());
  registration.follow_up = codes.follow_up();
  registration.requester_known = codes.requester_role() != type::v1::PERSON_ROLE_UNSPECIFIED;
  registration.trigger_known = codes.follow_up() || !codes.triggers().empty();
}

void TakeAssessment(const v1::AssessmentFact& fact, Registration& registration) {
  if (fact.has_admitted()) {
    registration.admitted_on = FromProto(fact.admitted().decided_on());
    registration.region = fact.admitted().region();
  } else if (fact.has_rejected()) {
    registration.rejected_on = FromProto(fact.rejected().decided_on());
    registration.region = fact.rejected().region();
    for (int ground : fact.rejected().grounds()) {
      registration.grounds.push_back(static_cast<gates::v1::Ground>(ground));
    }
  } else if (fact.has_chair_appointed_on() && !registration.chair_appointed_on) {
    registration.chair_appointed_on = FromProto(fact.chair_appointed_on());
  }
}

// Presence by person: a correction replaces what was recorded.
using Presence = std::map<std::string, v1::PresenceFact>;

bool AnyPresent(const Presence& presence, std::initializer_list<type::v1::PersonRole> roles) {
  return std::any_of(presence.begin(), presence.end(), [&roles](const auto& entry) {
    return entry.second.present() &&
           std::find(roles.begin(), roles.end(), entry.second.role()) != roles.end();
  });
}

void TakeConsultation(const v1::ConsultationFacts* facts, base::Instant known_before,
                      Registration& registration) {
  Presence presence;
  ForKnown(facts, known_before, [&](const v1::ConsultationFact& fact) {
    if (fact.has_contacted_on() && !registration.contacted_on) {
      registration.contacted_on = FromProto(fact.contacted_on());
    } else if (fact.has_meeting()) {
      registration.meeting =
          Meeting{FromProto(fact.meeting().held_on()), fact.meeting().follow_up(), false, false,
                  fact.meeting().attendance_complete()};
      for (const v1::PresenceFact& one : fact.meeting().presence()) {
        presence[one.person_id()] = one;
      }
    } else if (fact.has_corrected()) {
      presence[fact.corrected().person_id()] = fact.corrected();
    } else if (fact.has_ended()) {
      registration.ended_on = FromProto(fact.ended().ended_on());
    }
  });
  if (!registration.meeting) return;
  registration.meeting->parent_present = AnyPresent(
      presence, {type::v1::PERSON_ROLE_PARENT, type::v1::PERSON_ROLE_UPBRINGING_RESPONSIBLE});
  registration.meeting->youth_present = AnyPresent(presence, {type::v1::PERSON_ROLE_YOUTH});
}

}  // namespace

std::optional<Registration> Reduce(const Facts& facts, base::Instant known_before) {
  Registration registration;
  bool known = false;
  ForKnown(facts.request, known_before, [&](const v1::RequestFact& fact) {
    if (fact.has_content()) {
      TakeContent(fact.content(), registration);
      known = true;
    } else if (fact.has_withdrawn_on()) {
      registration.withdrawn_on = FromProto(fact.withdrawn_on());
    }
  });
  if (!known) return std::nullopt;
  ForKnown(facts.assessment, known_before,
           [&](const v1::AssessmentFact& fact) { TakeAssessment(fact, registration); });
  TakeConsultation(facts.consultation, known_before, registration);
  ForKnown(facts.plan, known_before, [&](const v1::PlanFact& fact) {
    if (fact.has_coordinator_mandated_on() && !registration.coordinator_mandated_on) {
      registration.coordinator_mandated_on = FromProto(fact.coordinator_mandated_on());
    } else if (fact.has_distributed_to_all_on() && !registration.distributed_to_all_on) {
      registration.distributed_to_all_on = FromProto(fact.distributed_to_all_on());
    }
  });
  return registration;
}

Completeness CompletenessOf(const Registration& r) {
  const bool ended = r.ended_on || r.withdrawn_on;
  if (!ended && !r.meeting) return Completeness::kRunning;
  const bool base = r.requester_known && r.trigger_known && (r.admitted_on || r.rejected_on);
  const bool met = r.meeting && r.chair_appointed_on && r.meeting->attendance_complete &&
                   r.coordinator_mandated_on && r.distributed_to_all_on;
  return base && (r.meeting ? met : ended) ? Completeness::kComplete : Completeness::kIncomplete;
}

}  // namespace rondetafel::statistics
