#include <algorithm>

#include "services/triage/domain/assessment.h"

namespace rondetafel::triage {
namespace {

using v1::AssessmentState;

// Waiting is a state, never a rejection (R154, CO-2).
v1::AssessmentStatus WaitingStatus(const AssessmentState& state) {
  bool incomplete = !state.content().complete();
  bool awaiting = false;
  for (const auto& result : state.gates()) {
    incomplete = incomplete || result.outcome() == gates::v1::GATE_OUTCOME_INCOMPLETE;
    awaiting = awaiting || result.outcome() == gates::v1::GATE_OUTCOME_AWAITING_AGREEMENT;
  }
  if (incomplete) return v1::ASSESSMENT_STATUS_INCOMPLETE;
  if (awaiting) return v1::ASSESSMENT_STATUS_AWAITING_CLIENT_AGREEMENT;
  return v1::ASSESSMENT_STATUS_UNDER_ASSESSMENT;
}

void Put(const type::v1::Agreement& agreement, AssessmentState& state) {
  for (auto& known : *state.mutable_agreements()) {
    if (known.person_id() != agreement.person_id()) continue;
    known = agreement;
    return;
  }
  *state.add_agreements() = agreement;
}

void SetChair(v1::AppointedChair chair, AssessmentState& state) {
  *state.mutable_chair() = std::move(chair);
  state.clear_waiting_since();
}

template <class Event>
v1::AppointedChair NewChair(const Event& event, const google::type::Date& from) {
  v1::AppointedChair chair;
  chair.set_facilitator_name(event.facilitator_name());
  chair.set_chair_actor_id(event.chair_actor_id());
  *chair.mutable_organisation_ids() = event.chair_organisation_ids();
  *chair.mutable_appointed_on() = from;
  *chair.mutable_name() = event.chair_name();
  return chair;
}

void Apply(const v1::AssessmentOpened& event, AssessmentState& state) {
  state.set_status(v1::ASSESSMENT_STATUS_UNDER_ASSESSMENT);
  state.set_request_name(event.request_name());
  *state.mutable_content() = event.content();
  for (const auto& agreement : event.agreements()) Put(agreement, state);
  state.set_region(event.content().region());
  state.set_earlier_assessment_name(event.earlier_assessment_name());
  state.set_preceding_assessment_name(event.preceding_assessment_name());
  *state.mutable_waiting_since() = event.content().received_on();
}

void Apply(const v1::AssessmentAmended& event, AssessmentState& state) {
  *state.mutable_content() = event.content();
  // After a transfer the desk's choice stands (R180); before it, residence decides (Q27).
  if (state.transfers().empty()) state.set_region(event.content().region());
}

void Apply(const v1::AgreementNoted& event, AssessmentState& state) {
  Put(event.agreement(), state);
}

void Apply(const v1::CapacityJudged& event, AssessmentState& state) {
  for (auto& known : *state.mutable_capacity()) {
    if (known.person_id() != event.judgement().person_id()) continue;
    known = event.judgement();
    return;
  }
  *state.add_capacity() = event.judgement();
}

void Apply(const v1::GatesEvaluated& event, AssessmentState& state) {
  *state.mutable_gates() = event.results();
  *state.mutable_evaluated_on() = event.evaluated_on();
  if (IsUndecided(state)) state.set_status(WaitingStatus(state));
}

void Apply(const v1::RequestAdmitted& event, AssessmentState& state) {
  state.set_status(v1::ASSESSMENT_STATUS_ADMISSIBLE);
  *state.mutable_admission() = event;
  *state.mutable_gates() = event.gates();
  *state.mutable_evaluated_on() = event.decided_on();
  *state.mutable_waiting_since() = event.decided_on();
}

void Apply(const v1::RequestRejected& event, AssessmentState& state) {
  state.set_status(v1::ASSESSMENT_STATUS_INADMISSIBLE);
  *state.mutable_rejection() = event;
  *state.mutable_gates() = event.gates();
  *state.mutable_evaluated_on() = event.decided_on();
  state.clear_waiting_since();
}

void Apply(const v1::AssessmentTransferred& event, AssessmentState& state) {
  state.set_region(event.to_region());
  *state.add_transfers() = event;
}

void Apply(const v1::RequestRedirected& event, AssessmentState& state) {
  state.set_status(v1::ASSESSMENT_STATUS_REDIRECTED);
  *state.mutable_redirection() = event;
  state.clear_waiting_since();
}

void Apply(const v1::ChairAppointed& event, AssessmentState& state) {
  SetChair(NewChair(event, event.appointed_on()), state);
}

void Apply(const v1::ChairReplaced& event, AssessmentState& state) {
  v1::AppointedChair* former = state.add_former_chairs();
  *former = state.chair();
  *former->mutable_until() = event.replaced_on();
  former->set_replacement_reason(event.reason());
  SetChair(NewChair(event, event.replaced_on()), state);
}

void Apply(const v1::ChairIndependenceQuestioned& event, AssessmentState& state) {
  if (state.chair().facilitator_name() != event.facilitator_name()) return;
  auto& questioned = *state.mutable_chair()->mutable_questioned_organisation_ids();
  questioned.MergeFrom(event.organisation_ids());
  std::sort(questioned.begin(), questioned.end());
}

void Apply(const v1::ContactLogged& event, AssessmentState& state) {
  *state.add_contacts() = event;
}

void Apply(const v1::AssessmentWithdrawn& event, AssessmentState& state) {
  state.set_status(v1::ASSESSMENT_STATUS_WITHDRAWN);
  *state.mutable_withdrawal() = event;
  state.clear_waiting_since();
}

}  // namespace

void ApplyEvent(const v1::AssessmentEvent& event, v1::AssessmentState& state) {
  using Event = v1::AssessmentEvent;
  switch (event.event_case()) {
    case Event::kAssessmentOpened:
      return Apply(event.assessment_opened(), state);
    case Event::kAssessmentAmended:
      return Apply(event.assessment_amended(), state);
    case Event::kAgreementNoted:
      return Apply(event.agreement_noted(), state);
    case Event::kCapacityJudged:
      return Apply(event.capacity_judged(), state);
    case Event::kGatesEvaluated:
      return Apply(event.gates_evaluated(), state);
    case Event::kRequestAdmitted:
      return Apply(event.request_admitted(), state);
    case Event::kRequestRejected:
      return Apply(event.request_rejected(), state);
    case Event::kAssessmentTransferred:
      return Apply(event.assessment_transferred(), state);
    case Event::kRequestRedirected:
      return Apply(event.request_redirected(), state);
    case Event::kChairAppointed:
      return Apply(event.chair_appointed(), state);
    case Event::kChairReplaced:
      return Apply(event.chair_replaced(), state);
    case Event::kChairIndependenceQuestioned:
      return Apply(event.chair_independence_questioned(), state);
    case Event::kContactLogged:
      return Apply(event.contact_logged(), state);
    case Event::kAssessmentWithdrawn:
      return Apply(event.assessment_withdrawn(), state);
    case Event::EVENT_NOT_SET:
      return;
  }
}

}  // namespace rondetafel::triage
