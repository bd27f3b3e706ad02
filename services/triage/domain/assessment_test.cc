#include "services/triage/domain/assessment.h"

#include <gtest/gtest.h>

#include "services/triage/domain/given.h"

namespace rondetafel::triage {
namespace {

using gates::ExampleAgreement;
using gates::ExampleRequest;

RejectRequest Rejecting(std::vector<gates::v1::Ground> grounds) {
  RejectRequest command;
  command.grounds = std::move(grounds);
  command.motivation.set_key_id("sealed");
  command.decided_on = kDecisionDay;
  return command;
}

// R40, R41, R104: a request opens an assessment; the gates are evaluated and kept as a fact (R173).
TEST(OpenAssessmentTest, EvaluatesTheGatesAtOnce) {
  AssessmentStream stream;
  const AssessmentDecision decision = stream.When(Opening(ExampleRequest()));
  ASSERT_EQ(decision.events().size(), 2u);
  EXPECT_EQ(decision.events()[1].gates_evaluated().results_size(), 8);
  EXPECT_EQ(stream.state().status(), v1::ASSESSMENT_STATUS_UNDER_ASSESSMENT);
  EXPECT_EQ(stream.state().region(), type::v1::REGION_ANTWERPEN);  // Q27
}

TEST(OpenAssessmentTest, IsAlreadySoWhenOpened) {
  AssessmentStream stream = Opened();
  EXPECT_TRUE(stream.When(Opening(ExampleRequest())).events().empty());
}

// R154, CO-2: waiting for agreement is a state, not a rejection, and ends by itself.
TEST(WaitingTest, AwaitsTheClientAndGoesOnWithTheirYes) {
  AssessmentStream stream = Opened(ExampleRequest(), false);
  EXPECT_EQ(stream.state().status(), v1::ASSESSMENT_STATUS_AWAITING_CLIENT_AGREEMENT);
  EXPECT_EQ(Reason(stream.When(AdmitRequest{kDecisionDay, ""})), "CLIENT_AGREEMENT_AWAITED CO-2");
  EXPECT_EQ(Reason(stream.When(Rejecting({gates::v1::GROUND_NO_CLIENT_AGREEMENT}))),
            "GROUND_NOT_FAILED CO-2");
  stream.When(NoteAgreement{ExampleAgreement("youth", type::v1::ANSWER_YES)});
  EXPECT_EQ(stream.state().status(), v1::ASSESSMENT_STATUS_UNDER_ASSESSMENT);
  EXPECT_FALSE(stream.When(AdmitRequest{kDecisionDay, ""}).refused());
}

// R154: incomplete is a state, not a rejection.
TEST(WaitingTest, IncompleteWaitsForTheAmendment) {
  auto content = ExampleRequest();
  content.set_complete(false);
  AssessmentStream stream = Opened(content);
  EXPECT_EQ(stream.state().status(), v1::ASSESSMENT_STATUS_INCOMPLETE);
  EXPECT_EQ(Reason(stream.When(AdmitRequest{kDecisionDay, ""})), "REQUEST_INCOMPLETE R154");
  stream.When(AmendAssessment{ExampleRequest()});
  EXPECT_EQ(stream.state().status(), v1::ASSESSMENT_STATUS_UNDER_ASSESSMENT);
}

// R186: a migrated request may lack what the gates do not need.
TEST(WaitingTest, TheMigrationMayLeaveGaps) {
  auto content = ExampleRequest();
  content.set_complete(false);
  EXPECT_FALSE(Opened(content).When(AdmitRequest{kDecisionDay, ""}, Migration()).refused());
}

// R40, R173: admitted by the gates of the decision's day, stored with it.
TEST(AdmitRequestTest, StoresTheGatesOfItsDayAndTheDecidingRegion) {
  AssessmentStream stream = Opened();
  const AssessmentDecision decision = stream.When(AdmitRequest{kDecisionDay, "backlog"});
  const v1::RequestAdmitted& admitted = decision.events()[0].request_admitted();
  EXPECT_EQ(admitted.gates_size(), 8);
  EXPECT_EQ(admitted.region(), type::v1::REGION_ANTWERPEN);
  EXPECT_EQ(base::FromProto(admitted.decided_on()), kDecisionDay);
  EXPECT_EQ(admitted.late_reason(), "backlog");
  EXPECT_EQ(stream.state().status(), v1::ASSESSMENT_STATUS_ADMISSIBLE);
  EXPECT_EQ(base::FromProto(stream.state().waiting_since()), kDecisionDay);
}

// CO-3: a failed gate is named, with its explanation; the migration meets the same gates.
TEST(AdmitRequestTest, NamesTheFailedGateToEverybody) {
  auto content = ExampleRequest();
  content.set_purposes(0, intake::v1::PURPOSE_SUPPLY_NEGOTIATION);
  for (const base::Context& context : {Desk(), Migration()}) {
    const AssessmentDecision decision =
        Opened(content).When(AdmitRequest{kDecisionDay, ""}, context);
    EXPECT_EQ(Reason(decision), "GATE_FAILED CO-3");
    ASSERT_EQ(decision.rejection().fields.size(), 1u);
    EXPECT_EQ(decision.rejection().fields[0].field, "gates.CO-3");
  }
}

TEST(AdmitRequestTest, NotTwiceAndNotBeforeReceipt) {
  EXPECT_EQ(Reason(Opened().When(AdmitRequest{{2021, 2, 28}, ""})), "DATE_TOO_EARLY R40");
  EXPECT_EQ(Reason(Admitted().When(AdmitRequest{kDecisionDay, ""})), "ALREADY_DECIDED R154");
  EXPECT_EQ(Reason(AssessmentStream().When(AdmitRequest{kDecisionDay, ""})),
            "ASSESSMENT_NOT_FOUND R104");
}

// R180: the desk of another region decides nothing here; the migration is bound to no region.
TEST(AdmitRequestTest, OnlyByTheDeskOfTheRegion) {
  const auto other = ContextOf(type::v1::ROLE_DESK_WORKER, type::v1::REGION_LIMBURG);
  const auto lead = ContextOf(type::v1::ROLE_TEAM_LEAD, type::v1::REGION_LIMBURG);
  EXPECT_EQ(Reason(Opened().When(AdmitRequest{kDecisionDay, ""}, other)), "OTHER_REGION R180");
  EXPECT_EQ(Reason(Opened().When(AdmitRequest{kDecisionDay, ""}, lead)), "OTHER_REGION R180");
  EXPECT_FALSE(Opened().When(AdmitRequest{kDecisionDay, ""}, Migration()).refused());
}

// R112: mediation has gates of its own (ME-1 …), so nothing is decided without them.
TEST(AdmitRequestTest, NoDecisionWithoutGates) {
  auto content = ExampleRequest();
  content.set_procedure(type::v1::PROCEDURE_MEDIATION);
  EXPECT_EQ(Reason(Opened(content).When(AdmitRequest{kDecisionDay, ""})),
            "PROCEDURE_NOT_OPEN R112");
}

// R69, R73, Q20: a follow-up passes CO-7 by its link and is marked as such.
TEST(AdmitRequestTest, AFollowUpNeedsNoTrigger) {
  auto content = ExampleRequest();
  content.clear_triggers();
  content.mutable_earlier()->set_meeting_id("m1");
  content.mutable_earlier()->set_plan_version(2);
  *content.mutable_earlier()->mutable_held_on() = base::ToProto(base::Date{2020, 9, 1});
  AssessmentStream stream = Opened(content);
  const AssessmentDecision decision = stream.When(AdmitRequest{kDecisionDay, ""});
  ASSERT_FALSE(decision.refused());
  EXPECT_TRUE(decision.events()[0].request_admitted().follow_up());
}

// R106: rejected only on the ground of a failed gate, with motivation, to the requesting party
// (R165).
TEST(RejectRequestTest, OnTheGroundOfAFailedGate) {
  auto content = ExampleRequest();
  content.clear_triggers();
  AssessmentStream stream = Opened(content);
  const auto ground = gates::v1::GROUND_NO_ALIGNMENT_NEED;
  const AssessmentDecision decision = stream.When(Rejecting({ground, ground}));
  const v1::RequestRejected& rejected = decision.events()[0].request_rejected();
  ASSERT_EQ(rejected.grounds_size(), 1);
  EXPECT_EQ(rejected.grounds(0), ground);
  EXPECT_EQ(rejected.addressee_person_id(), "helper");
  EXPECT_EQ(rejected.motivation().key_id(), "sealed");
  EXPECT_EQ(stream.state().status(), v1::ASSESSMENT_STATUS_INADMISSIBLE);
  EXPECT_FALSE(stream.state().has_waiting_since());
}

TEST(RejectRequestTest, NotOnAGroundThatDoesNotHold) {
  auto content = ExampleRequest();
  content.clear_triggers();
  EXPECT_EQ(Reason(Opened(content).When(Rejecting(
                {gates::v1::GROUND_NO_ALIGNMENT_NEED, gates::v1::GROUND_DISCLOSE_CONCERN}))),
            "GROUND_NOT_FAILED CO-5");
  EXPECT_EQ(Reason(Opened().When(Rejecting({gates::v1::GROUND_OUT_OF_TARGET_GROUP}), Migration())),
            "GROUND_NOT_FAILED CO-8");
}

// R38, CO-2: an explicit no of the client is a ground.
TEST(RejectRequestTest, OnAnExplicitNoOfTheClient) {
  AssessmentStream stream = Opened();
  stream.When(NoteAgreement{ExampleAgreement("youth", type::v1::ANSWER_NO)});
  EXPECT_FALSE(stream.When(Rejecting({gates::v1::GROUND_NO_CLIENT_AGREEMENT})).refused());
}

// R180: the received date stays, the new desk decides, and its region is that of the figure.
TEST(TransferRequestTest, KeepsTheReceivedDate) {
  AssessmentStream stream = Opened();
  const TransferRequest transfer = {type::v1::REGION_LIMBURG, {2021, 3, 3}, "moved_house"};
  ASSERT_EQ(stream.When(transfer).events().size(), 1u);
  EXPECT_EQ(stream.state().region(), type::v1::REGION_LIMBURG);
  EXPECT_EQ(base::FromProto(stream.state().content().received_on()), (base::Date{2021, 3, 1}));
  EXPECT_EQ(Reason(stream.When(AdmitRequest{kDecisionDay, ""})), "OTHER_REGION R180");
  const auto limburg = ContextOf(type::v1::ROLE_DESK_WORKER, type::v1::REGION_LIMBURG);
  const AssessmentDecision decision = stream.When(AdmitRequest{kDecisionDay, ""}, limburg);
  EXPECT_EQ(decision.events()[0].request_admitted().region(), type::v1::REGION_LIMBURG);
  EXPECT_TRUE(stream.When(transfer, limburg).events().empty());
}

TEST(TransferRequestTest, AfterTheDecisionTheFigureStaysWithTheDecidingDesk) {
  AssessmentStream stream = Admitted();
  stream.When(TransferRequest{type::v1::REGION_LIMBURG, {2021, 3, 9}, ""});
  EXPECT_EQ(stream.state().region(), type::v1::REGION_LIMBURG);
  EXPECT_EQ(stream.state().admission().region(), type::v1::REGION_ANTWERPEN);
}

// R180, Q27: an amended residence moves the file, unless a desk transferred it.
TEST(TransferRequestTest, AnAmendmentDoesNotUndoIt) {
  auto content = ExampleRequest();
  content.set_region(type::v1::REGION_BRUSSEL);
  AssessmentStream stream = Opened();
  stream.When(AmendAssessment{content});
  EXPECT_EQ(stream.state().region(), type::v1::REGION_BRUSSEL);
  stream.When(TransferRequest{type::v1::REGION_LIMBURG, {2021, 3, 3}, ""}, Migration());
  stream.When(AmendAssessment{content});
  EXPECT_EQ(stream.state().region(), type::v1::REGION_LIMBURG);
}

// R179: only with the requester's agreement.
TEST(RedirectRequestTest, NeedsTheRequestersAgreement) {
  RedirectRequest redirect = {type::v1::PROCEDURE_MEDIATION, {}, kDecisionDay};
  EXPECT_EQ(Reason(Opened().When(redirect)), "REQUESTER_AGREEMENT_MISSING R179");
  redirect.requester_agreed_on = base::ToProto(base::Date{2021, 3, 4});
  AssessmentStream stream = Opened();
  ASSERT_FALSE(stream.When(redirect).refused());
  EXPECT_EQ(stream.state().status(), v1::ASSESSMENT_STATUS_REDIRECTED);
  EXPECT_EQ(Reason(stream.When(AdmitRequest{kDecisionDay, ""})), "REQUEST_CLOSED R154");
  redirect.procedure = type::v1::PROCEDURE_CONSULTATION;
  EXPECT_EQ(Reason(Opened().When(redirect)), "SAME_PROCEDURE R179");
}

// Q18, P-23: capacity judged otherwise changes whose answer counts, for minors only.
TEST(RecordCapacityTest, ParentsAnswerForAYouthNotAbleToJudge) {
  AssessmentStream stream = Opened(ExampleRequest(), false);
  RecordCapacity judged;
  judged.judgement.set_person_id("youth");
  judged.judgement.set_reason_code("disability");
  judged.judged_on = kDecisionDay;
  stream.When(NoteAgreement{ExampleAgreement("mother", type::v1::ANSWER_YES)});
  EXPECT_EQ(stream.state().status(), v1::ASSESSMENT_STATUS_AWAITING_CLIENT_AGREEMENT);
  ASSERT_FALSE(stream.When(judged).refused());
  EXPECT_EQ(stream.state().status(), v1::ASSESSMENT_STATUS_UNDER_ASSESSMENT);
  judged.judgement.set_person_id("mother");
  EXPECT_EQ(Reason(stream.When(judged)), "NOT_A_MINOR Q18");
  judged.judgement.set_person_id("nobody");
  EXPECT_EQ(Reason(stream.When(judged)), "PERSON_NOT_FOUND Q18");
}

// R158, Q22: a yes taken back before the decision brings the file back to waiting.
TEST(NoteAgreementTest, AWithdrawnYesIsAwaitedAgain) {
  AssessmentStream stream = Opened();
  auto withdrawn = ExampleAgreement("youth", type::v1::ANSWER_YES);
  withdrawn.set_withdrawn(true);
  stream.When(NoteAgreement{withdrawn});
  EXPECT_EQ(stream.state().status(), v1::ASSESSMENT_STATUS_AWAITING_CLIENT_AGREEMENT);
  EXPECT_EQ(stream.state().agreements_size(), 1);
}

// 1c: withdrawn from any state before assignment; later it is scheduling's business.
TEST(WithdrawAssessmentTest, OnlyBeforeAChairIsAppointed) {
  AssessmentStream waiting = Opened();
  waiting.When(WithdrawAssessment{});
  EXPECT_EQ(waiting.state().status(), v1::ASSESSMENT_STATUS_WITHDRAWN);
  EXPECT_EQ(Reason(waiting.When(AdmitRequest{kDecisionDay, ""})), "REQUEST_CLOSED R154");
  FacilitatorStream chair;
  chair.When(Chair("a"));
  AssessmentStream assigned = Admitted();
  assigned.When(Appointing(chair));
  EXPECT_TRUE(assigned.When(WithdrawAssessment{}).events().empty());
}

// R42, R43: who was tried, and reached.
TEST(LogContactTest, KeepsDateChannelAndWhetherReached) {
  AssessmentStream stream = Opened();
  LogContact contact;
  contact.contacted_at = base::ToProto(base::Local{{2021, 3, 4}, 600});
  contact.channel = type::v1::CHANNEL_DESK_PHONE;
  contact.person_id = "mother";
  ASSERT_FALSE(stream.When(contact).refused());
  const v1::ContactLogged& logged = stream.state().contacts(0);
  EXPECT_FALSE(logged.reached());
  EXPECT_FALSE(logged.has_note());
  EXPECT_EQ(logged.contact_id().size(), 36u);
  contact.person_id = "nobody";
  EXPECT_EQ(Reason(stream.When(contact)), "PERSON_NOT_FOUND R42");
}

}  // namespace
}  // namespace rondetafel::triage
