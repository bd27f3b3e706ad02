#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rondetafel/triage/v1/events.pb.h"
#include "services/intake/errors.h"
#include "services/intake/policy.h"
#include "services/intake/testing/intake_world.h"

namespace rondetafel::intake {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the test's own vocabulary

class CommandsTest : public ::testing::Test {
 protected:
  CommandsTest() : filed_(world_.Submit(Filing(1))) {}

  v1::AmendRequestRequest Amendment(int n = 2) {
    v1::AmendRequestRequest request;
    request.set_command_id(CommandId(n));
    request.set_name(filed_.name());
    v1::RequestForm& form = *request.mutable_form();
    form = Filing().form();
    form.clear_persons();
    form.clear_question();
    form.clear_region();
    form.add_triggers(v1::TRIGGER_UNCLEAR_WHO_DOES_WHAT);
    return request;
  }
  absl::StatusOr<v1::AmendRequestResponse> Amend(const v1::AmendRequestRequest& request,
                                                 const type::v1::Actor& actor = Helper()) {
    return world_.handlers().AmendRequest(CallOf("AmendRequest", actor), request);
  }
  type::v1::Position AppointChair() {
    const base::ResourceName name = NameOf(filed_);
    triage::v1::AssessmentEvent event;
    event.mutable_chair_appointed()->mutable_handover()->set_request_name(filed_.name());
    event.mutable_chair_appointed()->set_chair_actor_id(kChairActor);
    return world_.Upstream("triage", "assessment", name.case_id, base::AssessmentOf(name.stream_id),
                           event);
  }

  World world_;
  v1::SubmitRequestResponse filed_;
};

TEST_F(CommandsTest, AmendsCodesAndKeepsWhatWasNotGiven) {
  ASSERT_TRUE(Amend(Amendment()).ok());
  const auto request = world_.Get(filed_, Helper());
  EXPECT_EQ(request.form().triggers_size(), 2);
  EXPECT_EQ(request.form().persons_size(), 4);
  EXPECT_EQ(request.form().question(), "Wie doet wat voor zorro?");
}

// R180, R37: what identifies a request is not amended.
TEST_F(CommandsTest, RefusesToAmendWhatIdentifiesTheRequest) {
  v1::AmendRequestRequest request = Amendment();
  request.mutable_form()->set_region(type::v1::REGION_BRUSSEL);
  request.mutable_form()->set_external_reference("OTHER");
  const auto refused = Amend(request);
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(refused.status().message()), ::testing::HasSubstr("form.region"));
  EXPECT_EQ(world_.Commits(), 1);
}

// Divorced parents: what the desk adds about one never shows to who filed for the other.
TEST_F(CommandsTest, HidesFromTheRequesterWhatTheDeskAdded) {
  v1::AmendRequestRequest request = Amendment();
  v1::Person& father = *request.mutable_form()->add_persons();
  father = Filing().form().persons(2);
  father.set_address("geheim adres");
  ASSERT_TRUE(Amend(request, Desk()).ok());
  EXPECT_EQ(world_.Get(filed_, Desk()).form().persons(2).address(), "geheim adres");
  const auto seen = world_.Get(filed_, Helper());
  EXPECT_EQ(seen.form().persons(2).address(), "");
  EXPECT_THAT(seen.hidden_person_ids(), ::testing::ElementsAre("father"));
  EXPECT_EQ(seen.form().persons(1).name(), "Zorro-zorro mother");
}

