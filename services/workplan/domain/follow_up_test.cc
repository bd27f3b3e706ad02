#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/workplan/domain/work_plan_world.h"

namespace rondetafel::workplan {
namespace {

AskSealedFollowUp Ask(const std::string& by) {
  AskSealedFollowUp ask;
  ask.request.set_asked_by_person_id(by);
  ask.age_bands = {{"y1", type::v1::AGE_BAND_18_TO_24}};
  return ask;
}

TEST(AskFollowUpTest, LinksMeetingAndPlanVersionAndCarriesPeopleOver) {  // R69, R70, R72, R175, Q20
  WorkPlanWorld world;
  world.Draft();
  world.Draft();
  const Decision decision = world.When(Ask("h1"));
  ASSERT_EQ(Names(decision), "FollowUpAsked");
  const v1::FollowUpAsked& asked = decision.events()[0].follow_up_asked();
  EXPECT_EQ(asked.earlier().meeting_id(), "meeting-1");
  EXPECT_EQ(asked.earlier().plan_version(), 2);
  EXPECT_EQ(asked.persons_size(), 7);
  EXPECT_EQ(asked.persons(0).age_band(), type::v1::AGE_BAND_18_TO_24);
  EXPECT_EQ(world.state.status(), v1::WORK_PLAN_STATUS_IN_FOLLOW_UP);
}

TEST(AskFollowUpTest, NeedsAPlan) {  // R69
  WorkPlanWorld world;
  EXPECT_EQ(Names(world.When(Ask("y1"))), "WORK_PLAN_REASON_NOTHING_DRAFTED R69");
}

TEST(AskFollowUpTest, DoesNotCarryOverWhoWithdrew) {  // R92
  WorkPlanWorld world;
  world.Draft();
  v1::ParticipantWithdrawn withdrawn;
  withdrawn.set_person_id("m1");
  world.When(withdrawn);
  EXPECT_EQ(world.When(Ask("h1")).events()[0].follow_up_asked().persons_size(), 6);
}

v1::PlanEvaluationRequest Evaluate(const base::Date& on, int days_before) {
  v1::PlanEvaluationRequest request;
  *request.mutable_evaluate_on() = base::ToProto(on);
  request.set_remind_days_before(days_before);
  return request;
}

TEST(PlanEvaluationTest, RemindsOnceAndOnlyOfTheDateThatStands) {  // R66, R67
  WorkPlanWorld world;
  EXPECT_EQ(Names(world.When(Evaluate({2021, 9, 15}, 7))), "EvaluationPlanned");
  EXPECT_EQ(ReminderDay(world.state), (base::Date{2021, 9, 8}));
  EXPECT_EQ(Names(world.When(Evaluate({2021, 10, 15}, 7))), "EvaluationPlanned");
  EXPECT_EQ(Names(world.When(RemindOfEvaluation{{2021, 9, 15}})), "");
  EXPECT_EQ(Names(world.When(RemindOfEvaluation{{2021, 10, 15}})), "EvaluationReminderDue");
  EXPECT_EQ(Names(world.When(RemindOfEvaluation{{2021, 10, 15}})), "");
  EXPECT_EQ(ReminderDay(world.state), std::nullopt);
}

TEST(RecordEvaluationTest, EndsTheReminder) {  // R66, R71
  WorkPlanWorld world;
  world.When(Evaluate({2021, 9, 15}, 7));
  v1::RecordEvaluationRequest request;
  request.set_result(v1::EVALUATION_RESULT_ON_COURSE);
  EXPECT_EQ(Names(world.When(request)), "PlanEvaluated");
  EXPECT_EQ(ReminderDay(world.state), std::nullopt);
}

TEST(ReassignTaskTest, GivesATaskWithoutOwnerANewOne) {  // R58
  WorkPlanWorld world;
  world.Draft("m1");
  v1::ParticipantWithdrawn withdrawn;
  withdrawn.set_person_id("m1");
  world.When(withdrawn);
  v1::ReassignTaskRequest request;
  request.set_task_id("t1");
  request.set_owner_person_id("y1");
  EXPECT_EQ(Names(world.When(request)), "TaskReassigned");
  EXPECT_EQ(world.state.plan().tasks(0).owner_person_id(), "y1");
  request.set_task_id("t2");
  EXPECT_EQ(Names(world.When(request)), "WORK_PLAN_REASON_UNKNOWN_TASK R58");
}

TEST(CloseWorkPlanTest, EndsTheMandateAndTakesNothingMore) {  // 1c
  WorkPlanWorld world;
  world.Draft();
  world.StartRound("h1");
  v1::CloseWorkPlanRequest request;
  request.set_reason(v1::CLOSE_REASON_GOALS_REACHED);
  EXPECT_EQ(Names(world.When(request)), "MandateEnded WorkPlanClosed");
  EXPECT_EQ(Names(world.Draft()), "WORK_PLAN_REASON_PLAN_CLOSED R69");
}

TEST(WorkPlanOpenedTest, AgainChangesNothing) {
  WorkPlanWorld world;
  const std::string before = world.state.SerializeAsString();
  EXPECT_EQ(Names(world.When(v1::WorkPlanOpened())), "");
  EXPECT_EQ(world.state.SerializeAsString(), before);
}

}  // namespace
}  // namespace rondetafel::workplan
