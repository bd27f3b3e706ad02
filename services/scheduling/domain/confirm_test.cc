// ExplainConfirm and ConfirmConsultation (R158, Q14, Q19): every obstacle, alone.
#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "services/scheduling/domain/obstacles.h"
#include "services/scheduling/testing/consultation_world.h"

namespace rondetafel::scheduling {
namespace {

std::vector<v1::ObstacleKind> KindsOf(const World& world) {
  std::vector<v1::ObstacleKind> kinds;
  for (const v1::Obstacle& obstacle : ObstaclesOf(world.state(), {}))
    kinds.push_back(obstacle.kind());
  return kinds;
}

using Kinds = std::vector<v1::ObstacleKind>;

TEST(ExplainConfirmTest, ListsNothingOnceAllIsDone) {
  World world;
  world.Prepare();
  EXPECT_EQ(KindsOf(world), Kinds{});
  const auto events = world.Do(ConfirmConsultation{});
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].consultation_confirmed().person_ids_size(), 4);
  EXPECT_EQ(events[0].consultation_confirmed().starts_at().date().day(), 1);
  EXPECT_EQ(world.state().status(), v1::CONSULTATION_STATUS_CONFIRMED);
  EXPECT_TRUE(world.Do(ConfirmConsultation{}).empty());
}

TEST(ExplainConfirmTest, ListsWhatANewConsultationLacks) {
  const World world;
  EXPECT_EQ(
      KindsOf(world),
      (Kinds{v1::OBSTACLE_KIND_REQUESTER_NOT_CONTACTED, v1::OBSTACLE_KIND_CLIENT_AGREEMENT_MISSING,
             v1::OBSTACLE_KIND_NO_AGENDA, v1::OBSTACLE_KIND_YOUTH_NOT_INVITED,
             v1::OBSTACLE_KIND_INFORMATION_AGREEMENT_MISSING, v1::OBSTACLE_KIND_NO_MOMENT_CHOSEN,
             v1::OBSTACLE_KIND_NO_PLACE}));
}

// R39, R158, Q19: everybody who takes part, each personally.
TEST(ExplainConfirmTest, NamesWhoHasNotAgreed) {
  World world;
  world.Prepare();
  ProposeInvitee aunt;
  aunt.new_person = PersonOf("aunt", type::v1::PERSON_ROLE_NETWORK_PERSON);
  world.Do(aunt);
  const auto obstacles = ObstaclesOf(world.state(), {});
  ASSERT_EQ(obstacles.size(), 4u);
  EXPECT_EQ(obstacles[0].kind(), v1::OBSTACLE_KIND_INVITEE_NOT_APPROVED);  // Q3
  EXPECT_EQ(obstacles[1].kind(), v1::OBSTACLE_KIND_INVITATION_NOT_SENT);
  EXPECT_EQ(obstacles[2].kind(), v1::OBSTACLE_KIND_AGREEMENT_MISSING);
  EXPECT_EQ(obstacles[2].rule(), "R158");
  EXPECT_EQ(obstacles[3].kind(), v1::OBSTACLE_KIND_PLACE_NOT_ANSWERED);
  for (const v1::Obstacle& obstacle : obstacles) EXPECT_EQ(obstacle.person_id(), "aunt");
  const Decision decision = world.Try(ConfirmConsultation{});
  ASSERT_TRUE(decision.refused());
  EXPECT_EQ(decision.rejection().reason, "SCHEDULING_REASON_CONFIRM_BLOCKED");
  ASSERT_EQ(decision.rejection().fields.size(), 4u);
  EXPECT_EQ(decision.rejection().fields[2].rule, "R158");
}

TEST(ExplainConfirmTest, TellsAReportedYesFromAnOwnOne) {
  World world;
  world.Prepare();
  type::v1::Agreement reported = Yes(kMother, Day(2021, 3, 11));
  reported.set_confirmed_by_person(false);
  world.Do(RecordAgreement{reported});
  EXPECT_EQ(KindsOf(world), Kinds{v1::OBSTACLE_KIND_AGREEMENT_NOT_CONFIRMED});
}

// Q19: who refuses blocks until taken off the list; an unanswered invitation likewise.
TEST(ExplainConfirmTest, GoesOnWithoutWhoRefuses) {
  World world;
  world.Prepare();
  world.Do(RecordAgreement{No(kFather, Day(2021, 3, 12))});
  EXPECT_EQ(KindsOf(world), Kinds{v1::OBSTACLE_KIND_AGREEMENT_REFUSED});
  v1::RemoveInviteeRequest remove;
  remove.set_person_id(std::string(kFather));
  remove.set_reason(v1::REMOVAL_REASON_REFUSED_TO_AGREE);
  world.Do(remove);
  EXPECT_EQ(KindsOf(world), Kinds{});
  world.Confirm();
}

