// The fold of a work plan's events. Total: it never refuses, logs or throws.
#include "services/workplan/domain/people.h"

namespace rondetafel::workplan {
namespace {

v1::Participant* MutableParticipant(State& state, std::string_view person_id) {
  for (v1::Participant& participant : *state.mutable_participants()) {
    if (participant.person().person_id() == person_id) return &participant;
  }
  return nullptr;
}

v1::PlanAnswer& MutableAnswer(State& state, std::string_view person_id) {
  for (v1::PlanAnswer& answer : *state.mutable_answers()) {
    if (answer.person_id() == person_id) return answer;
  }
  v1::PlanAnswer& answer = *state.add_answers();
  answer.set_person_id(std::string(person_id));
  return answer;
}

v1::Task* MutableTask(State& state, std::string_view task_id) {
  for (v1::Task& task : *state.mutable_plan()->mutable_tasks()) {
    if (task.task_id() == task_id) return &task;
  }
  return nullptr;
}

void SetMandateAnswer(State& state, const std::string& person_id, type::v1::Answer answer,
                      const google::type::Date& on) {
  v1::MandateAnswer* entry = nullptr;
  for (v1::MandateAnswer& existing : *state.mutable_mandate()->mutable_answers()) {
    if (existing.person_id() == person_id) entry = &existing;
  }
  if (entry == nullptr) entry = state.mutable_mandate()->add_answers();
  entry->set_person_id(person_id);
  entry->set_answer(answer);
  *entry->mutable_on() = on;
}

void Apply(const v1::WorkPlanOpened& event, State& state) {
  state.set_request_name(event.request_name());
  state.set_reference(event.reference());
  state.set_consultation_name(event.consultation_name());
  state.set_meeting_id(event.meeting_id());
  *state.mutable_held_at() = event.held_at();
  state.set_region(event.region());
  state.set_chair_actor_id(event.chair_actor_id());
  *state.mutable_participants() = event.participants();
  if (event.has_earlier()) *state.mutable_earlier() = event.earlier();
}

void Apply(const v1::PlanDrafted& event, State& state) {
  if (state.has_plan()) *state.add_earlier_versions() = state.plan();
  *state.mutable_plan() = event.plan();
  state.clear_answers();
}

void Apply(const v1::MandateRoundStarted& event, State& state) {
  state.clear_mandate();
  state.mutable_mandate()->set_round(event.round());
  state.mutable_mandate()->set_person_id(event.person_id());
  *state.mutable_mandate()->mutable_started_on() = event.started_on();
}

void Apply(const v1::MandateGiven& event, State& state) {
  SetMandateAnswer(state, event.from_person_id(), type::v1::ANSWER_YES, event.given_on());
}

void Apply(const v1::MandateRefused& event, State& state) {
  SetMandateAnswer(state, event.from_person_id(), type::v1::ANSWER_NO, event.refused_on());
}

void Apply(const v1::CoordinatorMandated& event, State& state) {
  state.mutable_mandate()->set_mandated(true);
  *state.mutable_mandate()->mutable_mandated_on() = event.mandated_on();
}

void Apply(const v1::MandateEnded&, State& state) {
  state.mutable_mandate()->set_ended(true);
  state.mutable_mandate()->set_mandated(false);
}

void Apply(const v1::PlanDistributed& event, State& state) {
  for (const std::string& id : event.to_person_ids()) {
    *MutableAnswer(state, id).mutable_received_on() = event.distributed_on();
  }
}

void Apply(const v1::PlanDistributedToAll& event, State& state) {
  state.set_distributed_to_all_version(event.version());
}

void Apply(const v1::PlanAccepted& event, State& state) {
  v1::PlanAnswer& answer = MutableAnswer(state, event.person_id());
  answer.set_acceptance(type::v1::ANSWER_YES);
  *answer.mutable_answered_on() = event.accepted_on();
}

void Apply(const v1::PlanDeclined& event, State& state) {
  v1::PlanAnswer& answer = MutableAnswer(state, event.person_id());
  answer.set_acceptance(type::v1::ANSWER_NO);
  *answer.mutable_answered_on() = event.declined_on();
}

// Follows from the acceptances; the event is there for whoever reads the history.
void Apply(const v1::PlanAcceptedByAll&, State&) {}

void Apply(const v1::TaskProgressed& event, State& state) {
  if (v1::Task* task = MutableTask(state, event.task_id())) task->set_progress(event.progress());
}

void Apply(const v1::TaskReassigned& event, State& state) {
  if (v1::Task* task = MutableTask(state, event.task_id())) {
    task->set_owner_person_id(event.owner_person_id());
    task->set_side(event.side());
  }
}

void Apply(const v1::ParticipantWithdrawn& event, State& state) {
  if (v1::Participant* participant = MutableParticipant(state, event.person_id())) {
    participant->set_withdrawn(true);
  }
  if (FindAnswer(state, event.person_id()) != nullptr) {
    MutableAnswer(state, event.person_id()).set_withdrawn(true);
  }
  if (!state.has_plan()) return;
  for (v1::Task& task : *state.mutable_plan()->mutable_tasks()) {
    const bool open =
        task.progress() != v1::TASK_PROGRESS_DONE && task.progress() != v1::TASK_PROGRESS_DROPPED;
    if (open && task.owner_person_id() == event.person_id()) task.clear_owner_person_id();
  }
}

void Apply(const v1::EvaluationPlanned& event, State& state) {
  *state.mutable_evaluate_on() = event.evaluate_on();
  state.set_remind_days_before(event.remind_days_before());
  state.set_reminded(false);
}

void Apply(const v1::EvaluationReminderDue&, State& state) { state.set_reminded(true); }

void Apply(const v1::PlanEvaluated&, State& state) {
  state.clear_evaluate_on();
  state.clear_remind_days_before();
  state.set_reminded(false);
}

void Apply(const v1::FollowUpAsked& event, State& state) {
  state.add_follow_up_ids(event.follow_up_id());
}

void Apply(const v1::WorkPlanClosed& event, State& state) {
  state.set_close_reason(event.reason());
  *state.mutable_closed_on() = event.closed_on();
}

void Apply(const v1::AttendanceNoted& event, State& state) {
  if (v1::Participant* participant = MutableParticipant(state, event.person_id())) {
    participant->set_present(event.present());
  }
}

// Where the plan stands follows from the facts.
v1::WorkPlanStatus StatusOf(const State& state) {
  if (state.has_closed_on()) return v1::WORK_PLAN_STATUS_CLOSED;
  if (!state.follow_up_ids().empty()) return v1::WORK_PLAN_STATUS_IN_FOLLOW_UP;
  if (!state.has_plan()) return v1::WORK_PLAN_STATUS_OPENED;
  bool anybody_answered = false;
  for (const v1::PlanAnswer& answer : state.answers()) {
    anybody_answered |= answer.acceptance() != type::v1::ANSWER_UNSPECIFIED;
  }
  if (anybody_answered) {
    return OpenAcceptances(state).empty() ? v1::WORK_PLAN_STATUS_ACCEPTED
                                          : v1::WORK_PLAN_STATUS_PARTLY_ACCEPTED;
  }
  return state.distributed_to_all_version() == state.plan().version()
             ? v1::WORK_PLAN_STATUS_DISTRIBUTED
             : v1::WORK_PLAN_STATUS_DRAFTED;
}

void Dispatch(const Event& event, State& state) {
  switch (event.event_case()) {
    case Event::kWorkPlanOpened:
      return Apply(event.work_plan_opened(), state);
    case Event::kPlanDrafted:
      return Apply(event.plan_drafted(), state);
    case Event::kMandateRoundStarted:
      return Apply(event.mandate_round_started(), state);
    case Event::kMandateGiven:
      return Apply(event.mandate_given(), state);
    case Event::kMandateRefused:
      return Apply(event.mandate_refused(), state);
    case Event::kCoordinatorMandated:
      return Apply(event.coordinator_mandated(), state);
    case Event::kMandateEnded:
      return Apply(event.mandate_ended(), state);
    case Event::kPlanDistributed:
      return Apply(event.plan_distributed(), state);
    case Event::kPlanDistributedToAll:
      return Apply(event.plan_distributed_to_all(), state);
    case Event::kPlanAccepted:
      return Apply(event.plan_accepted(), state);
    case Event::kPlanDeclined:
      return Apply(event.plan_declined(), state);
    case Event::kPlanAcceptedByAll:
      return Apply(event.plan_accepted_by_all(), state);
    case Event::kTaskProgressed:
      return Apply(event.task_progressed(), state);
    case Event::kTaskReassigned:
      return Apply(event.task_reassigned(), state);
    case Event::kParticipantWithdrawn:
      return Apply(event.participant_withdrawn(), state);
    case Event::kEvaluationPlanned:
      return Apply(event.evaluation_planned(), state);
    case Event::kEvaluationReminderDue:
      return Apply(event.evaluation_reminder_due(), state);
    case Event::kPlanEvaluated:
      return Apply(event.plan_evaluated(), state);
    case Event::kFollowUpAsked:
      return Apply(event.follow_up_asked(), state);
    case Event::kWorkPlanClosed:
      return Apply(event.work_plan_closed(), state);
    case Event::kAttendanceNoted:
      return Apply(event.attendance_noted(), state);
    case Event::EVENT_NOT_SET:
      return;
  }
}

}  // namespace

void ApplyEvent(const Event& event, State& state) {
  Dispatch(event, state);
  state.set_status(StatusOf(state));
}

}  // namespace rondetafel::workplan
