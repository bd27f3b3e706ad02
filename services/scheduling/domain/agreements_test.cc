// Agreements, their withdrawal and capacity (R38, R39, R158, Q18, Q19, Q22, 1c).
#include <gtest/gtest.h>

#include "services/scheduling/domain/client.h"
#include "services/scheduling/domain/people.h"
#include "services/scheduling/testing/consultation_world.h"

namespace rondetafel::scheduling {
namespace {

v1::WithdrawAgreementRequest Withdrawal(std::string_view person, google::type::Date on) {
  v1::WithdrawAgreementRequest withdraw;
  withdraw.set_person_id(std::string(person));
  *withdraw.mutable_withdrawn_on() = on;
  withdraw.set_channel(type::v1::CHANNEL_DESK_PHONE);
  return withdraw;
}

v1::JudgeCapacityRequest Judgement(std::string_view youth, bool able) {
  v1::JudgeCapacityRequest judge;
  judge.mutable_judgement()->set_person_id(std::string(youth));
  judge.mutable_judgement()->set_able(able);
  judge.mutable_judgement()->set_reason_code("disability");
  return judge;
}

// R158, Q19: each person's answer is a fact of its own.
TEST(RecordAgreementTest, KeepsTheLatestAnswerOfEachPerson) {
  World world;
  world.Do(RecordAgreement{No(kFather, Day(2021, 3, 9))});
  EXPECT_TRUE(Refused(world.state(), kFather));
  const auto events = world.Do(RecordAgreement{Yes(kFather, Day(2021, 3, 10))});
  EXPECT_EQ(events.at(0).agreement_given().request_name(), world.state().request_name());
  EXPECT_TRUE(AgreedPersonally(world.state(), kFather));
  EXPECT_TRUE(world.Do(RecordAgreement{Yes(kFather, Day(2021, 3, 10))}).empty());
  EXPECT_EQ(world.RefusalOf(RecordAgreement{No(kFather, Day(2021, 3, 9))}),
            v1::SCHEDULING_REASON_NEWER_ANSWER_KNOWN);
  EXPECT_EQ(world.RefusalOf(RecordAgreement{Yes("nobody", Day(2021, 3, 10))}),
            v1::SCHEDULING_REASON_UNKNOWN_PERSON);
}

// 1c: before the meeting the consultation returns to preparing.
TEST(WithdrawAgreementTest, ReturnsAConfirmedConsultationToPreparing) {
  World world;
  world.Prepare();
  world.Confirm();
  const auto events = world.Do(Withdrawal(kHelper, Day(2021, 3, 20)));
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].agreement_withdrawn().request_name(), world.state().request_name());
  EXPECT_EQ(events[1].returned_to_preparing().person_id(), kHelper);
  EXPECT_EQ(world.state().status(), v1::CONSULTATION_STATUS_PREPARING);
  EXPECT_TRUE(world.Do(Withdrawal(kHelper, Day(2021, 3, 20))).empty());
}

TEST(WithdrawAgreementTest, OfSomebodyWhoIsNotInvitedChangesNothingElse) {
  World world;
  world.Prepare();
  v1::RemoveInviteeRequest remove;
  remove.set_person_id(std::string(kFather));
  remove.set_reason(v1::REMOVAL_REASON_OTHER);
  world.Do(remove);
  world.Confirm();
  EXPECT_EQ(world.Do(Withdrawal(kFather, Day(2021, 3, 20))).size(), 1u);
  EXPECT_EQ(world.state().status(), v1::CONSULTATION_STATUS_CONFIRMED);
}

// 1c: after the meeting sharing stops; attendance and figures stay.
TEST(WithdrawAgreementTest, StopsSharingAfterTheMeeting) {
  World world;
  world.Prepare();
  world.Confirm();
  world.set_today(2021, 4, 1);
  world.Do(world.Meeting());
  const std::string attendance = world.state().attendance(1).SerializeAsString();
  const auto events = world.Do(Withdrawal(kMother, Day(2021, 4, 1)));
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[1].sharing_stopped().person_id(), kMother);
  EXPECT_EQ(world.state().status(), v1::CONSULTATION_STATUS_HELD);
  EXPECT_EQ(world.state().attendance(1).SerializeAsString(), attendance);
  world.set_today(2021, 4, 2);
  const auto resumed = world.Do(RecordAgreement{Yes(kMother, Day(2021, 4, 2))});
  ASSERT_EQ(resumed.size(), 2u);
  EXPECT_EQ(resumed[1].sharing_resumed().person_id(), kMother);
  EXPECT_TRUE(world.state().sharing_stopped_person_ids().empty());
}