// Q19: declining a date is no refusal; R48: who cannot come has no say in the place.
TEST(ExplainConfirmTest, LetsSomebodyDeclineTheDate) {
  World world;
  world.Prepare();
  v1::RecordReplyRequest reply;
  reply.set_person_id(std::string(kHelper));
  reply.set_answer(type::v1::ANSWER_NO);
  world.Do(reply);
  EXPECT_EQ(KindsOf(world), Kinds{});
}

// R48, R182
TEST(ExplainConfirmTest, NeedsEverybodysYesToThePlace) {
  World world;
  world.Prepare();
  v1::AnswerPlaceRequest answer;
  answer.set_place_id(world.state().place().place_id());
  answer.set_person_id(std::string(kMother));
  answer.set_answer(type::v1::ANSWER_NO);
  world.Do(answer);
  EXPECT_EQ(KindsOf(world), Kinds{v1::OBSTACLE_KIND_PLACE_REFUSED});
  world.Do(ProposePlace{});
  EXPECT_EQ(KindsOf(world), Kinds(4, v1::OBSTACLE_KIND_PLACE_NOT_ANSWERED));
}

// R44, R183
TEST(ExplainConfirmTest, NeedsTheClientsApprovalOfTheAgenda) {
  World world;
  world.Prepare();
  const std::string id = world.AddAgendaItem();
  const auto obstacles = ObstaclesOf(world.state(), {});
  ASSERT_EQ(obstacles.size(), 1u);
  EXPECT_EQ(obstacles[0].kind(), v1::OBSTACLE_KIND_AGENDA_NOT_APPROVED);
  EXPECT_EQ(obstacles[0].agenda_item_id(), id);
}

// R6, R172, Q24: a tied provider blocks, a chair without ties solves it.
TEST(ExplainConfirmTest, NeedsAnIndependentChair) {
  World world;
  world.Prepare();
  triage::v1::ChairIndependenceQuestioned question;
  question.set_chair_actor_id(std::string(kChairId));
  question.add_organisation_ids("OVO000001");
  EXPECT_EQ(world.Hear(question).size(), 1u);
  EXPECT_EQ(KindsOf(world), Kinds{v1::OBSTACLE_KIND_CHAIR_NOT_INDEPENDENT});
  triage::v1::ChairReplaced replaced;
  replaced.set_chair_actor_id(std::string(kSecondChairId));
  EXPECT_EQ(world.Hear(replaced).size(), 1u);
  EXPECT_EQ(KindsOf(world), Kinds{});
}

// Q19: a late invitee does not undo Confirmed.
TEST(ProposeInviteeTest, LeavesAConfirmedMeetingStanding) {
  World world;
  world.Prepare();
  world.Confirm();
  ProposeInvitee late;
  late.new_person = HelperOf("late", "OVO000002");
  world.Do(late);
  EXPECT_EQ(world.state().status(), v1::CONSULTATION_STATUS_CONFIRMED);
  EXPECT_TRUE(world.state().invitees(4).late());
  SendInvitation full;
  full.request.set_person_id("late");
  full.request.set_content(v1::INVITATION_CONTENT_FULL);
  EXPECT_EQ(world.RefusalOf(full), v1::SCHEDULING_REASON_INVITEE_NOT_APPROVED);
  world.ApproveGuest("late");
  EXPECT_EQ(world.RefusalOf(full), v1::SCHEDULING_REASON_NO_CONTENT_WITHOUT_AGREEMENT);
}

// R186: the migration confirms what was confirmed, whatever the old system kept.
TEST(ConfirmConsultationTest, TakesTheMigrationsWord) {
  World world;
  world.set_actor(type::v1::ROLE_MIGRATION, kSecondChairId);
  EXPECT_EQ(world.Do(ConfirmConsultation{}).size(), 1u);
}

TEST(DescribeObstacleTest, HasRuleAndBothTextsForEveryKind) {
  std::set<std::string> texts;
  const auto* kinds = v1::ObstacleKind_descriptor();
  for (int i = 1; i < kinds->value_count(); ++i) {
    const v1::Obstacle obstacle =
        DescribeObstacle(static_cast<v1::ObstacleKind>(kinds->value(i)->number()));
    EXPECT_NE(obstacle.rule(), "") << kinds->value(i)->name();
    EXPECT_TRUE(texts.insert(obstacle.english()).second) << kinds->value(i)->name();
    EXPECT_TRUE(texts.insert(obstacle.dutch()).second) << kinds->value(i)->name();
  }
}

}  // namespace
}  // namespace rondetafel::scheduling
