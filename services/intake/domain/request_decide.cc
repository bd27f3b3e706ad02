#include <algorithm>
#include <set>
#include <utility>

#include "services/intake/domain/request.h"
#include "shared/base/civil_date.h"
#include "shared/base/text.h"

namespace rondetafel::intake {
namespace {

using base::FromProto;
using base::Rejection;

template <class Fact>
void Put(const Fact& fact, v1::RequestEvent& event);
template <>
void Put(const v1::RequestSubmitted& fact, v1::RequestEvent& event) {
  *event.mutable_request_submitted() = fact;
}
template <>
void Put(const v1::RequestAmended& fact, v1::RequestEvent& event) {
  *event.mutable_request_amended() = fact;
}
template <>
void Put(const v1::AgreementGiven& fact, v1::RequestEvent& event) {
  *event.mutable_agreement_given() = fact;
}
template <>
void Put(const v1::AgreementRefused& fact, v1::RequestEvent& event) {
  *event.mutable_agreement_refused() = fact;
}
template <>
void Put(const v1::AgreementWithdrawn& fact, v1::RequestEvent& event) {
  *event.mutable_agreement_withdrawn() = fact;
}
template <>
void Put(const v1::RequestWithdrawn& fact, v1::RequestEvent& event) {
  *event.mutable_request_withdrawn() = fact;
}

template <class Fact>
RequestDecision Happened(const Fact& fact) {
  v1::RequestEvent event;
  Put(fact, event);
  return RequestDecision({std::move(event)});
}

Rejection Refuse(v1::IntakeReason reason, std::string rule,
                 std::vector<base::FieldFault> fields = {}) {
  return {v1::IntakeReason_Name(reason), std::move(rule), std::move(fields)};
}

// What stops every command on an existing request; nullopt when the actor may go on.
std::optional<Rejection> CheckActor(const State& state, const base::Context& context) {
  if (!state.has_content()) return Refuse(v1::INTAKE_REASON_REQUEST_NOT_FOUND, "R154");
  if (!IsRelated(state, context.actor)) return Refuse(v1::INTAKE_REASON_NOT_YOURS, "R171");
  return std::nullopt;
}

// What stops a change of the request itself (1c): withdrawn, assigned, or decided against.
std::optional<Rejection> CheckOpen(const State& state) {
  if (state.has_withdrawn()) return Refuse(v1::INTAKE_REASON_REQUEST_WITHDRAWN, "R154");
  if (state.has_chair()) return Refuse(v1::INTAKE_REASON_ALREADY_ASSIGNED, "Q22");
  if (state.has_rejected_on() || state.has_redirected()) {
    return Refuse(v1::INTAKE_REASON_ALREADY_DECIDED, "R154");
  }
  return std::nullopt;
}

const v1::Standing* FindStanding(const State& state, std::string_view person_id) {
  for (const v1::Standing& standing : state.standings()) {
    if (standing.agreement().person_id() == person_id) return &standing;
  }
  return nullptr;
}

template <class Enum>
void SortSet(google::protobuf::RepeatedField<int>* values) {
  std::sort(values->begin(), values->end());
  values->erase(std::unique(values->begin(), values->end()), values->end());
}

// Fills in what follows from the rest.
void Complete(v1::RequestContent& content) {
  SortSet<v1::Purpose>(content.mutable_purposes());
  SortSet<v1::Trigger>(content.mutable_triggers());
  content.clear_requester_role();
  content.clear_requester_organisation();
  if (const auto* requester = FindPerson(content, content.requester_person_id())) {
    content.set_requester_role(requester->role());
    if (requester->has_organisation()) {
      *content.mutable_requester_organisation() = requester->organisation();
    }
  }
  content.clear_missing_fields();
  for (std::string& path : MissingFields(content)) content.add_missing_fields(std::move(path));
  content.set_complete(content.missing_fields().empty());
}

// Filing is the requester's own yes (R38), unless another answer of the requester is given.
void AddRequestersYes(const v1::RequestContent& content,
                      google::protobuf::RepeatedPtrField<type::v1::Agreement>* agreements) {
  for (const type::v1::Agreement& agreement : *agreements) {
    if (agreement.person_id() == content.requester_person_id()) return;
  }
  const auto* requester = FindPerson(content, content.requester_person_id());
  if (requester == nullptr) return;
  type::v1::Agreement& yes = *agreements->Add();
  yes.set_person_id(requester->person_id());
  yes.set_answer(type::v1::ANSWER_YES);
  *yes.mutable_given_on() = content.received_on();
  yes.set_channel(content.channel());
  yes.set_reported_by(requester->person_id());
  yes.set_confirmed_by_person(content.channel() != type::v1::CHANNEL_MIGRATION);
  yes.set_age_band(requester->age_band());
}

// The content after an amendment: what identifies the request stays, what is given replaces.
v1::RequestContent Merge(const State& state, const AmendRequest& command) {
  const v1::RequestContent& before = state.content();
  v1::RequestContent content = command.content;
  content.clear_persons();
  std::set<std::string> removed(command.removed_person_ids.begin(),
                                command.removed_person_ids.end());
  for (const type::v1::PersonInCase& person : before.persons()) {
    const auto* given = FindPerson(command.content, person.person_id());
    if (given == nullptr && removed.contains(person.person_id())) continue;
    *content.add_persons() = given != nullptr ? *given : person;
  }
  for (const type::v1::PersonInCase& person : command.content.persons()) {
    if (FindPerson(before, person.person_id()) == nullptr) *content.add_persons() = person;
  }
  content.clear_carried_over_person_ids();
  for (const std::string& person_id : before.carried_over_person_ids()) {
    if (FindPerson(command.content, person_id) == nullptr && !removed.contains(person_id)) {
      content.add_carried_over_person_ids(person_id);
    }
  }
  content.set_reference(before.reference());
  content.set_procedure(before.procedure());
  content.set_channel(before.channel());
  *content.mutable_received_on() = before.received_on();
  content.set_late_reason(before.late_reason());
  content.set_region(before.region());
  content.set_external_reference(before.external_reference());
  content.set_resubmission_of(before.resubmission_of());
  if (before.has_earlier()) *content.mutable_earlier() = before.earlier();
  if (!content.has_question() && before.has_question()) {
    *content.mutable_question() = before.question();
  }
  if (content.requester_person_id().empty()) {
    content.set_requester_person_id(before.requester_person_id());
  }
  return content;
}

}  // namespace

RequestDecision Decide(const State& state, const SubmitRequest& command,
                       const base::Context& context) {
  if (state.has_content()) return Refuse(v1::INTAKE_REASON_ALREADY_SUBMITTED, "R154");
  v1::RequestSubmitted event;
  *event.mutable_content() = command.content;
  event.mutable_content()->set_reference(base::DeriveReference(context.stream_id));
  Complete(*event.mutable_content());
  if (auto faults = Contradictions(event.content()); !faults.empty()) {
    return Refuse(v1::INTAKE_REASON_CONTENT_CONTRADICTS, "R32", std::move(faults));
  }
  event.mutable_agreements()->Assign(command.agreements.begin(), command.agreements.end());
  AddRequestersYes(event.content(), event.mutable_agreements());
  event.mutable_identities()->Assign(command.identities.begin(), command.identities.end());
  event.set_submitted_by_actor_id(command.on_behalf_of_actor_id.empty()
                                      ? context.actor.actor_id()
                                      : command.on_behalf_of_actor_id);
  return Happened(event);
}

RequestDecision Decide(const State& state, const AmendRequest& command,
                       const base::Context& context) {
  if (auto refusal = CheckActor(state, context)) return *refusal;
  if (auto refusal = CheckOpen(state)) return *refusal;
  if (state.has_admitted_on()) return Refuse(v1::INTAKE_REASON_ALREADY_DECIDED, "R154");
  v1::RequestAmended event;
  *event.mutable_content() = Merge(state, command);
  Complete(*event.mutable_content());
  if (auto faults = Contradictions(event.content()); !faults.empty()) {
    return Refuse(v1::INTAKE_REASON_CONTENT_CONTRADICTS, "R32", std::move(faults));
  }
  event.mutable_identities()->Assign(command.identities.begin(), command.identities.end());
  for (const type::v1::PersonInCase& person : command.content.persons()) {
    event.add_given_person_ids(person.person_id());
  }
  event.set_amended_by_actor_id(context.actor.actor_id());
  return Happened(event);
}

RequestDecision Decide(const State& state, const WithdrawRequest& command,
                       const base::Context& context) {
  if (auto refusal = CheckActor(state, context)) return *refusal;
  if (state.has_withdrawn()) return RequestDecision::AlreadySo();
  if (auto refusal = CheckOpen(state)) return *refusal;
  if (command.withdrawn_on < FromProto(state.content().received_on())) {
    return Refuse(v1::INTAKE_REASON_DATE_BEFORE_FACT, "R154",
                  {{"withdrawn_on", "R154", "must not lie before the date of receipt"}});
  }
  v1::RequestWithdrawn event;
  event.set_reason(command.reason);
  *event.mutable_withdrawn_on() = base::ToProto(command.withdrawn_on);
  return Happened(event);
}

RequestDecision Decide(const State& state, const RecordAgreement& command,
                       const base::Context& context) {
  if (auto refusal = CheckActor(state, context)) return *refusal;
  if (auto refusal = CheckOpen(state)) return *refusal;
  const type::v1::Agreement& agreement = command.agreement;
  if (FindPerson(state.content(), agreement.person_id()) == nullptr) {
    return Refuse(v1::INTAKE_REASON_UNKNOWN_PERSON, "R39",
                  {{"agreement.person_id", "R39", "must be a person of the request"}});
  }
  const v1::Standing* known = FindStanding(state, agreement.person_id());
  if (known != nullptr && known->agreement().SerializeAsString() == agreement.SerializeAsString()) {
    return RequestDecision::AlreadySo();
  }
  if (agreement.answer() == type::v1::ANSWER_YES) {
    v1::AgreementGiven event;
    *event.mutable_agreement() = agreement;
    return Happened(event);
  }
  v1::AgreementRefused event;
  *event.mutable_agreement() = agreement;
  return Happened(event);
}

RequestDecision Decide(const State& state, const WithdrawAgreement& command,
                       const base::Context& context) {
  if (auto refusal = CheckActor(state, context)) return *refusal;
  if (FindPerson(state.content(), command.person_id) == nullptr) {
    return Refuse(v1::INTAKE_REASON_UNKNOWN_PERSON, "R158",
                  {{"person_id", "R158", "must be a person of the request"}});
  }
  const v1::Standing* known = FindStanding(state, command.person_id);
  if (known != nullptr && known->agreement().withdrawn()) return RequestDecision::AlreadySo();
  const bool said_yes = known != nullptr && known->agreement().answer() == type::v1::ANSWER_YES;
  // After assignment the yes may be known to scheduling only; the withdrawal is passed on (Q22).
  if (!said_yes && !state.has_chair()) {
    return Refuse(v1::INTAKE_REASON_NO_AGREEMENT_TO_WITHDRAW, "R158");
  }
  if (said_yes && command.withdrawn_on < FromProto(known->said_on())) {
    return Refuse(v1::INTAKE_REASON_DATE_BEFORE_FACT, "R158",
                  {{"withdrawn_on", "R158", "must not lie before the agreement was given"}});
  }
  v1::AgreementWithdrawn event;
  type::v1::Agreement& agreement = *event.mutable_agreement();
  if (said_yes) agreement = known->agreement();
  agreement.set_person_id(command.person_id);
  agreement.set_answer(type::v1::ANSWER_YES);
  agreement.set_channel(command.channel);
  agreement.set_reported_by(command.reported_by);
  agreement.set_withdrawn(true);
  *event.mutable_withdrawn_on() = base::ToProto(command.withdrawn_on);
  return Happened(event);
}

}  // namespace rondetafel::intake
