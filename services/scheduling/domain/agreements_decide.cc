// Agreement to the consultation, its withdrawal, and capacity (R38, R39, R158, Q18, Q19, Q22).
#include <algorithm>

#include "services/scheduling/domain/agreements.h"
#include "services/scheduling/domain/client.h"
#include "services/scheduling/domain/consultation.h"
#include "services/scheduling/domain/guards.h"
#include "services/scheduling/domain/people.h"
#include "shared/base/civil_date.h"

namespace rondetafel::scheduling {
namespace {

bool SharingStoppedFor(const State& state, std::string_view person_id) {
  const auto& stopped = state.sharing_stopped_person_ids();
  return std::find(stopped.begin(), stopped.end(), person_id) != stopped.end();
}

bool WouldTakePart(const State& state, std::string_view person_id) {
  const v1::Invitee* invitee = FindInvitee(state, person_id);
  return (invitee != nullptr && IsActive(*invitee)) ||
         !ClientForYouths(state, person_id, {}).empty();
}

bool SameAnswer(const v1::KnownAgreement* known, const type::v1::Agreement& agreement) {
  return known != nullptr && known->agreement().answer() == agreement.answer() &&
         !known->agreement().withdrawn() &&
         known->agreement().confirmed_by_person() == agreement.confirmed_by_person() &&
         base::FromProto(known->agreement().given_on()) == base::FromProto(agreement.given_on());
}

}  // namespace

bool NewerKnown(const State& state, std::string_view person_id, const google::type::Date& on) {
  const v1::KnownAgreement* known = FindAgreement(state, person_id);
  return known != nullptr && base::FromProto(known->ranked_on()) > base::FromProto(on);
}

void AddConsequencesOfYes(const State& state, std::string_view person_id,
                          const google::type::Date& on, std::vector<Event>& events) {
  if (!SharingStoppedFor(state, person_id)) return;
  v1::SharingResumed& resumed = *events.emplace_back().mutable_sharing_resumed();
  resumed.set_person_id(std::string(person_id));
  *resumed.mutable_resumed_on() = on;
}

void AddConsequencesOfNo(const State& state, std::string_view person_id,
                         const google::type::Date& on, std::vector<Event>& events) {
  if (state.status() == v1::CONSULTATION_STATUS_HELD) {
    if (SharingStoppedFor(state, person_id)) return;
    v1::SharingStopped& stopped = *events.emplace_back().mutable_sharing_stopped();
    stopped.set_person_id(std::string(person_id));
    *stopped.mutable_stopped_on() = on;
    return;
  }
  const bool on_the_way = state.status() == v1::CONSULTATION_STATUS_SCHEDULING ||
                          state.status() == v1::CONSULTATION_STATUS_CONFIRMED;
  if (on_the_way && WouldTakePart(state, person_id)) {
    events.emplace_back().mutable_returned_to_preparing()->set_person_id(std::string(person_id));
  }
}

Decision Decide(const State& state, const RecordAgreement& command, const Context& context) {
  if (Refusal refusal = FirstOf(MayAct(state, context), HasNotEnded(state))) {
    return *std::move(refusal);
  }
  type::v1::Agreement agreement = command.agreement;
  *agreement.mutable_given_on() = OnOrToday(agreement.given_on(), context);
  const std::string& person = agreement.person_id();
  if (FindPerson(state, person) == nullptr) {
    return Refuse(v1::SCHEDULING_REASON_UNKNOWN_PERSON, "R158");
  }
  if (SameAnswer(FindAgreement(state, person), agreement)) return Decision::AlreadySo();
  if (NewerKnown(state, person, agreement.given_on())) {
    if (context.is_migration()) return Decision::AlreadySo();
    return Refuse(v1::SCHEDULING_REASON_NEWER_ANSWER_KNOWN, "R158");
  }
  std::vector<Event> events(1);
  if (agreement.answer() == type::v1::ANSWER_YES) {
    *events[0].mutable_agreement_given()->mutable_agreement() = agreement;
    events[0].mutable_agreement_given()->set_request_name(state.request_name());
    AddConsequencesOfYes(state, person, agreement.given_on(), events);
  } else {
    *events[0].mutable_agreement_refused()->mutable_agreement() = agreement;
    events[0].mutable_agreement_refused()->set_request_name(state.request_name());
    if (Agreed(state, person)) AddConsequencesOfNo(state, person, agreement.given_on(), events);
  }
  return events;
}

Decision Decide(const State& state, const v1::WithdrawAgreementRequest& command,
                const Context& context) {
  if (Refusal refusal = FirstOf(MayAct(state, context), HasNotEnded(state))) {
    return *std::move(refusal);
  }
  const std::string& person = command.person_id();
  if (FindPerson(state, person) == nullptr) {
    return Refuse(v1::SCHEDULING_REASON_UNKNOWN_PERSON, "R158");
  }
  const v1::KnownAgreement* known = FindAgreement(state, person);
  if (known != nullptr && known->agreement().withdrawn()) return Decision::AlreadySo();
  if (!Agreed(state, person)) {
    return Refuse(v1::SCHEDULING_REASON_NO_AGREEMENT_TO_WITHDRAW, "R158");
  }
  const google::type::Date on = OnOrToday(command.withdrawn_on(), context);
  if (NewerKnown(state, person, on)) {
    return Refuse(v1::SCHEDULING_REASON_NEWER_ANSWER_KNOWN, "R158");
  }
  std::vector<Event> events(1);
  v1::AgreementWithdrawn& withdrawn = *events[0].mutable_agreement_withdrawn();
  *withdrawn.mutable_agreement() = known->agreement();
  withdrawn.mutable_agreement()->set_withdrawn(true);
  withdrawn.mutable_agreement()->set_channel(command.channel());
  withdrawn.mutable_agreement()->set_reported_by(
      command.reported_by().empty() ? person : command.reported_by());
  *withdrawn.mutable_withdrawn_on() = on;
  withdrawn.set_request_name(state.request_name());
  AddConsequencesOfNo(state, person, on, events);
  return events;
}

Decision Decide(const State& state, const v1::JudgeCapacityRequest& command,
                const Context& context) {
  if (Refusal refusal = FirstOf(MayAct(state, context), HasNotEnded(state))) {
    return *std::move(refusal);
  }
  if (context.actor.role() == type::v1::ROLE_EXTERNAL_CHAIR) {
    return Refuse(v1::SCHEDULING_REASON_DESK_ONLY, "Q18");
  }
  const type::v1::PersonInCase* youth = FindPerson(state, command.judgement().person_id());
  if (youth == nullptr) return Refuse(v1::SCHEDULING_REASON_UNKNOWN_PERSON, "Q18");
  if (youth->role() != type::v1::PERSON_ROLE_YOUTH) {
    return Refuse(v1::SCHEDULING_REASON_NOT_A_YOUTH, "Q18");
  }
  Event event;
  *event.mutable_capacity_judged()->mutable_judgement() = command.judgement();
  *event.mutable_capacity_judged()->mutable_judged_on() = OnOrToday(command.judged_on(), context);
  return Happened(std::move(event));
}

}  // namespace rondetafel::scheduling
