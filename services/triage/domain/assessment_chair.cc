#include <algorithm>

#include "services/triage/domain/assessment.h"
#include "services/triage/domain/assessment_access.h"
#include "services/triage/domain/facilitator.h"
#include "shared/base/resource_name.h"

namespace rondetafel::triage {
namespace {

using v1::AssessmentEvent;
using v1::AssessmentState;

// What a chair has to be (R6, R7, R172), on the day of the appointment.
std::optional<base::Rejection> RefuseCandidate(const AssessmentState& state,
                                               const v1::FacilitatorState& candidate,
                                               const base::Date& on, const base::Context& context) {
  if (!candidate.has_registration()) {
    return Refuse(v1::TRIAGE_REASON_FACILITATOR_NOT_FOUND, "R40");
  }
  const v1::FacilitatorRegistered& entry = candidate.registration();
  const bool chair = std::find(entry.kinds().begin(), entry.kinds().end(),
                               v1::FACILITATOR_KIND_CHAIR) != entry.kinds().end();
  if (!chair) return Refuse(v1::TRIAGE_REASON_NOT_A_CHAIR, "R6");
  if (candidate.has_retired_on() && base::FromProto(candidate.retired_on()) <= on) {
    return Refuse(v1::TRIAGE_REASON_FACILITATOR_RETIRED, "R40");
  }
  // Old registrations do not know the training (R186).
  const bool trained = entry.has_trained_on() && base::FromProto(entry.trained_on()) <= on;
  if (!trained && !context.is_migration()) {
    return Refuse(v1::TRIAGE_REASON_CHAIR_NOT_TRAINED, "R7");
  }
  const auto tied = Common(TiedOrganisations(candidate, on, on), OrganisationsOf(state.content()));
  if (tied.empty()) return std::nullopt;
  base::Rejection refused = Refuse(v1::TRIAGE_REASON_CHAIR_NOT_INDEPENDENT, "R172");
  for (const std::string& id : tied) {
    refused.fields.push_back(
        {"organisation." + id, "Q24", "The chair is tied to this organisation."});
  }
  return refused;
}

// The client agrees before assignment (Q14): asked again, because a yes may have been taken back
// since.
bool ClientAgrees(const AssessmentState& state) {
  const intake::v1::RequestContent& content = state.content();
  return gates::AskClients(content.persons(), state.capacity(), state.agreements(),
                           content.requester_person_id())
             .says == gates::ClientSays::kYes;
}

bool DisclosureStaysWithHelpers(const AssessmentState& state) {
  return std::any_of(state.gates().begin(), state.gates().end(), [](const auto& result) {
    return std::find(result.notices().begin(), result.notices().end(),
                     gates::v1::GATE_NOTICE_DISCLOSURE_STAYS_WITH_HELPERS) !=
           result.notices().end();
  });
}

v1::CaseHandover HandoverOf(const AssessmentState& state, const base::Context& context) {
  const intake::v1::RequestContent& content = state.content();
  v1::CaseHandover handover;
  handover.set_request_name(state.request_name());
  handover.set_reference(content.reference());
  handover.set_region(state.region());
  *handover.mutable_received_on() = content.received_on();
  *handover.mutable_persons() = content.persons();
  *handover.mutable_agreements() = state.agreements();
  if (content.has_earlier()) *handover.mutable_earlier() = content.earlier();
  *handover.mutable_purposes() = content.purposes();
  handover.set_indication_partners(content.indication_partners());
  handover.set_assessment_name(base::FormatName("assessments", context.case_id, context.stream_id));
  handover.set_requester_person_id(content.requester_person_id());
  *handover.mutable_triggers() = content.triggers();
  handover.set_disclosure_stays_with_helpers(DisclosureStaysWithHelpers(state));
  handover.set_help_allocation_phase(content.help_allocation_phase());
  *handover.mutable_capacity() = state.capacity();
  handover.set_assisted_by_person_id(content.assisted_by_person_id());
  *handover.mutable_decided_on() = state.admission().decided_on();
  if (content.has_question()) *handover.mutable_question() = content.question();
  handover.set_procedure(content.procedure());
  return handover;
}

// The part that appointed and replaced share.
template <class Event, class Command>
void FillChair(const AssessmentState& state, const Command& command, const base::Date& on,
               const base::Context& context, Event& event) {
  *event.mutable_handover() = HandoverOf(state, context);
  event.set_facilitator_name(command.facilitator_name);
  event.set_chair_actor_id(command.facilitator.registration().actor_id());
  for (const std::string& id : TiedOrganisations(command.facilitator, on, on)) {
    event.add_chair_organisation_ids(id);
  }
  *event.mutable_chair_name() = command.facilitator.registration().name();
  event.set_late_reason(command.late_reason);
}

}  // namespace

AssessmentDecision Decide(const AssessmentState& state, const AppointChair& command,
                          const base::Context& context) {
  if (auto refused = RefuseAccess(state, context)) return *refused;
  if (!state.has_admission() || IsClosed(state)) {
    return Refuse(v1::TRIAGE_REASON_NOT_ADMITTED, "R40");
  }
  if (state.has_chair()) {
    if (state.chair().facilitator_name() == command.facilitator_name) {
      return AssessmentDecision::AlreadySo();
    }
    return Refuse(v1::TRIAGE_REASON_CHAIR_ALREADY_APPOINTED, "R40");
  }
  if (command.appointed_on < base::FromProto(state.admission().decided_on())) {
    return Refuse(v1::TRIAGE_REASON_DATE_TOO_EARLY, "R41");
  }
  // An appointment of the past happened, whatever the client said since.
  if (!context.is_migration() && !ClientAgrees(state)) {
    return Refuse(v1::TRIAGE_REASON_CLIENT_AGREEMENT_MISSING, "Q14");
  }
  if (auto refused = RefuseCandidate(state, command.facilitator, command.appointed_on, context)) {
    return *refused;
  }
  AssessmentEvent event;
  auto& appointed = *event.mutable_chair_appointed();
  FillChair(state, command, command.appointed_on, context, appointed);
  *appointed.mutable_appointed_on() = base::ToProto(command.appointed_on);
  return std::vector<AssessmentEvent>{std::move(event)};
}

AssessmentDecision Decide(const AssessmentState& state, const ReplaceChair& command,
                          const base::Context& context) {
  if (auto refused = RefuseAccess(state, context)) return *refused;
  if (!state.has_chair()) return Refuse(v1::TRIAGE_REASON_NO_CHAIR_APPOINTED, "R40");
  if (state.chair().facilitator_name() == command.facilitator_name) {
    return AssessmentDecision::AlreadySo();
  }
  if (command.replaced_on < base::FromProto(state.chair().appointed_on())) {
    return Refuse(v1::TRIAGE_REASON_DATE_TOO_EARLY, "R40");
  }
  if (auto refused = RefuseCandidate(state, command.facilitator, command.replaced_on, context)) {
    return *refused;
  }
  AssessmentEvent event;
  auto& replaced = *event.mutable_chair_replaced();
  FillChair(state, command, command.replaced_on, context, replaced);
  *replaced.mutable_replaced_on() = base::ToProto(command.replaced_on);
  replaced.set_former_facilitator_name(state.chair().facilitator_name());
  replaced.set_former_chair_actor_id(state.chair().chair_actor_id());
  replaced.set_reason(command.reason);
  return std::vector<AssessmentEvent>{std::move(event)};
}

AssessmentDecision Decide(const AssessmentState& state, const NoteConflict& command,
                          const base::Context&) {
  const bool chairs_it =
      state.has_chair() && state.chair().facilitator_name() == command.facilitator_name;
  if (!chairs_it) return AssessmentDecision::AlreadySo();
  const auto& known = state.chair().questioned_organisation_ids();
  std::vector<std::string> fresh;
  for (const std::string& id : Common(command.organisation_ids, OrganisationsOf(state.content()))) {
    if (std::find(known.begin(), known.end(), id) == known.end()) fresh.push_back(id);
  }
  if (fresh.empty()) return AssessmentDecision::AlreadySo();
  return std::vector<AssessmentEvent>{IndependenceQuestioned(state, fresh)};
}

}  // namespace rondetafel::triage
