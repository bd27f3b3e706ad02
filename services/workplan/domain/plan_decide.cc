// Drawing the plan up, handing it over, promising to carry it out (R57–R62, Q7).
#include <algorithm>
#include <set>

#include "services/workplan/domain/people.h"
#include "shared/base/civil_date.h"
#include "shared/base/text.h"

namespace rondetafel::workplan {
namespace {

// Owner, goal and side of each task; the progress of a kept task is kept.
std::optional<base::Rejection> CompleteTasks(const State& state, v1::PlanVersion& plan) {
  std::set<std::string> goals;
  for (const v1::Goal& goal : plan.goals()) goals.insert(goal.goal_id());
  for (int i = 0; i < plan.tasks_size(); ++i) {
    v1::Task& task = *plan.mutable_tasks(i);
    const std::string field = base::Cat("tasks[", i, "].");
    if (auto no = NotTakingPart(state, task.owner_person_id(), field + "owner_person_id")) {
      return no;
    }
    if (!task.goal_id().empty() && !goals.contains(task.goal_id())) {
      return RefuseField(v1::WORK_PLAN_REASON_UNKNOWN_GOAL, "R58", field + "goal_id",
                         "must be the id of a goal of this version, or empty");
    }
    task.set_side(SideOf(FindParticipant(state, task.owner_person_id())->person().role()));
    task.set_progress(v1::TASK_PROGRESS_OPEN);
    for (const v1::Task& before : state.plan().tasks()) {
      if (before.task_id() == task.task_id()) task.set_progress(before.progress());
    }
  }
  return std::nullopt;
}

// The event that follows when the last person at the table got or accepted the version.
template <class Add>
void AddWhenComplete(const State& before, std::vector<Event>& events, bool complete_before,
                     Add add) {
  State after = before;
  for (const Event& event : events) ApplyEvent(event, after);
  if (!complete_before) add(after);
}

// Everybody who is still at the table at all; an empty table completes nothing.
bool AnybodyAtTheTable(const State& state) {
  return std::any_of(state.participants().begin(), state.participants().end(), AtTheTable);
}

base::Date LastReceipt(const State& state) {
  base::Date last;
  for (const v1::PlanAnswer& answer : state.answers()) {
    if (base::IsSet(answer.received_on())) {
      last = std::max(last, base::FromProto(answer.received_on()));
    }
  }
  return last;
}

base::Date LastAcceptance(const State& state) {
  base::Date last;
  for (const v1::PlanAnswer& answer : state.answers()) {
    if (answer.acceptance() == type::v1::ANSWER_YES) {
      last = std::max(last, base::FromProto(answer.answered_on()));
    }
  }
  return last;
}

}  // namespace

Decision Decide(const State& state, const DraftSealedPlan& command, const base::Context& context) {
  if (auto no = NotOpenFor(state, context)) return *no;
  Event event;
  v1::PlanVersion& plan = *event.mutable_plan_drafted()->mutable_plan();
  plan = command.plan;
  const base::Date drafted_on = DateOrToday(plan.drafted_on(), context);
  if (auto no = BeforeMeeting(state, drafted_on, "drafted_on")) return *no;
  if (auto no = CompleteTasks(state, plan)) return *no;
  plan.set_version(state.plan().version() + 1);
  *plan.mutable_drafted_on() = base::ToProto(drafted_on);
  event.mutable_plan_drafted()->set_late_reason(command.late_reason);
  event.mutable_plan_drafted()->set_request_name(state.request_name());
  event.mutable_plan_drafted()->set_request_name(state.request_name());
  return std::vector<Event>{event};
}

Decision Decide(const State& state, const v1::DistributePlanRequest& command,
                const base::Context& context) {
  if (auto no = NotOpenFor(state, context)) return *no;
  if (!state.has_plan()) return Refuse(v1::WORK_PLAN_REASON_NOTHING_DRAFTED, "R60");
  const base::Date on = DateOrToday(command.distributed_on(), context);
  if (auto no = BeforeMeeting(state, on, "distributed_on")) return *no;
  Event event;
  v1::PlanDistributed& distributed = *event.mutable_plan_distributed();
  for (int i = 0; i < command.to_person_ids_size(); ++i) {
    const std::string& id = command.to_person_ids(i);
    if (auto no = NotTakingPart(state, id, base::Cat("to_person_ids[", i, "]"))) return *no;
    const v1::PlanAnswer* answer = FindAnswer(state, id);
    if (answer == nullptr || !base::IsSet(answer->received_on())) {
      distributed.add_to_person_ids(id);
    }
  }
  if (command.to_person_ids().empty()) {
    for (const std::string& id : OpenReceipts(state)) distributed.add_to_person_ids(id);
  }
  if (distributed.to_person_ids().empty()) return Decision::AlreadySo();
  distributed.set_version(state.plan().version());
  *distributed.mutable_distributed_on() = base::ToProto(on);
  distributed.set_late_reason(command.late_reason());
  std::vector<Event> events{event};
  const bool before = state.distributed_to_all_version() == state.plan().version();
  AddWhenComplete(state, events, before, [&events](const State& after) {
    if (!AnybodyAtTheTable(after) || !OpenReceipts(after).empty()) return;
    Event all;
    all.mutable_plan_distributed_to_all()->set_version(after.plan().version());
    *all.mutable_plan_distributed_to_all()->mutable_distributed_on() =
        base::ToProto(LastReceipt(after));
    events.push_back(all);
  });
  return events;
}

namespace {

std::optional<base::Rejection> MayNotAnswer(const State& state,
                                            const v1::RecordAcceptanceRequest& command,
                                            const base::Context& context) {
  if (auto no = NotOpenFor(state, context)) return no;
  if (!state.has_plan()) return Refuse(v1::WORK_PLAN_REASON_NOTHING_DRAFTED, "R61");
  if (command.version() != 0 && command.version() != state.plan().version()) {
    return RefuseField(v1::WORK_PLAN_REASON_OLD_VERSION, "R61", "version",
                       base::Cat("must be the current version ", state.plan().version(), ", or 0"));
  }
  if (auto no = NotTakingPart(state, command.person_id(), "person_id")) return no;
  const v1::PlanAnswer* answer = FindAnswer(state, command.person_id());
  const bool received = answer != nullptr && base::IsSet(answer->received_on());
  if (!received && !context.is_migration()) {
    return RefuseField(v1::WORK_PLAN_REASON_NOT_DISTRIBUTED, "R60", "person_id",
                       "must be a person who was given this version");
  }
  return BeforeMeeting(state, DateOrToday(command.answered_on(), context), "answered_on");
}

Event Declined(const State& state, const v1::RecordAcceptanceRequest& command,
               const base::Date& on) {
  Event event;
  v1::PlanDeclined& declined = *event.mutable_plan_declined();
  declined.set_version(state.plan().version());
  declined.set_person_id(command.person_id());
  *declined.mutable_declined_on() = base::ToProto(on);
  declined.set_channel(command.channel());
  return event;
}

Event Accepted(const State& state, const v1::RecordAcceptanceRequest& command,
               const base::Date& on) {
  Event event;
  v1::PlanAccepted& accepted = *event.mutable_plan_accepted();
  accepted.set_version(state.plan().version());
  accepted.set_person_id(command.person_id());
  *accepted.mutable_accepted_on() = base::ToProto(on);
  accepted.set_channel(command.channel());
  return event;
}

}  // namespace

Decision Decide(const State& state, const v1::RecordAcceptanceRequest& command,
                const base::Context& context) {
  if (auto no = MayNotAnswer(state, command, context)) return *no;
  const base::Date on = DateOrToday(command.answered_on(), context);
  const v1::PlanAnswer* answer = FindAnswer(state, command.person_id());
  if (answer != nullptr && answer->acceptance() == command.answer()) return Decision::AlreadySo();
  if (command.answer() == type::v1::ANSWER_NO) {
    return std::vector<Event>{Declined(state, command, on)};
  }
  std::vector<Event> events{Accepted(state, command, on)};
  AddWhenComplete(state, events, OpenAcceptances(state).empty(), [&events](const State& after) {
    if (!AnybodyAtTheTable(after) || !OpenAcceptances(after).empty()) return;
    Event all;
    all.mutable_plan_accepted_by_all()->set_version(after.plan().version());
    *all.mutable_plan_accepted_by_all()->mutable_accepted_on() =
        base::ToProto(LastAcceptance(after));
    events.push_back(all);
  });
  return events;
}

}  // namespace rondetafel::workplan
