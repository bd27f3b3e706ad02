// The coordinator (hulpcoördinator): exactly one, mandated by the client and everybody at the table
// (R63–R65, R164, Q6, Q21).
#include "services/workplan/domain/people.h"
#include "shared/base/civil_date.h"

namespace rondetafel::workplan {
namespace {

bool Runs(const v1::MandateRound& round) { return round.round() > 0 && !round.ended(); }

Event Ended(const v1::MandateRound& round, v1::MandateEndReason reason, const base::Date& on) {
  Event event;
  v1::MandateEnded& ended = *event.mutable_mandate_ended();
  ended.set_round(round.round());
  ended.set_person_id(round.person_id());
  ended.set_reason(reason);
  *ended.mutable_ended_on() = base::ToProto(on);
  return event;
}

Event Mandated(int round, const std::string& person_id, const base::Date& on) {
  Event event;
  v1::CoordinatorMandated& mandated = *event.mutable_coordinator_mandated();
  mandated.set_round(round);
  mandated.set_person_id(person_id);
  *mandated.mutable_mandated_on() = base::ToProto(on);
  return event;
}

// The mandate comes to stand as soon as the last answer it needs is in.
void AddWhenMandated(const State& before, std::vector<Event>& events, const base::Date& on) {
  State after = before;
  for (const Event& event : events) ApplyEvent(event, after);
  if (!Runs(after.mandate()) || after.mandate().mandated() || !MandateComplete(after)) return;
  events.push_back(Mandated(after.mandate().round(), after.mandate().person_id(), on));
}

Event Answered(const State& state, const v1::RecordMandateRequest& command, const base::Date& on) {
  Event event;
  if (command.answer() == type::v1::ANSWER_NO) {
    v1::MandateRefused& refused = *event.mutable_mandate_refused();
    refused.set_round(state.mandate().round());
    refused.set_from_person_id(command.from_person_id());
    *refused.mutable_refused_on() = base::ToProto(on);
    refused.set_channel(command.channel());
    return event;
  }
  v1::MandateGiven& given = *event.mutable_mandate_given();
  given.set_round(state.mandate().round());
  given.set_from_person_id(command.from_person_id());
  *given.mutable_given_on() = base::ToProto(on);
  given.set_channel(command.channel());
  given.set_age_band(FindParticipant(state, command.from_person_id())->person().age_band());
  return event;
}

}  // namespace

Decision Decide(const State& state, const v1::StartMandateRoundRequest& command,
                const base::Context& context) {
  if (auto no = NotOpenFor(state, context)) return *no;
  if (auto no = NotTakingPart(state, command.person_id(), "person_id")) return *no;
  if (!MayCoordinate(FindParticipant(state, command.person_id())->person())) {
    return RefuseField(v1::WORK_PLAN_REASON_NOT_A_HELPER, "R64", "person_id",
                       "must be a helper involved in the case");
  }
  const base::Date on = DateOrToday(command.started_on(), context);
  if (auto no = BeforeMeeting(state, on, "started_on")) return *no;
  const v1::MandateRound& running = state.mandate();
  if (Runs(running) && running.person_id() == command.person_id()) return Decision::AlreadySo();
  std::vector<Event> events;
  if (Runs(running)) events.push_back(Ended(running, v1::MANDATE_END_REASON_NEW_ROUND, on));
  Event event;
  v1::MandateRoundStarted& started = *event.mutable_mandate_round_started();
  started.set_round(running.round() + 1);
  started.set_person_id(command.person_id());
  *started.mutable_started_on() = base::ToProto(on);
  events.push_back(event);
  if (context.is_migration() && base::IsSet(command.mandated_on())) {
    events.push_back(
        Mandated(running.round() + 1, command.person_id(), base::FromProto(command.mandated_on())));
  }
  return events;
}

Decision Decide(const State& state, const v1::RecordMandateRequest& command,
                const base::Context& context) {
  if (auto no = NotOpenFor(state, context)) return *no;
  const v1::MandateRound& round = state.mandate();
  if (!Runs(round)) return Refuse(v1::WORK_PLAN_REASON_NO_MANDATE_ROUND, "R164");
  if (auto no = NotTakingPart(state, command.from_person_id(), "from_person_id")) return *no;
  if (command.from_person_id() == round.person_id()) {
    return RefuseField(v1::WORK_PLAN_REASON_NOT_ASKED, "R65", "from_person_id",
                       "must be somebody else than the helper who is proposed");
  }
  const base::Date on = DateOrToday(command.answered_on(), context);
  if (auto no = BeforeMeeting(state, on, "answered_on")) return *no;
  if (MandateAnswerOf(round, command.from_person_id()) == command.answer()) {
    return Decision::AlreadySo();
  }
  std::vector<Event> events{Answered(state, command, on)};
  const bool client = IsClient(state, FindParticipant(state, command.from_person_id())->person());
  if (command.answer() == type::v1::ANSWER_NO && client) {
    events.push_back(Ended(round, v1::MANDATE_END_REASON_CLIENT_REFUSED, on));
  } else {
    AddWhenMandated(state, events, on);
  }
  return events;
}

Decision Decide(const State& state, const v1::ParticipantWithdrawn& command, const base::Context&) {
  const v1::Participant* participant = FindParticipant(state, command.person_id());
  if (participant == nullptr || participant->withdrawn()) return Decision::AlreadySo();
  std::vector<Event> events(1);
  *events[0].mutable_participant_withdrawn() = command;
  const base::Date on = base::FromProto(command.withdrawn_on());
  if (Runs(state.mandate()) && state.mandate().person_id() == command.person_id()) {
    events.push_back(Ended(state.mandate(), v1::MANDATE_END_REASON_COORDINATOR_WITHDREW, on));
  } else {
    AddWhenMandated(state, events, on);
  }
  return events;
}

Decision Decide(const State& state, const v1::CloseWorkPlanRequest& command,
                const base::Context& context) {
  if (auto no = NotOpenFor(state, context)) return *no;
  const base::Date on = DateOrToday(command.closed_on(), context);
  if (auto no = BeforeMeeting(state, on, "closed_on")) return *no;
  std::vector<Event> events;
  if (Runs(state.mandate())) {
    events.push_back(Ended(state.mandate(), v1::MANDATE_END_REASON_PLAN_CLOSED, on));
  }
  Event event;
  event.mutable_work_plan_closed()->set_reason(command.reason());
  *event.mutable_work_plan_closed()->mutable_closed_on() = base::ToProto(on);
  events.push_back(event);
  return events;
}

}  // namespace rondetafel::workplan
