#include "services/workplan/edge/plan_text.h"

#include <set>

#include "shared/base/civil_date.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/sealing/sealer.h"

namespace rondetafel::workplan {
namespace {

constexpr int kGoalsMax = 50;
constexpr int kTasksMax = 200;
constexpr std::size_t kTextMax = 2000;
constexpr std::size_t kIdMax = 40;
constexpr base::Date kEarliest{2008, 1, 1};

void CheckCount(const std::string& path, int count, int most, bool may_be_empty,
                rpc::FieldFaults& faults) {
  if ((count == 0 && !may_be_empty) || count > most) {
    faults.Add(path, "R58", base::Cat("must be 1 to ", most));
  }
}

void CheckUnique(const std::string& path, const std::string& id, std::set<std::string>& seen,
                 rpc::FieldFaults& faults) {
  CheckId(path, id, "R58", faults);
  if (!seen.insert(id).second) faults.Add(path, "R58", "must be different from the others");
}

}  // namespace

void CheckId(const std::string& path, const std::string& id, std::string_view rule,
             rpc::FieldFaults& faults) {
  bool good = !id.empty() && id.size() <= kIdMax;
  for (char c : id) good &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  if (!good)
    faults.Add(path, std::string(rule), "must be an id of 1 to 40 characters of [a-z0-9-]");
}

void CheckDate(const std::string& path, const google::type::Date& date, const base::Date& latest,
               std::string_view rule, rpc::FieldFaults& faults) {
  if (!base::IsSet(date)) return;
  const base::Date day = base::FromProto(date);
  if (!base::IsValid(day)) {
    faults.Add(path, std::string(rule), "must be a day of the calendar");
  } else if (day > latest) {
    faults.Add(path, std::string(rule), "must not lie in the future");
  } else if (day < kEarliest) {
    faults.Add(path, "R16", "must not lie before 2008, when consultations began");
  }
}

void CheckPlan(const v1::DraftPlanRequest& request, bool may_be_empty, const base::Date& today,
               rpc::FieldFaults& faults) {
  CheckCount("goals", request.goals_size(), kGoalsMax, may_be_empty, faults);
  CheckCount("tasks", request.tasks_size(), kTasksMax, may_be_empty, faults);
  std::set<std::string> goals;
  for (int i = 0; i < request.goals_size(); ++i) {
    const std::string path = base::Cat("goals[", i, "].");
    CheckUnique(path + "goal_id", request.goals(i).goal_id(), goals, faults);
    faults.CheckText(path + "text", request.goals(i).text(), kTextMax, true, "R57");
  }
  std::set<std::string> tasks;
  for (int i = 0; i < request.tasks_size(); ++i) {
    const std::string path = base::Cat("tasks[", i, "].");
    CheckUnique(path + "task_id", request.tasks(i).task_id(), tasks, faults);
    faults.CheckText(path + "text", request.tasks(i).text(), kTextMax, true, "R58");
    const google::type::Date& due = request.tasks(i).due_on();
    if (base::IsSet(due) && !base::IsValid(base::FromProto(due))) {
      faults.Add(path + "due_on", "R58", "must be a day of the calendar, or left out");
    }
  }
  CheckDate("drafted_on", request.drafted_on(), today, "R59", faults);
}

v1::PlanVersion SealPlan(const v1::DraftPlanRequest& request, const sealing::DataKey& case_key,
                         const base::StreamId& stream) {
  v1::PlanVersion plan;
  for (const v1::GoalText& text : request.goals()) {
    v1::Goal& goal = *plan.add_goals();
    goal.set_goal_id(text.goal_id());
    *goal.mutable_text() =
        sealing::Seal(case_key, {stream, std::string(kGoalField), {}}, text.text());
    *goal.mutable_of_person_ids() = text.of_person_ids();
  }
  for (const v1::TaskText& text : request.tasks()) {
    v1::Task& task = *plan.add_tasks();
    task.set_task_id(text.task_id());
    task.set_goal_id(text.goal_id());
    task.set_owner_person_id(text.owner_person_id());
    *task.mutable_text() =
        sealing::Seal(case_key, {stream, std::string(kTaskField), {}}, text.text());
    if (base::IsSet(text.due_on())) *task.mutable_due_on() = text.due_on();
  }
  *plan.mutable_drafted_on() = request.drafted_on();
  return plan;
}

absl::Status OpenPlan(const State& state, sealing::KeyringClient& keyring, base::Instant deadline,
                      v1::WorkPlan* plan) {
  for (const v1::Goal& goal : state.plan().goals()) {
    v1::GoalText& shown = *plan->add_goals();
    shown.set_goal_id(goal.goal_id());
    *shown.mutable_of_person_ids() = goal.of_person_ids();
    RT_ASSIGN_OR_RETURN(*shown.mutable_text(),
                        sealing::OpenVia(keyring, goal.text(), kGoalField, deadline));
  }
  for (const v1::Task& task : state.plan().tasks()) {
    v1::TaskText& shown = *plan->add_tasks();
    shown.set_task_id(task.task_id());
    shown.set_goal_id(task.goal_id());
    shown.set_owner_person_id(task.owner_person_id());
    if (task.has_due_on()) *shown.mutable_due_on() = task.due_on();
    shown.set_progress(task.progress());
    shown.set_side(task.side());
    RT_ASSIGN_OR_RETURN(*shown.mutable_text(),
                        sealing::OpenVia(keyring, task.text(), kTaskField, deadline));
  }
  return absl::OkStatus();
}

}  // namespace rondetafel::workplan
