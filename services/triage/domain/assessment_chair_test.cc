#include <gtest/gtest.h>

#include "services/triage/domain/given.h"

namespace rondetafel::triage {
namespace {

using gates::ExampleAgreement;
using gates::ExampleHelper;

FacilitatorStream Registered(const RegisterFacilitator& command = Chair("actor-one")) {
  FacilitatorStream stream;
  stream.When(command);
  return stream;
}
FacilitatorStream TiedTo(const std::string& organisation_id, base::Date from = {2019, 1, 1}) {
  FacilitatorStream stream = Registered();
  stream.When(AddFacilitatorTie{TieTo(organisation_id, from)});
  return stream;
}

// R40, R41, R166: appointed with everything scheduling needs.
TEST(AppointChairTest, HandsTheCaseOver) {
  AssessmentStream stream = Admitted();
  const AssessmentDecision decision = stream.When(Appointing(TiedTo("OVO000900")));
  ASSERT_FALSE(decision.refused());
  const v1::ChairAppointed& appointed = decision.events()[0].chair_appointed();
  EXPECT_EQ(appointed.chair_actor_id(), "actor-one");
  ASSERT_EQ(appointed.chair_organisation_ids_size(), 1);
  EXPECT_EQ(appointed.chair_organisation_ids(0), "OVO000900");
  EXPECT_EQ(appointed.handover().request_name(), "cases/c/requests/r");
  EXPECT_EQ(appointed.handover().persons_size(), 4);
  EXPECT_EQ(appointed.handover().agreements_size(), 1);
  EXPECT_EQ(base::FromProto(appointed.handover().decided_on()), kDecisionDay);
  EXPECT_FALSE(stream.state().has_waiting_since());
}

// R28, CO-5: the chair is told that disclosing the concern stays with the helpers.
TEST(AppointChairTest, TellsTheChairWhatStaysWithTheHelpers) {
  auto content = gates::ExampleRequest();
  content.add_purposes(intake::v1::PURPOSE_DISCLOSE_CONCERN);
  AssessmentStream stream = Opened(content);
  stream.When(AdmitRequest{kDecisionDay, ""});
  const AssessmentDecision decision = stream.When(Appointing(Registered()));
  EXPECT_TRUE(decision.events()[0].chair_appointed().handover().disclosure_stays_with_helpers());
}

TEST(AppointChairTest, OnlyAfterAdmission) {
  AssessmentStream undecided = Opened();
  EXPECT_EQ(Reason(undecided.When(Appointing(Registered()))), "NOT_ADMITTED R40");
  AppointChair early = Appointing(Registered());
  early.appointed_on = {2021, 3, 4};
  EXPECT_EQ(Reason(Admitted().When(early)), "DATE_TOO_EARLY R41");
}

// Q14: the client's yes comes before the assignment, and it may have been taken back since
// admission.
TEST(AppointChairTest, NotWithoutTheClientsAgreement) {
  AssessmentStream stream = Admitted();
  auto withdrawn = ExampleAgreement("youth", type::v1::ANSWER_YES);
  withdrawn.set_withdrawn(true);
  stream.When(NoteAgreement{withdrawn});
  EXPECT_EQ(stream.state().status(), v1::ASSESSMENT_STATUS_ADMISSIBLE);
  EXPECT_EQ(Reason(stream.When(Appointing(Registered()))), "CLIENT_AGREEMENT_MISSING Q14");
  EXPECT_FALSE(stream.When(Appointing(Registered()), Migration()).refused());
}

// R6, R172, Q24: tied to any provider in the case, invited or not; the refusal names the
// organisation.
TEST(AppointChairTest, NotWhenTiedToAProviderInTheCase) {
  const AssessmentDecision decision = Admitted().When(Appointing(TiedTo("OVO000101")));
  EXPECT_EQ(Reason(decision), "CHAIR_NOT_INDEPENDENT R172");
  ASSERT_EQ(decision.rejection().fields.size(), 1u);
  EXPECT_EQ(decision.rejection().fields[0].field, "organisation.OVO000101");
  EXPECT_EQ(Reason(Admitted().When(Appointing(TiedTo("OVO000101")), Migration())),
            "CHAIR_NOT_INDEPENDENT R172");
}

// Q24: also the organisation of a requester who is not among the invited.
TEST(AppointChairTest, TheRequestersOrganisationCounts) {
  auto content = gates::ExampleRequest();
  content.mutable_requester_organisation()->set_organisation_id("OVO000777");
  AssessmentStream stream = Opened(content);
  stream.When(AdmitRequest{kDecisionDay, ""});
  EXPECT_EQ(Reason(stream.When(Appointing(TiedTo("OVO000777")))), "CHAIR_NOT_INDEPENDENT R172");
}

// R172: a tie that ended before, or begins after, does not bind.
TEST(AppointChairTest, OnlyTiesOfThatDayCount) {
  FacilitatorStream ended = TiedTo("OVO000101");
  ended.When(EndFacilitatorTie{"OVO000101", {2021, 3, 7}});
  EXPECT_FALSE(Admitted().When(Appointing(ended)).refused());
  FacilitatorStream last_day = TiedTo("OVO000101");
  last_day.When(EndFacilitatorTie{"OVO000101", {2021, 3, 8}});
  EXPECT_TRUE(Admitted().When(Appointing(last_day)).refused());
  EXPECT_FALSE(Admitted().When(Appointing(TiedTo("OVO000101", {2021, 3, 9}))).refused());
}

// R7: trained by then; the region informs and never decides.
TEST(AppointChairTest, NeedsATrainedActiveChair) {
  RegisterFacilitator untrained = Chair("a");
  untrained.registered.clear_trained_on();
  EXPECT_EQ(Reason(Admitted().When(Appointing(Registered(untrained)))), "CHAIR_NOT_TRAINED R7");
  EXPECT_FALSE(Admitted().When(Appointing(Registered(untrained)), Migration()).refused());  // R186
  RegisterFacilitator mediator = Chair("a");
  mediator.registered.set_kinds(0, v1::FACILITATOR_KIND_MEDIATOR);
  EXPECT_EQ(Reason(Admitted().When(Appointing(Registered(mediator)))), "NOT_A_CHAIR R6");
  FacilitatorStream retired = Registered();
  retired.When(RetireFacilitator{{2021, 3, 8}});
  EXPECT_EQ(Reason(Admitted().When(Appointing(retired))), "FACILITATOR_RETIRED R40");
  RegisterFacilitator elsewhere = Chair("a");
  elsewhere.registered.set_regions(0, type::v1::REGION_LIMBURG);
  EXPECT_FALSE(Admitted().When(Appointing(Registered(elsewhere))).refused());
  EXPECT_EQ(Reason(Admitted().When(Appointing(FacilitatorStream()))), "FACILITATOR_NOT_FOUND R40");
}

TEST(AppointChairTest, OneChairAtATime) {
  AssessmentStream stream = Admitted();
  stream.When(Appointing(Registered()));
  EXPECT_TRUE(stream.When(Appointing(Registered())).events().empty());
  EXPECT_EQ(Reason(stream.When(Appointing(Registered(Chair("b")), "facilitators/two"))),
            "CHAIR_ALREADY_APPOINTED R40");
}

ReplaceChair Replacing(const FacilitatorStream& facilitator) {
  return {
      "facilitators/two", facilitator.state(), v1::REPLACEMENT_REASON_ILLNESS, {2021, 3, 9}, ""};
}

// 1c: the chair falls ill; agreements stay, the former chair is named so that access ends.
TEST(ReplaceChairTest, NamesTheFormerChairAndKeepsAgreements) {
  AssessmentStream stream = Admitted();
  stream.When(Appointing(Registered()));
  const AssessmentDecision decision = stream.When(Replacing(Registered(Chair("actor-two"))));
  const v1::ChairReplaced& replaced = decision.events()[0].chair_replaced();
  EXPECT_EQ(replaced.chair_actor_id(), "actor-two");
  EXPECT_EQ(replaced.former_chair_actor_id(), "actor-one");
  EXPECT_EQ(replaced.reason(), v1::REPLACEMENT_REASON_ILLNESS);
  EXPECT_EQ(replaced.handover().agreements_size(), 1);
  ASSERT_EQ(stream.state().former_chairs_size(), 1);
  EXPECT_EQ(stream.state().former_chairs(0).chair_actor_id(), "actor-one");
}

// 1c, Q24: independence is checked again.
TEST(ReplaceChairTest, ChecksIndependenceAgain) {
  AssessmentStream stream = Admitted();
  EXPECT_EQ(Reason(stream.When(Replacing(Registered()))), "NO_CHAIR_APPOINTED R40");
  stream.When(Appointing(Registered()));
  EXPECT_EQ(Reason(stream.When(Replacing(TiedTo("OVO000101")))), "CHAIR_NOT_INDEPENDENT R172");
}

// Q24: somebody joins from an organisation the chair is tied to.
TEST(IndependenceTest, IsQuestionedWhenSomebodyJoins) {
  AssessmentStream stream = Admitted();
  stream.When(Appointing(TiedTo("OVO000900")));
  auto content = gates::ExampleRequest();
  *content.add_persons() = ExampleHelper("late-helper", "OVO000900");
  const AssessmentDecision decision = stream.When(AmendAssessment{content});
  const auto& questioned = decision.events().back().chair_independence_questioned();
  ASSERT_EQ(questioned.organisation_ids_size(), 1);
  EXPECT_EQ(questioned.organisation_ids(0), "OVO000900");
  // Once said, it is not said again.
  EXPECT_EQ(stream.When(AmendAssessment{content}).events().size(), 1u);
}

// Q24: the register found a tie; only the chair of now is questioned, and only once.
TEST(IndependenceTest, IsQuestionedByALaterTie) {
  AssessmentStream stream = Admitted();
  stream.When(Appointing(Registered()));
  const NoteConflict conflict = {"facilitators/one", {"OVO000101"}};
  EXPECT_EQ(stream.When(conflict).events().size(), 1u);
  EXPECT_EQ(stream.state().chair().questioned_organisation_ids_size(), 1);
  EXPECT_TRUE(stream.When(conflict).events().empty());
  EXPECT_TRUE(stream.When(NoteConflict{"facilitators/two", {"OVO000101"}}).events().empty());
  EXPECT_TRUE(stream.When(NoteConflict{"facilitators/one", {"OVO000999"}}).events().empty());
  stream.When(Replacing(Registered(Chair("b"))));
  EXPECT_EQ(stream.state().chair().questioned_organisation_ids_size(), 0);
}

}  // namespace
}  // namespace rondetafel::triage
