#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/workplan/domain/work_plan_world.h"

namespace rondetafel::workplan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(DraftPlanTest, NumbersVersionsAndKeepsTheOlder) {  // R57, R58, R59
  WorkPlanWorld world;
  EXPECT_EQ(Names(world.Draft()), "PlanDrafted");
  EXPECT_EQ(world.state.plan().version(), 1);
  EXPECT_EQ(Names(world.Draft()), "PlanDrafted");
  EXPECT_EQ(world.state.plan().version(), 2);
  ASSERT_EQ(world.state.earlier_versions_size(), 1);
  EXPECT_EQ(world.state.earlier_versions(0).version(), 1);
}

TEST(DraftPlanTest, SaysWhoseSideEachTaskIsOn) {  // R58
  WorkPlanWorld world;
  world.Draft("m1");
  EXPECT_EQ(world.state.plan().tasks(0).side(), v1::TASK_SIDE_FAMILY);
  world.Draft("n1");
  EXPECT_EQ(world.state.plan().tasks(0).side(), v1::TASK_SIDE_NETWORK);
  world.Draft("s1");
  EXPECT_EQ(world.state.plan().tasks(0).side(), v1::TASK_SIDE_PROFESSIONAL);
}

TEST(DraftPlanTest, RefusesAnOwnerWhoIsNotInTheCase) {  // R58
  WorkPlanWorld world;
  const Decision decision = world.Draft("nobody");
  EXPECT_EQ(Names(decision), "WORK_PLAN_REASON_UNKNOWN_PERSON R58");
  EXPECT_EQ(decision.rejection().fields[0].field, "tasks[0].owner_person_id");
}

TEST(DraftPlanTest, RefusesADayBeforeTheMeeting) {  // R57
  WorkPlanWorld world;
  DraftSealedPlan draft;
  *draft.plan.mutable_drafted_on() = base::ToProto(base::Date{2021, 6, 14});
  EXPECT_EQ(Names(world.When(draft)), "WORK_PLAN_REASON_BEFORE_MEETING R57");
}

TEST(DraftPlanTest, KeepsTheProgressOfATaskThatStays) {  // R71
  WorkPlanWorld world;
  world.Draft();
  v1::RecordTaskProgressRequest progress;
  progress.set_task_id("t1");
  progress.set_progress(v1::TASK_PROGRESS_STARTED);
  EXPECT_EQ(Names(world.When(progress)), "TaskProgressed");
  world.Draft();
  EXPECT_EQ(world.state.plan().tasks(0).progress(), v1::TASK_PROGRESS_STARTED);
}

TEST(DraftPlanTest, IsOnlyForTheChairOfThisMeetingAndItsDesk) {  // R171
  WorkPlanWorld world;
  world.context.actor.set_actor_id("another chair");
  EXPECT_EQ(Names(world.Draft()), "WORK_PLAN_REASON_NOT_YOURS R171");
  world.context.actor.set_role(type::v1::ROLE_DESK_WORKER);
  world.context.actor.set_region(type::v1::REGION_ANTWERPEN);
  EXPECT_EQ(Names(world.Draft()), "WORK_PLAN_REASON_NOT_YOURS R171");
  world.context.actor.set_region(type::v1::REGION_LIMBURG);
  EXPECT_EQ(Names(world.Draft()), "PlanDrafted");
}

TEST(DistributePlanTest, ReachesEverybodyWhoWasPresent) {  // R60
  WorkPlanWorld world;
  world.Draft();
  const Decision decision = world.When(v1::DistributePlanRequest());
  EXPECT_EQ(Names(decision), "PlanDistributed PlanDistributedToAll");
  EXPECT_THAT(decision.events()[0].plan_distributed().to_person_ids(),
              ElementsAre("y1", "m1", "h1", "s1", "n1", "c1"));
  EXPECT_EQ(world.state.status(), v1::WORK_PLAN_STATUS_DISTRIBUTED);
}

TEST(DistributePlanTest, IsCompleteOnTheDayOfTheLast) {  // R60, M22
  WorkPlanWorld world({"y1", "h1"});
  world.Draft();
  v1::DistributePlanRequest later;
  later.add_to_person_ids("y1");
  *later.mutable_distributed_on() = base::ToProto(base::Date{2021, 6, 19});
  EXPECT_EQ(Names(world.When(later)), "PlanDistributed");
  v1::DistributePlanRequest earlier;
  earlier.add_to_person_ids("h1");
  *earlier.mutable_distributed_on() = base::ToProto(base::Date{2021, 6, 17});
  const Decision decision = world.When(earlier);
  ASSERT_EQ(Names(decision), "PlanDistributed PlanDistributedToAll");
  EXPECT_EQ(base::FromProto(decision.events()[1].plan_distributed_to_all().distributed_on()),
            (base::Date{2021, 6, 19}));
}

