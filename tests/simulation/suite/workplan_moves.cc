#include "services/workplan/domain/people.h"
#include "services/workplan/domain/work_plan.h"
#include "shared/base/civil_date.h"
#include "tests/simulation/suite/moves.h"
#include "tests/simulation/suite/steps.h"

namespace rondetafel::simulation {
namespace {

using workplan::Event;
using workplan::State;
struct WorkplanDomain {
  template <class Command>
  static base::Decision<Event> Decide(const State& state, const Command& command,
                                      const base::Context& context) {
    return workplan::Decide(state, command, context);
  }
  static void Apply(const Event& event, State& state) { workplan::ApplyEvent(event, state); }
};
using PlanSteps = Steps<State, Event, WorkplanDomain>;
namespace v1 = workplan::v1;

void Draft(PlanSteps& steps) {
  workplan::DraftSealedPlan draft;
  draft.plan.add_goals()->set_goal_id("g1");
  v1::Task& task = *draft.plan.add_tasks();
  task.set_task_id("t1");
  task.set_goal_id("g1");
  task.set_owner_person_id("helper");
  steps.Do(draft);
}

void AskMandates(PlanSteps& steps) {
  for (const std::string& person : workplan::OpenMandates(steps.state())) {
    v1::RecordMandateRequest request;
    request.set_from_person_id(person);
    request.set_answer(type::v1::ANSWER_YES);
    request.set_channel(type::v1::CHANNEL_IN_PERSON);
    steps.Do(request);
  }
}

void AskAcceptances(PlanSteps& steps) {
  for (const std::string& person : workplan::OpenAcceptances(steps.state())) {
    v1::RecordAcceptanceRequest request;
    request.set_person_id(person);
    request.set_answer(type::v1::ANSWER_YES);
    steps.Do(request);
  }
}

void PlanEvaluation(std::int64_t days, PlanSteps& steps) {
  v1::PlanEvaluationRequest request;
  *request.mutable_evaluate_on() =
      base::ToProto(base::DateFromDayNumber(base::DayNumber(steps.context().today) + days % 40));
  request.set_remind_days_before(1);
  steps.Do(request);
}

void GoOn(std::int64_t amount, PlanSteps& steps) {
  const State& state = steps.state();
  if (state.status() == v1::WORK_PLAN_STATUS_UNSPECIFIED ||
      state.status() == v1::WORK_PLAN_STATUS_CLOSED) {
    return;
  }
  if (!state.has_plan()) return Draft(steps);
  const bool round = state.mandate().round() > 0 && !state.mandate().ended();
  if (!round && state.mandate().round() < 2) {
    v1::StartMandateRoundRequest start;
    start.set_person_id("helper");
    steps.Do(start);
  } else if (round && !state.mandate().mandated() && !workplan::OpenMandates(state).empty()) {
    AskMandates(steps);
  } else if (!workplan::OpenReceipts(state).empty()) {
    steps.Do(v1::DistributePlanRequest());
  } else if (!workplan::OpenAcceptances(state).empty()) {
    AskAcceptances(steps);
  } else if (!base::IsSet(state.evaluate_on())) {
    PlanEvaluation(amount, steps);
  } else if (state.plan().version() < 3) {
    Draft(steps);
  }
}

void Go(SuiteOp op, std::int64_t amount, PlanSteps& steps) {
  if (op == SuiteOp::kPlan) {
    GoOn(amount, steps);
  } else if (op == SuiteOp::kFollowUp) {
    workplan::AskSealedFollowUp ask;
    ask.request.set_asked_by_person_id("helper");
    steps.Do(ask);
  } else if (op == SuiteOp::kClosePlan) {
    v1::CloseWorkPlanRequest close;
    close.set_reason(v1::CLOSE_REASON_GOALS_REACHED);
    steps.Do(close);
  } else if (op == SuiteOp::kMoveEvaluation) {
    PlanEvaluation(amount, steps);
  }
}

}  // namespace

Move WorkPlanMove(SuiteOp op, std::int64_t amount) {
  return runtime::DecideWith<State, Event>(
      [op, amount](const State& state, const base::Context& context) {
        PlanSteps steps(state, context);
        Go(op, amount, steps);
        return steps.Take();
      });
}

}  // namespace rondetafel::simulation
