#include "tools/rtctl/demo/plan_steps.h"

#include "shared/base/text.h"

namespace rondetafel::rtctl {

using Stub = workplan::v1::WorkPlanService::Stub;
namespace v1 = workplan::v1;

void PlanSteps::Draft(const std::string& youth, const std::vector<std::string>& task_owners) {
  auto& workplan = teller_.connection().workplan();
  teller_.Await<Stub, v1::GetWorkPlanRequest, v1::GetWorkPlanResponse>(
      Auditor(), workplan, &Stub::GetWorkPlan, Named<v1::GetWorkPlanRequest>(),
      [](const v1::GetWorkPlanResponse&) { return true; });
  auto draft = Named<v1::DraftPlanRequest>();
  v1::GoalText& goal = *draft.add_goals();
  goal.set_goal_id("goal-1");
  goal.set_text("Going to school again without knots in the stomach (invented)");
  goal.add_of_person_ids(youth);
  for (std::size_t i = 0; i < task_owners.size(); ++i) {
    v1::TaskText& task = *draft.add_tasks();
    task.set_task_id(base::Cat("task-", i + 1));
    task.set_goal_id("goal-1");
    task.set_owner_person_id(task_owners[i]);
    task.set_text(base::Cat("What ", task_owners[i], " promised at the table (invented)"));
    *task.mutable_due_on() = DaysFromToday(30);
  }
  teller_.Do(chair_, "The chair writes down what was agreed: who does what by when (R58).",
             workplan, &Stub::DraftPlan, draft);
}

void PlanSteps::Mandate(const std::string& coordinator, const std::vector<std::string>& givers) {
  auto& workplan = teller_.connection().workplan();
  auto start = Named<v1::StartMandateRoundRequest>();
  start.set_person_id(coordinator);
  teller_.Do(chair_, base::Cat(coordinator, " is proposed as coordinator (R63)."), workplan,
             &Stub::StartMandateRound, start);
  for (const std::string& giver : givers) {
    auto give = Named<v1::RecordMandateRequest>();
    give.set_from_person_id(giver);
    give.set_answer(type::v1::ANSWER_YES);
    give.set_channel(type::v1::CHANNEL_IN_PERSON);
    teller_.Do(chair_, base::Cat(giver, " gives the mandate (R65)."), workplan,
               &Stub::RecordMandate, give);
  }
}

void PlanSteps::DistributeAndAccept(const std::vector<std::string>& persons) {
  auto& workplan = teller_.connection().workplan();
  teller_.Do(chair_, "Everybody who was present gets the plan (R60).", workplan,
             &Stub::DistributePlan, Named<v1::DistributePlanRequest>());
  for (const std::string& person : persons) {
    auto accept = Named<v1::RecordAcceptanceRequest>();
    accept.set_person_id(person);
    accept.set_answer(type::v1::ANSWER_YES);
    accept.set_channel(type::v1::CHANNEL_DESK_PHONE);
    teller_.Do(chair_, base::Cat(person, " accepts the plan (R61)."), workplan,
               &Stub::RecordAcceptance, accept);
  }
}

void PlanSteps::PlanEvaluation(int days_from_today) {
  auto request = Named<v1::PlanEvaluationRequest>();
  *request.mutable_evaluate_on() = DaysFromToday(days_from_today);
  request.set_remind_days_before(14);
  teller_.Do(chair_, "A date is set to look at it again, with a reminder (R66).",
             teller_.connection().workplan(), &Stub::PlanEvaluation, request);
}

void PlanSteps::ShowDocument(const std::string& for_person) {
  auto request = Named<v1::GetWorkPlanDocumentRequest>();
  request.set_for_person_id(for_person);
  const auto document = teller_.Do(
      chair_, base::Cat("The plan as ", for_person, " gets it; nobody's contact data is in it:"),
      teller_.connection().workplan(), &Stub::GetWorkPlanDocument, request);
  teller_.Show(document.text());
}

}  // namespace rondetafel::rtctl
