// Watching over the plan: tasks, evaluation, follow-up (R66–R72, Q20), and the facts of the meeting
// it rests on.
#include <algorithm>

#include "services/workplan/domain/people.h"
#include "shared/base/civil_date.h"
#include "shared/base/resource_name.h"

namespace rondetafel::workplan {
namespace {

const v1::Task* FindTask(const State& state, std::string_view task_id) {
  for (const v1::Task& task : state.plan().tasks()) {
    if (task.task_id() == task_id) return &task;
  }
  return nullptr;
}

std::optional<base::Rejection> NoSuchTask(const State& state, std::string_view task_id) {
  if (FindTask(state, task_id) != nullptr) return std::nullopt;
  return RefuseField(v1::WORK_PLAN_REASON_UNKNOWN_TASK, "R58", "task_id",
                     "must be the id of a task of the current version");
}

void CarryPeopleOver(const State& state, const AskSealedFollowUp& command,
                     v1::FollowUpAsked& asked) {
  for (const v1::Participant& participant : state.participants()) {
    if (participant.withdrawn()) continue;
    type::v1::PersonInCase& person = *asked.add_persons();
    person = participant.person();
    for (const auto& [person_id, band] : command.age_bands) {
      if (person_id == person.person_id()) person.set_age_band(band);
    }
  }
}

}  // namespace

Decision Decide(const State& state, const v1::RecordTaskProgressRequest& command,
                const base::Context& context) {
  if (auto no = NotOpenFor(state, context)) return *no;
  if (auto no = NoSuchTask(state, command.task_id())) return *no;
  const base::Date on = DateOrToday(command.on(), context);
  if (auto no = BeforeMeeting(state, on, "on")) return *no;
  if (FindTask(state, command.task_id())->progress() == command.progress()) {
    return Decision::AlreadySo();
  }
  Event event;
  event.mutable_task_progressed()->set_task_id(command.task_id());
  event.mutable_task_progressed()->set_progress(command.progress());
  *event.mutable_task_progressed()->mutable_on() = base::ToProto(on);
  return std::vector<Event>{event};
}

Decision Decide(const State& state, const v1::ReassignTaskRequest& command,
                const base::Context& context) {
  if (auto no = NotOpenFor(state, context)) return *no;
  if (auto no = NoSuchTask(state, command.task_id())) return *no;
  if (auto no = NotTakingPart(state, command.owner_person_id(), "owner_person_id")) return *no;
  const base::Date on = DateOrToday(command.on(), context);
  if (auto no = BeforeMeeting(state, on, "on")) return *no;
  if (FindTask(state, command.task_id())->owner_person_id() == command.owner_person_id()) {
    return Decision::AlreadySo();
  }
  Event event;
  v1::TaskReassigned& reassigned = *event.mutable_task_reassigned();
  reassigned.set_task_id(command.task_id());
  reassigned.set_owner_person_id(command.owner_person_id());
  reassigned.set_side(SideOf(FindParticipant(state, command.owner_person_id())->person().role()));
  *reassigned.mutable_on() = base::ToProto(on);
  return std::vector<Event>{event};
}

Decision Decide(const State& state, const v1::PlanEvaluationRequest& command,
                const base::Context& context) {
  if (auto no = NotOpenFor(state, context)) return *no;
  const base::Date on = base::FromProto(command.evaluate_on());
  if (auto no = BeforeMeeting(state, on, "evaluate_on")) return *no;
  if (base::IsSet(state.evaluate_on()) && base::FromProto(state.evaluate_on()) == on &&
      state.remind_days_before() == command.remind_days_before()) {
    return Decision::AlreadySo();
  }
  Event event;
  *event.mutable_evaluation_planned()->mutable_evaluate_on() = command.evaluate_on();
  event.mutable_evaluation_planned()->set_remind_days_before(command.remind_days_before());
  return std::vector<Event>{event};
}

Decision Decide(const State& state, const v1::RecordEvaluationRequest& command,
                const base::Context& context) {
  if (auto no = NotOpenFor(state, context)) return *no;
  const base::Date on = DateOrToday(command.evaluated_on(), context);
  if (auto no = BeforeMeeting(state, on, "evaluated_on")) return *no;
  Event event;
  *event.mutable_plan_evaluated()->mutable_evaluated_on() = base::ToProto(on);
  event.mutable_plan_evaluated()->set_result(command.result());
  return std::vector<Event>{event};
}

Decision Decide(const State& state, const AskSealedFollowUp& command,
                const base::Context& context) {
  if (auto no = NotOpenFor(state, context)) return *no;
  if (!state.has_plan() && !context.is_migration()) {
    return Refuse(v1::WORK_PLAN_REASON_NOTHING_DRAFTED, "R69");
  }
  const std::string& asked_by = command.request.asked_by_person_id();
  if (auto no = NotTakingPart(state, asked_by, "asked_by_person_id")) return *no;
  const base::Date on = DateOrToday(command.request.asked_on(), context);
  if (auto no = BeforeMeeting(state, on, "asked_on")) return *no;
  Event event;
  v1::FollowUpAsked& asked = *event.mutable_follow_up_asked();
  asked.set_follow_up_id(context.NewId("follow_up", 0));
  asked.set_asked_by_person_id(asked_by);
  *asked.mutable_asked_on() = base::ToProto(on);
  intake::v1::EarlierMeeting& earlier = *asked.mutable_earlier();
  earlier.set_request_name(state.request_name());
  earlier.set_consultation_name(state.consultation_name());
  earlier.set_meeting_id(state.meeting_id());
  earlier.set_work_plan_name(base::FormatName("workPlans", context.case_id, context.stream_id));
  earlier.set_plan_version(state.plan().version());
  *earlier.mutable_held_on() = state.held_at().date();
  asked.set_region(state.region());
  CarryPeopleOver(state, command, asked);
  if (!command.question.ciphertext().empty()) *asked.mutable_question() = command.question;
  asked.set_earlier_reference(state.reference());
  return std::vector<Event>{event};
}

Decision Decide(const State& state, const RemindOfEvaluation& command, const base::Context&) {
  const bool stands = base::IsSet(state.evaluate_on()) && !state.reminded() &&
                      state.status() != v1::WORK_PLAN_STATUS_CLOSED &&
                      base::FromProto(state.evaluate_on()) == command.evaluate_on;
  if (!stands) return Decision::AlreadySo();
  Event event;
  *event.mutable_evaluation_reminder_due()->mutable_evaluate_on() = state.evaluate_on();
  return std::vector<Event>{event};
}

Decision Decide(const State& state, const v1::WorkPlanOpened& command, const base::Context&) {
  if (state.status() != v1::WORK_PLAN_STATUS_UNSPECIFIED) return Decision::AlreadySo();
  Event event;
  *event.mutable_work_plan_opened() = command;
  return std::vector<Event>{event};
}

Decision Decide(const State& state, const v1::AttendanceNoted& command, const base::Context&) {
  const v1::Participant* participant = FindParticipant(state, command.person_id());
  if (participant == nullptr || participant->present() == command.present()) {
    return Decision::AlreadySo();
  }
  Event event;
  *event.mutable_attendance_noted() = command;
  return std::vector<Event>{event};
}

std::optional<base::Date> ReminderDay(const State& state) {
  if (!base::IsSet(state.evaluate_on()) || state.reminded() ||
      state.status() == v1::WORK_PLAN_STATUS_CLOSED) {
    return std::nullopt;
  }
  return base::DateFromDayNumber(base::DayNumber(base::FromProto(state.evaluate_on())) -
                                 state.remind_days_before());
}

}  // namespace rondetafel::workplan