TEST(DistributePlanTest, TwiceIsOnce) {
  WorkPlanWorld world;
  world.Draft();
  world.When(v1::DistributePlanRequest());
  EXPECT_EQ(Names(world.When(v1::DistributePlanRequest())), "");
}

TEST(DistributePlanTest, NeedsAPlan) {  // R60
  WorkPlanWorld world;
  EXPECT_EQ(Names(world.When(v1::DistributePlanRequest())), "WORK_PLAN_REASON_NOTHING_DRAFTED R60");
}

TEST(RecordAcceptanceTest, IsAcceptedOnlyWhenEverybodyPresentDid) {  // R61, R62, Q7
  WorkPlanWorld world({"y1", "m1", "h1"});
  world.Draft();
  world.When(v1::DistributePlanRequest());
  EXPECT_EQ(Names(world.Accept("y1")), "PlanAccepted");
  EXPECT_EQ(Names(world.Accept("h1")), "PlanAccepted");
  EXPECT_EQ(world.state.status(), v1::WORK_PLAN_STATUS_PARTLY_ACCEPTED);
  EXPECT_THAT(OpenAcceptances(world.state), ElementsAre("m1"));
  EXPECT_EQ(Names(world.Accept("m1")), "PlanAccepted PlanAcceptedByAll");
  EXPECT_EQ(world.state.status(), v1::WORK_PLAN_STATUS_ACCEPTED);
}

TEST(RecordAcceptanceTest, FlagsWhoDeclines) {  // Q7
  WorkPlanWorld world({"y1", "m1"});
  world.Draft();
  world.When(v1::DistributePlanRequest());
  world.Accept("y1");
  EXPECT_EQ(Names(world.Accept("m1", type::v1::ANSWER_NO)), "PlanDeclined");
  EXPECT_EQ(world.state.status(), v1::WORK_PLAN_STATUS_PARTLY_ACCEPTED);
}

TEST(RecordAcceptanceTest, AsksAnewForEachVersion) {  // R71
  WorkPlanWorld world({"y1"});
  world.Draft();
  world.When(v1::DistributePlanRequest());
  world.Accept("y1");
  world.Draft();
  EXPECT_EQ(world.state.status(), v1::WORK_PLAN_STATUS_DRAFTED);
  EXPECT_EQ(Names(world.Accept("y1")), "WORK_PLAN_REASON_NOT_DISTRIBUTED R60");
}

TEST(ParticipantWithdrawnTest, TakesTasksMandateAndLaterVersionsAwayButNotTheMeeting) {  // R92
  WorkPlanWorld world({"y1", "m1", "h1"});
  world.Draft("m1");
  world.When(v1::DistributePlanRequest());
  world.Accept("m1");
  v1::ParticipantWithdrawn withdrawn;
  withdrawn.set_person_id("m1");
  *withdrawn.mutable_withdrawn_on() = base::ToProto(base::Date{2021, 6, 20});
  EXPECT_EQ(Names(world.When(withdrawn)), "ParticipantWithdrawn");
  EXPECT_EQ(world.state.plan().tasks(0).owner_person_id(), "");
  EXPECT_TRUE(FindAnswer(world.state, "m1")->withdrawn());
  EXPECT_EQ(Names(world.Draft("m1")), "WORK_PLAN_REASON_PERSON_WITHDREW R92");
  world.Draft("h1");
  const Decision decision = world.When(v1::DistributePlanRequest());
  EXPECT_THAT(decision.events()[0].plan_distributed().to_person_ids(), ElementsAre("y1", "h1"));
  EXPECT_TRUE(FindParticipant(world.state, "m1")->present());
}

TEST(AttendanceNotedTest, DecidesWhoMustGetThePlan) {  // R60
  WorkPlanWorld world({"y1", "h1"});
  world.Draft();
  v1::AttendanceNoted noted;
  noted.set_person_id("h1");
  noted.set_present(false);
  world.When(noted);
  EXPECT_THAT(OpenReceipts(world.state), ElementsAre("y1"));
  EXPECT_THAT(world.When(noted).events(), IsEmpty());
}

}  // namespace
}  // namespace rondetafel::workplan
