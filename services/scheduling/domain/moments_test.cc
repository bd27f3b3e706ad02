// Moments, place and replies (R47, R48, R181, R182).
#include <gtest/gtest.h>

#include "services/scheduling/testing/consultation_world.h"

namespace rondetafel::scheduling {
namespace {

v1::ProposeMomentsRequest TwoMoments() {
  v1::ProposeMomentsRequest propose;
  *propose.add_moments() = At(2021, 4, 1, 14);
  *propose.add_moments() = At(2021, 4, 2, 9);
  return propose;
}

v1::RecordReplyRequest Reply(std::string_view person, type::v1::Answer answer) {
  v1::RecordReplyRequest reply;
  reply.set_person_id(std::string(person));
  reply.set_answer(answer);
  return reply;
}

// R47: the invitees are asked, the chair chooses.
TEST(ChooseMomentTest, TakesOneOfTheMomentsPutForward) {
  World world;
  world.Invite(kMother);
  world.Do(TwoMoments());
  EXPECT_EQ(world.state().status(), v1::CONSULTATION_STATUS_SCHEDULING);
  v1::AnswerMomentRequest answer;
  answer.set_moment_id(world.state().moments(1).moment_id());
  answer.set_person_id(std::string(kMother));
  answer.set_answer(type::v1::ANSWER_NO);
  world.Do(answer);
  answer.set_answer(type::v1::ANSWER_YES);
  world.Do(answer);
  ASSERT_EQ(world.state().moments(1).answers_size(), 1);
  EXPECT_EQ(world.state().moments(1).answers(0).answer(), type::v1::ANSWER_YES);
  answer.set_moment_id("unknown");
  EXPECT_EQ(world.RefusalOf(answer), v1::SCHEDULING_REASON_UNKNOWN_MOMENT);
  v1::ChooseMomentRequest choose;
  choose.set_moment_id("unknown");
  EXPECT_EQ(world.RefusalOf(choose), v1::SCHEDULING_REASON_UNKNOWN_MOMENT);
  choose.set_moment_id(world.state().moments(1).moment_id());
  world.Do(choose);
  EXPECT_EQ(world.state().planned_at().date().day(), 2);
  EXPECT_TRUE(world.Do(choose).empty());
}

// Q26: nobody is asked before the client approved.
TEST(AnswerMomentTest, AsksApprovedInviteesOnly) {
  World world;
  world.Propose(kMother);
  world.Do(TwoMoments());
  v1::AnswerMomentRequest answer;
  answer.set_moment_id(world.state().moments(0).moment_id());
  answer.set_person_id(std::string(kMother));
  EXPECT_EQ(world.RefusalOf(answer), v1::SCHEDULING_REASON_INVITEE_NOT_APPROVED);
  answer.set_person_id(std::string(kFather));
  EXPECT_EQ(world.RefusalOf(answer), v1::SCHEDULING_REASON_NOT_AN_INVITEE);
}

// R181: confirmed and declined are replies to the date, not to the consultation (Q19).
TEST(RecordReplyTest, FollowsInvitationAndMoment) {
  World world;
  world.Propose(kMother);
  world.ApproveGuest(kMother);
  EXPECT_EQ(world.RefusalOf(Reply(kMother, type::v1::ANSWER_YES)),
            v1::SCHEDULING_REASON_NOT_INVITED);
  world.Send(kMother);
  EXPECT_EQ(world.RefusalOf(Reply(kMother, type::v1::ANSWER_YES)),
            v1::SCHEDULING_REASON_NO_MOMENT_CHOSEN);
  world.ChooseMoment();
  world.Do(Reply(kMother, type::v1::ANSWER_NO));
  EXPECT_EQ(world.state().invitees(0).status(), v1::INVITEE_STATUS_DECLINED);
  EXPECT_TRUE(world.Do(Reply(kMother, type::v1::ANSWER_NO)).empty());
  world.Do(Reply(kMother, type::v1::ANSWER_YES));
  EXPECT_EQ(world.state().invitees(0).status(), v1::INVITEE_STATUS_CONFIRMED);
}

TEST(RecordReplyTest, LapsesWhenAnotherMomentIsChosen) {
  World world;
  world.Invite(kMother);
  world.ChooseMoment();
  world.Do(Reply(kMother, type::v1::ANSWER_YES));
  world.ChooseMoment();
  EXPECT_EQ(world.state().invitees(0).status(), v1::INVITEE_STATUS_INVITED);
}

// R48, R182: each participant's answer to the place there is.
TEST(AnswerPlaceTest, CountsForThePlaceProposedLast) {
  World world;
  world.Invite(kMother);
  const std::string first = world.Do(ProposePlace{}).at(0).place_proposed().place().place_id();
  v1::AnswerPlaceRequest answer;
  answer.set_place_id(first);
  answer.set_person_id(std::string(kMother));
  answer.set_answer(type::v1::ANSWER_YES);
  world.Do(answer);
  EXPECT_EQ(world.state().invitees(0).place_answer(), type::v1::ANSWER_YES);
  world.Do(ProposePlace{});
  EXPECT_EQ(world.state().invitees(0).place_answer(), type::v1::ANSWER_UNSPECIFIED);
  EXPECT_EQ(world.RefusalOf(answer), v1::SCHEDULING_REASON_UNKNOWN_PLACE);
}

// 1c: a confirmed meeting is moved, not rearranged.
TEST(ProposeMomentsTest, WaitsForAPostponementOnceConfirmed) {
  World world;
  world.Prepare();
  world.Confirm();
  EXPECT_EQ(world.RefusalOf(TwoMoments()), v1::SCHEDULING_REASON_ALREADY_CONFIRMED);
  EXPECT_EQ(world.RefusalOf(ProposePlace{}), v1::SCHEDULING_REASON_ALREADY_CONFIRMED);
}

}  // namespace
}  // namespace rondetafel::scheduling