TEST(WithdrawAgreementTest, NeedsAYes) {
  World world;
  EXPECT_EQ(world.RefusalOf(Withdrawal(kMother, Day(2021, 3, 10))),
            v1::SCHEDULING_REASON_NO_AGREEMENT_TO_WITHDRAW);
  world.Agree(kMother);
  EXPECT_EQ(world.RefusalOf(Withdrawal(kMother, Day(2021, 3, 9))),
            v1::SCHEDULING_REASON_NEWER_ANSWER_KNOWN);
  EXPECT_EQ(world.RefusalOf(Withdrawal("nobody", Day(2021, 3, 10))),
            v1::SCHEDULING_REASON_UNKNOWN_PERSON);
}

// A no after a yes takes the yes back as well.
TEST(RecordAgreementTest, ANoAfterAYesReturnsToPreparing) {
  World world;
  world.Prepare();
  world.Confirm();
  world.Do(RecordAgreement{No(kYouth, Day(2021, 3, 12))});
  EXPECT_EQ(world.state().status(), v1::CONSULTATION_STATUS_PREPARING);
}

// Q18, P-23: the desk may judge the capacity otherwise; the chair may not.
TEST(JudgeCapacityTest, IsTheDesks) {
  World world;
  EXPECT_EQ(world.RefusalOf(Judgement(kYouth, false)), v1::SCHEDULING_REASON_DESK_ONLY);
  world.set_actor(type::v1::ROLE_DESK_WORKER, kSecondChairId, type::v1::REGION_ANTWERPEN);
  EXPECT_EQ(world.RefusalOf(Judgement(kMother, false)), v1::SCHEDULING_REASON_NOT_A_YOUTH);
  EXPECT_EQ(world.RefusalOf(Judgement("nobody", false)), v1::SCHEDULING_REASON_UNKNOWN_PERSON);
  world.Do(Judgement(kYouth, false));
  EXPECT_EQ(ClientsOf(world.state(), world.state().persons(0), {}),
            (std::vector<std::string>{std::string(kMother), std::string(kFather)}));
  world.Do(Judgement(kYouth, true));
  EXPECT_EQ(ClientsOf(world.state(), world.state().persons(0), {}),
            std::vector<std::string>{std::string(kYouth)});
}

// Q18: below 12 one parent's yes is enough, unless the other holder of parental authority refused.
TEST(ClientAgreedTest, Below12NeedsAParentAndNoParentsNo) {
  World world(Appointed(type::v1::AGE_BAND_BELOW_12));
  const auto agreed = [&] { return ClientAgreed(world.state(), world.state().persons(0), {}); };
  EXPECT_FALSE(agreed());
  world.Agree(kMother);
  EXPECT_TRUE(agreed());
  world.Do(RecordAgreement{No(kFather, Day(2021, 3, 10))});
  EXPECT_FALSE(agreed());
  world.Do(RecordAgreement{Yes(kFather, Day(2021, 3, 11))});
  EXPECT_TRUE(agreed());
}

// Q18: parents of a youth of 12 to 17 are asked; their refusal is recorded and blocks nothing but
// their own seat.
TEST(ClientAgreedTest, From12OnAParentsNoDoesNotBlock) {
  World world;
  world.Agree(kYouth);
  world.Do(RecordAgreement{No(kFather, Day(2021, 3, 10))});
  EXPECT_TRUE(ClientAgreed(world.state(), world.state().persons(0), {}));
}

// Q19: a yes somebody else reported is not the person's own.
TEST(ClientAgreedTest, NeedsThePersonsOwnYes) {
  World world;
  type::v1::Agreement reported = Yes(kYouth, Day(2021, 3, 10));
  reported.set_reported_by(std::string(kHelper));
  reported.set_confirmed_by_person(false);
  world.Do(RecordAgreement{reported});
  EXPECT_TRUE(Agreed(world.state(), kYouth));
  EXPECT_FALSE(ClientAgreed(world.state(), world.state().persons(0), {}));
}

// Divorced parents: a parent of one youth only is no client of the other.
TEST(ClientsOfTest, LooksAtWhoseParentSomebodyIs) {
  triage::v1::ChairAppointed appointed = Appointed(type::v1::AGE_BAND_BELOW_12);
  *appointed.mutable_handover()->add_persons() =
      PersonOf("sister", type::v1::PERSON_ROLE_YOUTH, type::v1::AGE_BAND_BELOW_12);
  appointed.mutable_handover()->mutable_persons(2)->add_of_person_ids("sister");
  World world(appointed);
  EXPECT_EQ(ClientForYouths(world.state(), kFather, {}), std::vector<std::string>{"sister"});
  EXPECT_EQ(ClientForYouths(world.state(), kMother, {}),
            (std::vector<std::string>{std::string(kYouth), "sister"}));
}

}  // namespace
}  // namespace rondetafel::scheduling
