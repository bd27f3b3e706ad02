#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/workplan/domain/work_plan_world.h"

namespace rondetafel::workplan {
namespace {

using ::testing::ElementsAre;
using type::v1::ANSWER_NO;
using type::v1::ANSWER_YES;

TEST(StartMandateRoundTest, TakesAnyInvolvedHelperAlsoOutsideTheDecree) {  // R63, R64, Q21
  for (const char* person : {"h1", "s1"}) {
    WorkPlanWorld world;
    EXPECT_EQ(Names(world.StartRound(person)), "MandateRoundStarted") << person;
  }
}

TEST(StartMandateRoundTest, NeverFamilyNetworkOrMandatedStaff) {  // R64, Q6, Q21
  for (const char* person : {"y1", "m1", "n1", "c1"}) {
    WorkPlanWorld world;
    EXPECT_EQ(Names(world.StartRound(person)), "WORK_PLAN_REASON_NOT_A_HELPER R64") << person;
  }
}

TEST(RecordMandateTest, StandsWhenEverybodyAtTheTableSaidYes) {  // R65, Q21
  WorkPlanWorld world({"y1", "m1", "h1", "s1"});
  world.StartRound("h1");
  EXPECT_EQ(Names(world.Mandate("y1", ANSWER_YES)), "MandateGiven");
  EXPECT_EQ(Names(world.Mandate("m1", ANSWER_YES)), "MandateGiven");
  EXPECT_THAT(OpenMandates(world.state), ElementsAre("s1"));
  EXPECT_EQ(Names(world.Mandate("s1", ANSWER_YES)), "MandateGiven CoordinatorMandated");
  EXPECT_TRUE(world.state.mandate().mandated());
}

TEST(RecordMandateTest, WaitsForAClientSidePersonWhenNoneWasPresent) {  // Q21
  WorkPlanWorld world({"h1", "s1"});
  world.StartRound("h1");
  EXPECT_EQ(Names(world.Mandate("s1", ANSWER_YES)), "MandateGiven");
  EXPECT_FALSE(world.state.mandate().mandated());
  EXPECT_EQ(Names(world.Mandate("m1", ANSWER_YES)), "MandateGiven CoordinatorMandated");
}

TEST(RecordMandateTest, AnExplicitNoOfTheClientEndsItEvenLater) {  // Q18, Q21
  WorkPlanWorld world({"m1", "h1"});
  world.StartRound("h1");
  world.Mandate("m1", ANSWER_YES);
  ASSERT_TRUE(world.state.mandate().mandated());
  EXPECT_EQ(Names(world.Mandate("y1", ANSWER_NO)), "MandateRefused MandateEnded");
  EXPECT_FALSE(world.state.mandate().mandated());
}

TEST(RecordMandateTest, AParentsNoEndsItOnlyForAYouthBelowTwelve) {  // Q18
  WorkPlanWorld world({"y1", "m1", "h1"});
  world.StartRound("h1");
  EXPECT_EQ(Names(world.Mandate("f1", ANSWER_NO)), "MandateRefused");
  world.state.mutable_participants(0)->mutable_person()->set_age_band(type::v1::AGE_BAND_BELOW_12);
  EXPECT_EQ(Names(world.Mandate("m1", ANSWER_NO)), "MandateRefused MandateEnded");
}

TEST(RecordMandateTest, APartnersNoKeepsItOpen) {  // R65
  WorkPlanWorld world({"y1", "h1", "s1"});
  world.StartRound("h1");
  world.Mandate("y1", ANSWER_YES);
  EXPECT_EQ(Names(world.Mandate("s1", ANSWER_NO)), "MandateRefused");
  EXPECT_FALSE(world.state.mandate().mandated());
  EXPECT_EQ(Names(world.Mandate("s1", ANSWER_YES)), "MandateGiven CoordinatorMandated");
}

TEST(RecordMandateTest, TheCandidateIsNotAsked) {  // R65
  WorkPlanWorld world;
  world.StartRound("h1");
  EXPECT_EQ(Names(world.Mandate("h1", ANSWER_YES)), "WORK_PLAN_REASON_NOT_ASKED R65");
}

TEST(RecordMandateTest, NeedsARound) {  // R164
  WorkPlanWorld world;
  EXPECT_EQ(Names(world.Mandate("y1", ANSWER_YES)), "WORK_PLAN_REASON_NO_MANDATE_ROUND R164");
}

TEST(StartMandateRoundTest, AnotherHelperIsANewRoundThatEndsTheOld) {  // R164: exactly one
  WorkPlanWorld world({"y1", "h1", "s1"});
  world.StartRound("h1");
  world.Mandate("y1", ANSWER_YES);
  world.Mandate("s1", ANSWER_YES);
  ASSERT_TRUE(world.state.mandate().mandated());
  EXPECT_EQ(Names(world.StartRound("s1")), "MandateEnded MandateRoundStarted");
  EXPECT_FALSE(world.state.mandate().mandated());
  EXPECT_EQ(world.state.mandate().round(), 2);
  EXPECT_THAT(OpenMandates(world.state), ElementsAre("y1", "h1"));
}

TEST(StartMandateRoundTest, TakesTheMandateOfAnOlderRegistrationFromTheMigrationOnly) {  // R186
  v1::StartMandateRoundRequest request;
  request.set_person_id("h1");
  *request.mutable_mandated_on() = base::ToProto(base::Date{2021, 6, 15});
  WorkPlanWorld chair;
  EXPECT_EQ(Names(chair.When(request)), "MandateRoundStarted");
  WorkPlanWorld migration;
  migration.context.actor.set_role(type::v1::ROLE_MIGRATION);
  EXPECT_EQ(Names(migration.When(request)), "MandateRoundStarted CoordinatorMandated");
  EXPECT_TRUE(migration.state.mandate().mandated());
}

TEST(ParticipantWithdrawnTest, EndsTheMandateOfTheCoordinator) {  // 1c
  WorkPlanWorld world({"y1", "h1"});
  world.StartRound("h1");
  world.Mandate("y1", ANSWER_YES);
  v1::ParticipantWithdrawn withdrawn;
  withdrawn.set_person_id("h1");
  EXPECT_EQ(Names(world.When(withdrawn)), "ParticipantWithdrawn MandateEnded");
}

}  // namespace
}  // namespace rondetafel::workplan