TEST_F(CommandsTest, AStrangerCannotAct) {
  const auto stranger = ActorOf(kStrangerActor, type::v1::ROLE_HELPER);
  EXPECT_EQ(Amend(Amendment(), stranger).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(world_.Commits(), 1);
}

// Q22: after assignment the chair takes a withdrawal here too, answers go to scheduling.
TEST_F(CommandsTest, TakesAWithdrawalAfterAssignment) {
  const auto token = AppointChair();
  EXPECT_EQ(world_.Get(filed_, Helper(), token).status(), v1::REQUEST_STATUS_ASSIGNED);
  v1::RecordAgreementRequest yes;
  yes.set_command_id(CommandId(4));
  yes.set_name(filed_.name());
  yes.mutable_agreement()->set_person_id("mother");
  yes.mutable_agreement()->set_answer(type::v1::ANSWER_YES);
  yes.mutable_agreement()->set_channel(type::v1::CHANNEL_DESK_PHONE);
  EXPECT_EQ(
      world_.handlers().RecordAgreement(CallOf("RecordAgreement", Helper()), yes).status().code(),
      absl::StatusCode::kFailedPrecondition);
  v1::WithdrawAgreementRequest withdraw;
  withdraw.set_command_id(CommandId(5));
  withdraw.set_name(filed_.name());
  withdraw.set_person_id("youth");
  withdraw.set_channel(type::v1::CHANNEL_IN_PERSON);
  withdraw.set_reported_by("chair");
  const auto chair = ActorOf(kChairActor, type::v1::ROLE_EXTERNAL_CHAIR);
  const auto response =
      world_.handlers().WithdrawAgreement(CallOf("WithdrawAgreement", chair), withdraw);
  ASSERT_TRUE(response.ok()) << response.status();
  const auto request = world_.Get(filed_, Helper());
  EXPECT_TRUE(request.agreements(0).withdrawn());
}

// The stream alone does not make a name: it lies in one case.
TEST_F(CommandsTest, ARequestUnderAnotherCaseIsNotFound) {
  const auto other = world_.Submit(Filing(7));
  v1::AmendRequestRequest request = Amendment(8);
  request.set_name(base::FormatName("requests", NameOf(other).case_id, NameOf(filed_).stream_id));
  EXPECT_EQ(Amend(request).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(world_.Commits(), 2);
  EXPECT_EQ(world_.Get(filed_, Helper()).form().triggers_size(), 1);
}

TEST_F(CommandsTest, RefusesFutureDaysBeforeAnythingIsStored) {
  v1::WithdrawRequestRequest withdraw;
  withdraw.set_command_id(CommandId(6));
  withdraw.set_name(filed_.name());
  *withdraw.mutable_withdrawn_on() = base::ToProto(base::Date{2021, 5, 11});
  EXPECT_EQ(world_.handlers()
                .WithdrawRequest(CallOf("WithdrawRequest", Helper()), withdraw)
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(world_.Commits(), 1);
}

// Every reason has a row, in both languages; walking the enum finds a forgotten one.
TEST(IntakeErrorsTest, HasARowForEveryReason) {
  const auto* reasons = v1::IntakeReason_descriptor();
  ASSERT_GT(reasons->value_count(), 1);
  for (int i = 1; i < reasons->value_count(); ++i) {
    EXPECT_TRUE(IntakeErrors().Has(reasons->value(i)->name())) << reasons->value(i)->name();
  }
}

// R171: every method has a row, and nobody who may only count gets in.
TEST(IntakePolicyTest, HasARowForEveryMethodAndLetsNoStatisticianIn) {
  const access::PolicyTable policy = IntakePolicy();
  const auto* service =
      v1::SubmitRequestRequest::descriptor()->file()->FindServiceByName("IntakeService");
  ASSERT_NE(service, nullptr);
  for (int i = 0; i < service->method_count(); ++i) {
    const std::string method(service->method(i)->name());
    EXPECT_TRUE(policy.Has(method)) << method;
    EXPECT_FALSE(policy.Check(method, ActorOf(kHelperActor, type::v1::ROLE_STATISTICIAN)).ok());
    EXPECT_FALSE(policy.Check(method, ActorOf(kHelperActor, type::v1::ROLE_UNSPECIFIED)).ok());
  }
  // R33: staff of the court's social service may request; P-29: COBE itself sees no person.
  EXPECT_TRUE(
      policy.Check("SubmitRequest", ActorOf(kHelperActor, type::v1::ROLE_MANDATED_CONSULTANT))
          .ok());
  EXPECT_FALSE(policy.Check("GetRequest", ActorOf(kHelperActor, type::v1::ROLE_COBE)).ok());
}

}  // namespace
}  // namespace rondetafel::intake
