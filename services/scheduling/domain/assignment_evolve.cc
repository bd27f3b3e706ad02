// Apply: chair, region and agreements (Q22, R180, 1c).
#include <algorithm>

#include "services/scheduling/domain/evolve.h"
#include "shared/base/civil_date.h"

namespace rondetafel::scheduling {
namespace {

// Keeps the answer of the later business date; of two of the same date the one told last.
void Keep(State& state, const type::v1::Agreement& agreement, const google::type::Date& on) {
  for (v1::KnownAgreement& known : *state.mutable_agreements()) {
    if (known.agreement().person_id() != agreement.person_id()) continue;
    if (base::FromProto(known.ranked_on()) > base::FromProto(on)) return;
    *known.mutable_agreement() = agreement;
    *known.mutable_ranked_on() = on;
    return;
  }
  v1::KnownAgreement& known = *state.add_agreements();
  *known.mutable_agreement() = agreement;
  *known.mutable_ranked_on() = on;
}

void MergeHandedOver(State& state, const type::v1::Agreement& agreement) {
  for (const v1::KnownAgreement& known : state.agreements()) {
    // What intake told here wins a tie: it is as new as triage's copy, or catches up
    // (upstream_decide.cc).
    if (known.agreement().person_id() == agreement.person_id() &&
        base::FromProto(known.ranked_on()) == base::FromProto(agreement.given_on())) {
      return;
    }
  }
  Keep(state, agreement, agreement.given_on());
}

}  // namespace

void Apply(const v1::ConsultationAssigned& event, State& state) {
  const triage::v1::CaseHandover& handover = event.handover();
  state.set_status(v1::CONSULTATION_STATUS_ASSIGNED);
  state.set_request_name(handover.request_name());
  state.set_reference(handover.reference());
  state.set_region(handover.region());
  *state.mutable_received_on() = handover.received_on();
  state.set_requester_person_id(handover.requester_person_id());
  if (handover.has_earlier()) *state.mutable_earlier() = handover.earlier();
  state.set_indication_partners(handover.indication_partners());
  *state.mutable_persons() = handover.persons();
  for (const auto& person : handover.persons()) {
    state.add_handed_over_person_ids(person.person_id());
  }
  for (const auto& agreement : handover.agreements()) MergeHandedOver(state, agreement);
  *state.mutable_capacity_judgements() = handover.capacity();
  state.set_disclosure_stays_with_helpers(handover.disclosure_stays_with_helpers());
  state.set_help_allocation_phase(handover.help_allocation_phase());
  if (handover.has_question()) *state.mutable_question() = handover.question();
  state.set_facilitator_name(event.facilitator_name());
  state.set_chair_actor_id(event.chair_actor_id());
  *state.mutable_chair_organisation_ids() = event.chair_organisation_ids();
  *state.mutable_appointed_on() = event.appointed_on();
  if (event.has_chair_name()) *state.mutable_chair_name() = event.chair_name();
}

void Apply(const v1::ChairReplacementNoted& event, State& state) {
  state.add_former_chair_actor_ids(event.former_chair_actor_id());
  state.set_facilitator_name(event.facilitator_name());
  state.set_chair_actor_id(event.chair_actor_id());
  *state.mutable_chair_organisation_ids() = event.chair_organisation_ids();
  state.clear_chair_name();
  if (event.has_chair_name()) *state.mutable_chair_name() = event.chair_name();
}

void Apply(const v1::ChairIndependenceQuestioned& event, State& state) {
  auto& ties = *state.mutable_chair_organisation_ids();
  for (const std::string& id : event.organisation_ids()) {
    if (std::find(ties.begin(), ties.end(), id) == ties.end()) *ties.Add() = id;
  }
}

void Apply(const v1::RegionTransferNoted& event, State& state) {
  state.add_former_regions(state.region());
  state.set_region(event.region());
}

void Apply(const v1::RequestWithdrawalNoted& event, State& state) {
  state.set_request_withdrawn(true);
  *state.mutable_request_withdrawn_on() = event.withdrawn_on();
}

void Apply(const v1::AgreementGiven& event, State& state) {
  Keep(state, event.agreement(), event.agreement().given_on());
}

void Apply(const v1::AgreementRefused& event, State& state) {
  Keep(state, event.agreement(), event.agreement().given_on());
}

void Apply(const v1::AgreementWithdrawn& event, State& state) {
  Keep(state, event.agreement(), event.withdrawn_on());
}

void Apply(const v1::AgreementNoted& event, State& state) {
  Keep(state, event.agreement(), event.noted_on());
}

void Apply(const v1::CapacityJudged& event, State& state) {
  for (auto& judgement : *state.mutable_capacity_judgements()) {
    if (judgement.person_id() == event.judgement().person_id()) {
      judgement = event.judgement();
      return;
    }
  }
  *state.add_capacity_judgements() = event.judgement();
}

void Apply(const v1::ReturnedToPreparing&, State& state) {
  state.set_status(v1::CONSULTATION_STATUS_PREPARING);
  state.clear_confirmed_on();
}

void Apply(const v1::SharingStopped& event, State& state) {
  state.add_sharing_stopped_person_ids(event.person_id());
}

void Apply(const v1::SharingResumed& event, State& state) {
  auto& stopped = *state.mutable_sharing_stopped_person_ids();
  stopped.erase(std::remove(stopped.begin(), stopped.end(), event.person_id()), stopped.end());
}

}  // namespace rondetafel::scheduling
