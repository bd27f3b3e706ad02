#include <gtest/gtest.h>

#include "services/intake/domain/request_example.h"

namespace rondetafel::intake {
namespace {

using namespace example;  // NOLINT(google-build-using-namespace): the test's own vocabulary

RecordAgreement Says(const std::string& person_id, type::v1::Answer answer,
                     const base::Date& given_on = kToday) {
  return RecordAgreement{Answer(person_id, answer, given_on)};
}

WithdrawAgreement TakesBack(const std::string& person_id, const base::Date& on = kToday) {
  return WithdrawAgreement{person_id, on, type::v1::CHANNEL_DESK_PHONE, person_id};
}

std::string Reason(const RequestDecision& decision) {
  return decision.refused() ? decision.rejection().reason : "accepted";
}

// R154, CO-2: waits for the youth of 15, then is under assessment, then admissible, assigned, met.
TEST(RequestStatusTest, FollowsTheRequest) {
  Story story = Story::Filed();
  EXPECT_EQ(story.status(), v1::REQUEST_STATUS_AWAITING_CLIENT_AGREEMENT);
  story.When(Says("youth", type::v1::ANSWER_YES), Helper());
  EXPECT_EQ(story.status(), v1::REQUEST_STATUS_SUBMITTED);
  story.Noted(Assessed());
  EXPECT_EQ(story.status(), v1::REQUEST_STATUS_UNDER_ASSESSMENT);
  v1::RequestAdmissionNoted admitted;
  *admitted.mutable_decided_on() = base::ToProto(base::Date{2021, 5, 17});
  story.Noted(admitted);
  EXPECT_EQ(story.status(), v1::REQUEST_STATUS_ADMISSIBLE);
  story.Noted(Chaired());
  EXPECT_EQ(story.status(), v1::REQUEST_STATUS_ASSIGNED);
  story.Noted(Met());
  EXPECT_EQ(story.status(), v1::REQUEST_STATUS_MEETING_HELD);
}

// CO-2: an explicit no is for the desk to judge, not a state of waiting.
TEST(RequestStatusTest, DoesNotWaitAfterAnExplicitNo) {
  Story story = Story::Filed();
  story.Noted(Assessed());
  story.When(Says("youth", type::v1::ANSWER_NO), Helper());
  EXPECT_EQ(story.status(), v1::REQUEST_STATUS_UNDER_ASSESSMENT);
}

// 1c: a withdrawal before the meeting returns to waiting.
TEST(RequestStatusTest, WaitsAgainAfterAWithdrawal) {
  Story story = Story::Filed();
  story.When(Says("youth", type::v1::ANSWER_YES), Helper());
  story.When(TakesBack("youth"), Helper());
  EXPECT_EQ(story.status(), v1::REQUEST_STATUS_AWAITING_CLIENT_AGREEMENT);
}

TEST(RequestStatusTest, ShowsEndRejectionAndRedirection) {
  Story ended = Story::Filed();
  ended.Noted(Chaired());
  v1::ConsultationEndNoted end;
  *end.mutable_ended_on() = base::ToProto(base::Date{2021, 6, 1});
  ended.Noted(end);
  EXPECT_EQ(ended.status(), v1::REQUEST_STATUS_ENDED_WITHOUT_MEETING);

  Story rejected = Story::Filed();
  v1::RequestRejectionNoted rejection;
  *rejection.mutable_decided_on() = base::ToProto(base::Date{2021, 5, 17});
  rejected.Noted(rejection);
  EXPECT_EQ(rejected.status(), v1::REQUEST_STATUS_INADMISSIBLE);

  Story redirected = Story::Filed();
  v1::RequestRedirectionNoted redirection;
  redirection.set_procedure(type::v1::PROCEDURE_MEDIATION);
  redirected.Noted(redirection);
  EXPECT_EQ(redirected.status(), v1::REQUEST_STATUS_REDIRECTED);  // R179
}

// R39, R158: each person's answer is its own fact.
TEST(RecordAgreementTest, KeepsTheLatestAnswerOfEachPerson) {
  Story story = Story::Filed();
  story.When(Says("father", type::v1::ANSWER_NO), Helper());
  story.When(Says("mother", type::v1::ANSWER_YES), Helper());
  story.When(Says("father", type::v1::ANSWER_YES, {2021, 5, 12}), Helper());
  const auto agreements = AgreementsOf(story.state());
  ASSERT_EQ(agreements.size(), 3);
  EXPECT_EQ(agreements[1].person_id(), "father");
  EXPECT_EQ(agreements[1].answer(), type::v1::ANSWER_YES);
}

// An earlier word heard later is a fact, and does not undo a later word.
TEST(RecordAgreementTest, RecordsAnOlderAnswerWithoutFollowingIt) {
  Story story = Story::Filed();
  story.When(Says("father", type::v1::ANSWER_YES, {2021, 5, 10}), Helper());
  const auto late = story.When(Says("father", type::v1::ANSWER_NO, {2021, 5, 3}), Helper());
  EXPECT_EQ(late.events().size(), 1u);
  EXPECT_EQ(AgreementsOf(story.state())[1].answer(), type::v1::ANSWER_YES);
}

TEST(RecordAgreementTest, FindsTheSameAnswerAlreadySo) {
  Story story = Story::Filed();
  story.When(Says("father", type::v1::ANSWER_YES), Helper());
  EXPECT_TRUE(story.When(Says("father", type::v1::ANSWER_YES), Helper()).events().empty());
}

TEST(RecordAgreementTest, RefusesAStranger) {
  Story story = Story::Filed();
  EXPECT_EQ(Reason(story.When(Says("uncle", type::v1::ANSWER_YES), Helper())),
            "INTAKE_REASON_UNKNOWN_PERSON");
}

// Q22: from assignment on, scheduling keeps the answers.
TEST(RecordAgreementTest, RefusesAfterAssignment) {
  Story story = Story::Filed();
  story.Noted(Chaired());
  EXPECT_EQ(Reason(story.When(Says("father", type::v1::ANSWER_YES), Helper())),
            "INTAKE_REASON_ALREADY_ASSIGNED");
}

// R158, Q22: a withdrawal is taken before assignment, after it and after the meeting.
TEST(WithdrawAgreementTest, IsTakenAtAnyTime) {
  Story story = Story::Filed();
  story.When(Says("youth", type::v1::ANSWER_YES), Helper());
  story.When(Says("mother", type::v1::ANSWER_YES), Helper());
  EXPECT_EQ(story.When(TakesBack("youth"), Helper()).events().size(), 1u);
  story.Noted(Chaired());
  EXPECT_EQ(story.When(TakesBack("mother"), Helper()).events().size(), 1u);
  // The father's yes is known to scheduling only: it is passed on all the same.
  EXPECT_EQ(story.When(TakesBack("father"), Helper()).events().size(), 1u);
  story.Noted(Met());
  const auto after = story.When(TakesBack("helper"), Helper());
  ASSERT_EQ(after.events().size(), 1u);
  EXPECT_TRUE(after.events().at(0).agreement_withdrawn().agreement().withdrawn());
}

TEST(WithdrawAgreementTest, TwiceIsOnce) {
  Story story = Story::Filed();
  story.When(Says("youth", type::v1::ANSWER_YES), Helper());
  story.When(TakesBack("youth"), Helper());
  EXPECT_TRUE(story.When(TakesBack("youth"), Helper()).events().empty());
}

TEST(WithdrawAgreementTest, RefusesWhenNobodyAgreed) {
  Story story = Story::Filed();
  EXPECT_EQ(Reason(story.When(TakesBack("father"), Helper())),
            "INTAKE_REASON_NO_AGREEMENT_TO_WITHDRAW");
}

TEST(WithdrawAgreementTest, RefusesADayBeforeTheYes) {
  Story story = Story::Filed();
  story.When(Says("father", type::v1::ANSWER_YES), Helper());
  EXPECT_EQ(Reason(story.When(TakesBack("father", {2021, 5, 9}), Helper())),
            "INTAKE_REASON_DATE_BEFORE_FACT");
}

// Q19: a later yes reopens.
TEST(WithdrawAgreementTest, ALaterYesCountsAgain) {
  Story story = Story::Filed();
  story.When(Says("youth", type::v1::ANSWER_YES), Helper());
  story.When(TakesBack("youth", {2021, 5, 11}), Helper());
  story.When(Says("youth", type::v1::ANSWER_YES, {2021, 5, 14}), Helper());
  EXPECT_FALSE(AgreementsOf(story.state())[1].withdrawn());
}

// 1c: withdrawn from any state before assignment.
TEST(WithdrawRequestTest, EndsARequestBeforeAssignment) {
  Story story = Story::Filed();
  story.Noted(Assessed());
  const WithdrawRequest withdraw{v1::WITHDRAWAL_REASON_SOLVED_OTHERWISE, kToday};
  EXPECT_EQ(story.When(withdraw, Helper()).events().size(), 1u);
  EXPECT_EQ(story.status(), v1::REQUEST_STATUS_WITHDRAWN);
  EXPECT_TRUE(story.When(withdraw, Helper()).events().empty());
  EXPECT_EQ(Reason(story.When(Says("youth", type::v1::ANSWER_YES), Helper())),
            "INTAKE_REASON_REQUEST_WITHDRAWN");
}

TEST(WithdrawRequestTest, RefusesAfterAssignmentAndAfterRejection) {
  Story assigned = Story::Filed();
  assigned.Noted(Chaired());
  EXPECT_EQ(Reason(assigned.When(WithdrawRequest{{}, kToday}, Helper())),
            "INTAKE_REASON_ALREADY_ASSIGNED");
  Story rejected = Story::Filed();
  v1::RequestRejectionNoted rejection;
  *rejection.mutable_decided_on() = base::ToProto(kToday);
  rejected.Noted(rejection);
  EXPECT_EQ(Reason(rejected.When(WithdrawRequest{{}, kToday}, Helper())),
            "INTAKE_REASON_ALREADY_DECIDED");
}

TEST(WithdrawRequestTest, RefusesADayBeforeReceipt) {
  Story story = Story::Filed();
  EXPECT_EQ(Reason(story.When(WithdrawRequest{{}, {2021, 5, 9}}, Helper())),
            "INTAKE_REASON_DATE_BEFORE_FACT");
}

// R180: a transfer moves the region; the received date and the content stay.
TEST(RequestTransferTest, MovesTheFileToAnotherDesk) {
  Story story = Story::Filed();
  v1::RequestTransferNoted transfer;
  transfer.set_region(type::v1::REGION_ANTWERPEN);
  story.Noted(transfer);
  EXPECT_EQ(story.state().region(), type::v1::REGION_ANTWERPEN);
  EXPECT_EQ(base::FromProto(story.state().content().received_on()), kToday);
  EXPECT_FALSE(IsRelated(story.state(), Desk().actor));
  EXPECT_TRUE(story.Noted(transfer).events().empty());
}

AmendRequest Amendment() {
  AmendRequest amend;
  amend.content = Content();
  amend.content.clear_persons();
  return amend;
}

// 1c: what is missing is completed by an amendment; persons not given stay.
TEST(AmendRequestTest, ReplacesCodesAndKeepsPersons) {
  v1::RequestContent filed = Content();
  filed.set_channel(type::v1::CHANNEL_DESK_PHONE);
  filed.clear_purposes();
  Story story = Story::Filed(filed);
  EXPECT_EQ(story.status(), v1::REQUEST_STATUS_INCOMPLETE);
  AmendRequest amend = Amendment();
  *amend.content.add_persons() = Person("grandmother", type::v1::PERSON_ROLE_SUPPORT_FIGURE);
  amend.removed_person_ids = {"father"};
  story.When(amend, Desk());
  EXPECT_TRUE(story.state().content().complete());
  EXPECT_EQ(story.state().content().persons_size(), 4);
  EXPECT_EQ(FindPerson(story.state().content(), "father"), nullptr);
  EXPECT_EQ(story.state().content().channel(), type::v1::CHANNEL_DESK_PHONE);
  EXPECT_EQ(story.state().content().reference(), base::DeriveReference(Helper().stream_id));
}

TEST(AmendRequestTest, RefusesToLoseTheLastYouth) {
  Story story = Story::Filed();
  AmendRequest amend = Amendment();
  amend.removed_person_ids = {"youth"};
  EXPECT_EQ(Reason(story.When(amend, Helper())), "INTAKE_REASON_CONTENT_CONTRADICTS");
}

TEST(AmendRequestTest, RefusesAfterTheDecision) {
  Story story = Story::Filed();
  v1::RequestAdmissionNoted admitted;
  *admitted.mutable_decided_on() = base::ToProto(kToday);
  story.Noted(admitted);
  EXPECT_EQ(Reason(story.When(Amendment(), Helper())), "INTAKE_REASON_ALREADY_DECIDED");
}

// R171: what the desk writes about the other parent stays hidden from who filed the request.
TEST(MaySeePersonTest, WhoFiledSeesOnlyWhatWasGiven) {
  Story story = Story::Filed();
  AmendRequest amend = Amendment();
  *amend.content.add_persons() = Person("father", type::v1::PERSON_ROLE_PARENT);
  story.When(amend, Desk());
  EXPECT_TRUE(MaySeePerson(story.state(), Helper().actor, "mother"));
  EXPECT_FALSE(MaySeePerson(story.state(), Helper().actor, "father"));
  EXPECT_TRUE(MaySeePerson(story.state(), Desk().actor, "father"));
}

// Q20: who files a follow-up does not see the people carried over.
TEST(MaySeePersonTest, PeopleCarriedOverStayHidden) {
  v1::RequestContent content = Content();
  content.add_carried_over_person_ids("mother");
  Story story = Story::Filed(content);
  EXPECT_FALSE(MaySeePerson(story.state(), Helper().actor, "mother"));
  EXPECT_TRUE(MaySeePerson(story.state(), Helper().actor, "father"));
}

// R171, 1c: a stranger gets nowhere; a replaced chair loses access.
TEST(IsRelatedTest, FollowsTheCase) {
  Story story = Story::Filed();
  const auto stranger = By(Actor(kStrangerActor, type::v1::ROLE_HELPER));
  EXPECT_EQ(Reason(story.When(Says("youth", type::v1::ANSWER_YES), stranger)),
            "INTAKE_REASON_NOT_YOURS");
  const auto chair = Actor(kChairActor, type::v1::ROLE_EXTERNAL_CHAIR);
  EXPECT_FALSE(IsRelated(story.state(), chair));
  story.Noted(Chaired());
  EXPECT_TRUE(IsRelated(story.state(), chair));
  EXPECT_TRUE(MaySeePerson(story.state(), chair, "youth"));
  story.Noted(Chaired(kStrangerActor));
  EXPECT_FALSE(IsRelated(story.state(), chair));
  auto other_desk = Desk().actor;
  other_desk.set_region(type::v1::REGION_BRUSSEL);
  EXPECT_FALSE(IsRelated(story.state(), other_desk));
}

TEST(DecideTest, EveryCommandNeedsARequest) {
  Story story;
  EXPECT_EQ(Reason(story.When(WithdrawRequest{{}, kToday}, Helper())),
            "INTAKE_REASON_REQUEST_NOT_FOUND");
  EXPECT_EQ(Reason(story.When(Amendment(), Helper())), "INTAKE_REASON_REQUEST_NOT_FOUND");
  EXPECT_TRUE(story.Noted(Chaired()).events().empty());
  EXPECT_TRUE(story.Noted(Met()).events().empty());
}

// The first held meeting is the request's; a note that comes twice changes nothing.
TEST(NoteTest, ComesOnce) {
  Story story = Story::Filed();
  story.Noted(Met("m1"));
  EXPECT_TRUE(story.Noted(Met("m2")).events().empty());
  v1::PlanNoted plan;
  plan.set_work_plan_name("cases/c/workPlans/w");
  plan.set_plan_version(2);
  EXPECT_EQ(story.Noted(plan).events().size(), 1u);
  plan.set_plan_version(1);
  EXPECT_TRUE(story.Noted(plan).events().empty());
}

// Q22: what scheduling hears after assignment shows here; whoever joined there does not.
TEST(NoteTest, TakesAnswersOfScheduling) {
  Story story = Story::Filed();
  story.Noted(Chaired());
  v1::AgreementNoted noted;
  *noted.mutable_agreement() = Answer("father", type::v1::ANSWER_YES);
  *noted.mutable_said_on() = base::ToProto(kToday);
  EXPECT_EQ(story.Noted(noted).events().size(), 1u);
  EXPECT_TRUE(story.Noted(noted).events().empty());
  noted.mutable_agreement()->set_person_id("uncle");
  EXPECT_TRUE(story.Noted(noted).events().empty());
}

}  // namespace
}  // namespace rondetafel::intake
