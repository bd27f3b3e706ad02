// What intake and triage tell: assignment, another chair, another region, answers, withdrawal (Q22,
// 1c).
//
// The topics travel apart, so an answer of intake may come before the assignment. It is kept then,
// on a stream without consultation, and merged when the chair is appointed: by business date, the
// answer noted here first winning a tie, because the others that intake has still follow in order.
#include <algorithm>

#include "services/scheduling/domain/agreements.h"
#include "services/scheduling/domain/consultation.h"
#include "services/scheduling/domain/guards.h"
#include "services/scheduling/domain/people.h"
#include "shared/base/civil_date.h"

namespace rondetafel::scheduling {
namespace {

bool Assigned(const State& state) { return state.status() != v1::CONSULTATION_STATUS_UNSPECIFIED; }

bool Ended(const State& state) { return HasNotEnded(state).has_value(); }

// Organisations of persons in the case among the chair's ties, ascending, each once.
template <class Persons, class Ties>
std::vector<std::string> SharedOrganisations(const Persons& persons, const Ties& ties) {
  std::vector<std::string> shared;
  for (const auto& person : persons) {
    const std::string& id = person->organisation().organisation_id();
    if (!id.empty() && std::find(ties.begin(), ties.end(), id) != ties.end()) shared.push_back(id);
  }
  std::sort(shared.begin(), shared.end());
  shared.erase(std::unique(shared.begin(), shared.end()), shared.end());
  return shared;
}

void AddQuestion(const std::vector<std::string>& organisations, std::vector<Event>& events) {
  if (organisations.empty()) return;
  v1::ChairIndependenceQuestioned& questioned =
      *events.emplace_back().mutable_chair_independence_questioned();
  for (const std::string& id : organisations) questioned.add_organisation_ids(id);
}

void AddEnd(const std::string& request_name, const google::type::Date& on,
            std::vector<Event>& events) {
  v1::ConsultationEnded& ended = *events.emplace_back().mutable_consultation_ended();
  ended.set_reason(v1::END_REASON_REQUEST_WITHDRAWN);
  *ended.mutable_ended_on() = on;
  ended.set_request_name(request_name);
}

Decision NoteAnswer(const State& state, const type::v1::Agreement& agreement,
                    const google::type::Date& on) {
  if (Ended(state) || NewerKnown(state, agreement.person_id(), on)) return Decision::AlreadySo();
  const v1::KnownAgreement* known = FindAgreement(state, agreement.person_id());
  if (known != nullptr && known->agreement().SerializeAsString() == agreement.SerializeAsString()) {
    return Decision::AlreadySo();
  }
  std::vector<Event> events(1);
  *events[0].mutable_agreement_noted()->mutable_agreement() = agreement;
  *events[0].mutable_agreement_noted()->mutable_noted_on() = on;
  if (!Assigned(state)) return events;
  if (agreement.answer() == type::v1::ANSWER_YES && !agreement.withdrawn()) {
    AddConsequencesOfYes(state, agreement.person_id(), on, events);
  } else if (Agreed(state, agreement.person_id())) {
    AddConsequencesOfNo(state, agreement.person_id(), on, events);
  }
  return events;
}

}  // namespace

Decision Note(const State& state, const triage::v1::ChairAppointed& fact) {
  if (Assigned(state)) return Decision::AlreadySo();
  std::vector<Event> events(1);
  v1::ConsultationAssigned& assigned = *events[0].mutable_consultation_assigned();
  *assigned.mutable_handover() = fact.handover();
  assigned.set_facilitator_name(fact.facilitator_name());
  assigned.set_chair_actor_id(fact.chair_actor_id());
  *assigned.mutable_chair_organisation_ids() = fact.chair_organisation_ids();
  *assigned.mutable_appointed_on() = fact.appointed_on();
  if (fact.has_chair_name()) *assigned.mutable_chair_name() = fact.chair_name();
  std::vector<const type::v1::PersonInCase*> persons;
  for (const auto& person : fact.handover().persons()) persons.push_back(&person);
  AddQuestion(SharedOrganisations(persons, fact.chair_organisation_ids()), events);
  if (state.request_withdrawn()) {
    AddEnd(fact.handover().request_name(), state.request_withdrawn_on(), events);
  }
  return events;
}

Decision Note(const State& state, const triage::v1::ChairReplaced& fact) {
  if (!Assigned(state)) return Decision::AlreadySo();
  if (state.chair_actor_id() == fact.chair_actor_id() &&
      state.facilitator_name() == fact.facilitator_name()) {
    return Decision::AlreadySo();
  }
  std::vector<Event> events(1);
  v1::ChairReplacementNoted& noted = *events[0].mutable_chair_replacement_noted();
  noted.set_facilitator_name(fact.facilitator_name());
  noted.set_chair_actor_id(fact.chair_actor_id());
  *noted.mutable_chair_organisation_ids() = fact.chair_organisation_ids();
  noted.set_former_chair_actor_id(state.chair_actor_id());
  *noted.mutable_appointed_on() = fact.replaced_on();
  if (fact.has_chair_name()) *noted.mutable_chair_name() = fact.chair_name();
  std::vector<const type::v1::PersonInCase*> involved;
  for (const auto& person : state.persons()) {
    if (IsInvolved(state, person)) involved.push_back(&person);
  }
  AddQuestion(SharedOrganisations(involved, fact.chair_organisation_ids()), events);
  return events;
}

Decision Note(const State& state, const triage::v1::ChairIndependenceQuestioned& fact) {
  if (!Assigned(state) || fact.chair_actor_id() != state.chair_actor_id()) {
    return Decision::AlreadySo();
  }
  std::vector<std::string> unknown;
  for (const std::string& id : fact.organisation_ids()) {
    if (!ChairTiedTo(state, id)) unknown.push_back(id);
  }
  std::vector<Event> events;
  AddQuestion(unknown, events);
  return events;
}

Decision Note(const State& state, const triage::v1::AssessmentTransferred& fact) {
  if (!Assigned(state) || state.region() == fact.to_region()) return Decision::AlreadySo();
  Event event;
  event.mutable_region_transfer_noted()->set_region(fact.to_region());
  return Happened(std::move(event));
}

Decision Note(const State& state, const intake::v1::AgreementGiven& fact) {
  return NoteAnswer(state, fact.agreement(), fact.agreement().given_on());
}

Decision Note(const State& state, const intake::v1::AgreementRefused& fact) {
  return NoteAnswer(state, fact.agreement(), fact.agreement().given_on());
}

Decision Note(const State& state, const intake::v1::AgreementWithdrawn& fact) {
  return NoteAnswer(state, fact.agreement(), fact.withdrawn_on());
}

Decision Note(const State& state, const intake::v1::RequestWithdrawn& fact) {
  if (state.request_withdrawn() || IsOpen(state).has_value()) return Decision::AlreadySo();
  std::vector<Event> events(1);
  *events[0].mutable_request_withdrawal_noted()->mutable_withdrawn_on() = fact.withdrawn_on();
  if (Assigned(state)) AddEnd(state.request_name(), fact.withdrawn_on(), events);
  return events;
}

}  // namespace rondetafel::scheduling
