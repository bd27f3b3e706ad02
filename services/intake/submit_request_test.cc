#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "rondetafel/scheduling/v1/events.pb.h"
#include "rondetafel/triage/v1/events.pb.h"
#include "rondetafel/workplan/v1/events.pb.h"
#include "services/intake/testing/intake_world.h"

namespace rondetafel::intake {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the test's own vocabulary

std::string ReasonOf(const absl::Status& status) {
  google::rpc::Status wire;
  const auto payload = status.GetPayload(std::string(rpc::kDetailsPayload));
  if (!payload || !wire.ParseFromString(std::string(*payload))) return "";
  for (const auto& detail : wire.details()) {
    google::rpc::ErrorInfo info;
    if (detail.UnpackTo(&info)) return info.reason();
  }
  return "";
}

// R37, R170, R176: a helper files in COBE and gets a reference, a state and the own reference back.
TEST(SubmitRequestHandlerTest, FilesARequest) {
  World world;
  const auto response = world.Submit(Filing());
  EXPECT_EQ(base::NormaliseReference(response.reference()), response.reference());
  EXPECT_EQ(response.status(), v1::REQUEST_STATUS_SUBMITTED);
  EXPECT_EQ(response.external_reference(), "COBE-1");
  EXPECT_EQ(response.missing_fields_size(), 0);
  EXPECT_EQ(world.Commits(), 1);
}

// Q23: the youth is 15 on the day of receipt; 12 to 17.
TEST(SubmitRequestHandlerTest, FindsTheAgeBandAtTheEdge) {
  World world;
  const auto request = world.Get(world.Submit(Filing()), Helper());
  EXPECT_EQ(request.age_bands(0), type::v1::AGE_BAND_12_TO_17);
  EXPECT_EQ(request.agreements(0).age_band(), type::v1::AGE_BAND_12_TO_17);
}

TEST(SubmitRequestHandlerTest, AnswersAnExactRepeatAlikeAndRefusesAChangedOne) {
  World world;
  const auto first = world.Submit(Filing());
  const auto repeat = world.Submit(Filing());
  EXPECT_EQ(repeat.name(), first.name());
  v1::SubmitRequestRequest changed = Filing();
  changed.mutable_form()->set_question("Iets anders");
  const auto refused = world.handlers().SubmitRequest(CallOf("SubmitRequest", Helper()), changed);
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(world.Commits(), 1);
}

// The record holds codes and sealed fields, nothing of what was typed.
TEST(SubmitRequestHandlerTest, LeavesNoClearPersonalDataInTheLog) {
  World world;
  world.Submit(Filing());
  const std::string text = world.LogText();
  for (const char* clear : {kMarker, "Zorro", "555 01 23", "17073003384", "2005-09-01"}) {
    EXPECT_EQ(text.find(clear), std::string::npos) << "a marked value of the form is in the log";
  }
  EXPECT_NE(text.find("person.name"), std::string::npos);
}

// The planted failure of the test above: a field left unsealed is found.
TEST(SubmitRequestHandlerTest, TheCanaryFindsAnUnsealedField) {
  World world;
  v1::SubmitRequestRequest planted = Filing();
  planted.mutable_form()->mutable_persons(3)->mutable_organisation()->set_name(kMarker);
  world.Submit(planted);
  EXPECT_NE(world.LogText().find(kMarker), std::string::npos);
}

// P-33: what was typed comes back to who typed it, the number in its one form.
TEST(SubmitRequestHandlerTest, OpensWhatWasGiven) {
  World world;
  const auto request = world.Get(world.Submit(Filing()), Helper());
  EXPECT_EQ(request.form().persons(0).name(), "Zorro-zorro youth");
  EXPECT_EQ(request.form().persons(0).national_number(), "17073003384");
  EXPECT_EQ(base::FromProto(request.form().persons(0).birth_date()), (base::Date{2005, 9, 1}));
  EXPECT_EQ(request.form().question(), "Wie doet wat voor zorro?");
  EXPECT_EQ(request.hidden_person_ids_size(), 0);
}

// R186: the desk may leave something out, the public form and COBE may not.
TEST(SubmitRequestHandlerTest, LetsTheDeskLeaveSomethingOut) {
  World world;
  v1::SubmitRequestRequest filing = Filing();
  filing.mutable_form()->set_channel(type::v1::CHANNEL_DESK_PHONE);
  filing.mutable_form()->clear_question();
  filing.mutable_form()->mutable_persons(0)->clear_birth_date();
  const auto response = world.Submit(filing, Desk());
  EXPECT_EQ(response.status(), v1::REQUEST_STATUS_INCOMPLETE);
  ASSERT_EQ(response.missing_fields_size(), 2);
  EXPECT_EQ(response.missing_fields(1), "persons[0].birth_date");
}

TEST(SubmitRequestHandlerTest, IsUnavailableWithoutTheKeyringAndStoresNothing) {
  World world;
  world.keyring().set_reachable(false);
  const auto response = world.handlers().SubmitRequest(CallOf("SubmitRequest", Helper()), Filing());
  EXPECT_EQ(response.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(world.Commits(), 0);
}

class FollowUpTest : public ::testing::Test {
 protected:
  FollowUpTest() : first_(world_.Submit(Filing())), name_(NameOf(first_)) {}

  type::v1::Position MeetingHeld() {
    scheduling::v1::ConsultationEvent event;
    scheduling::v1::MeetingHeld& held = *event.mutable_meeting_held();
    held.set_request_name(first_.name());
    held.set_consultation_name(base::FormatName("consultations", name_.case_id, consultation_));
    held.set_meeting_id("m1");
    *held.mutable_held_at() = base::ToProto(base::Local{{2021, 5, 8}, 600});
    return world_.Upstream("scheduling", "consultation", name_.case_id, consultation_, event);
  }
  type::v1::Position PlanDrafted() {
    workplan::v1::WorkPlanEvent event;
    event.mutable_plan_drafted()->set_request_name(first_.name());
    event.mutable_plan_drafted()->mutable_plan()->set_version(1);
    return world_.Upstream("workplan", "work_plan", name_.case_id, plan_, event);
  }
  v1::SubmitRequestRequest FollowUp(const type::v1::Position& position) {
    v1::SubmitRequestRequest request;
    request.set_command_id(CommandId(2));
    request.mutable_earlier()->set_request_name(first_.name());
    *request.mutable_position() = position;
    v1::RequestForm& form = *request.mutable_form();
    form.set_procedure(type::v1::PROCEDURE_CONSULTATION);
    form.set_channel(type::v1::CHANNEL_COBE);
    form.set_requester_person_id("helper");
    form.add_purposes(v1::PURPOSE_ALIGNMENT);
    form.set_link_with_youth_help(true);
    return request;
  }

  World world_;
  v1::SubmitRequestResponse first_;
  base::ResourceName name_;
  base::StreamId consultation_ = base::ConsultationOf(name_.stream_id);
  base::StreamId plan_ = base::WorkPlanOf(consultation_);
};

// R69, R73, R175, Q20: the same case, linked to meeting and plan; people come along, agreements do
// not.
TEST_F(FollowUpTest, IsANewRequestInTheSameCase) {
  MeetingHeld();
  const auto follow_up = world_.Submit(FollowUp(PlanDrafted()));
  EXPECT_EQ(NameOf(follow_up).case_id, name_.case_id);
  EXPECT_NE(NameOf(follow_up).stream_id, name_.stream_id);
  EXPECT_EQ(follow_up.status(), v1::REQUEST_STATUS_AWAITING_CLIENT_AGREEMENT);
  const auto request = world_.Get(follow_up, Desk());
  EXPECT_EQ(request.region(), type::v1::REGION_LIMBURG);
  EXPECT_EQ(request.earlier().meeting_id(), "m1");
  EXPECT_EQ(request.earlier().plan_version(), 1);
  EXPECT_EQ(base::FromProto(request.earlier().held_on()), (base::Date{2021, 5, 8}));
  ASSERT_EQ(request.form().persons_size(), 4);
  EXPECT_EQ(request.form().persons(0).name(), "Zorro-zorro youth");
  EXPECT_EQ(request.form().persons(0).national_number(), "17073003384");
  ASSERT_EQ(request.agreements_size(), 1);
  EXPECT_EQ(request.agreements(0).person_id(), "helper");
}

// Q23: the youth turned 18 since: the band is that of the follow-up's own date.
TEST_F(FollowUpTest, FindsTheAgeBandOfItsOwnDate) {
  MeetingHeld();
  const auto response = world_.handlers().SubmitRequest(
      CallOf("SubmitRequest", Helper(), {2023, 9, 1}), FollowUp(PlanDrafted()));
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(world_.Get(*response, Desk()).age_bands(0), type::v1::AGE_BAND_18_TO_24);
}

// R69: a held meeting and a plan, both known.
TEST_F(FollowUpTest, NeedsAHeldMeetingWithAPlan) {
  for (const bool met : {false, true}) {
    const auto position = met ? MeetingHeld() : type::v1::Position();
    const auto response =
        world_.handlers().SubmitRequest(CallOf("SubmitRequest", Helper()), FollowUp(position));
    EXPECT_EQ(response.status().code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(ReasonOf(response.status()), "INTAKE_REASON_NO_EARLIER_MEETING");
  }
}

// Who files a follow-up without having described the people does not see them.
TEST_F(FollowUpTest, HidesPeopleFromWhoFilesIt) {
  MeetingHeld();
  const auto other = ActorOf(kStrangerActor, type::v1::ROLE_HELPER);
  const auto follow_up = world_.Submit(FollowUp(PlanDrafted()), other);
  const auto request = world_.Get(follow_up, other);
  EXPECT_EQ(request.hidden_person_ids_size(), 4);
  EXPECT_EQ(request.form().persons(0).name(), "");
}

// R69, R70: asked in the work plan, it opens by reaction.
TEST_F(FollowUpTest, OpensWhenAskedInTheWorkPlan) {
  MeetingHeld();
  PlanDrafted();
  const auto state = world_.runtime().ReadNow().snapshot->Get<State>(
      runtime::StateKey("request", name_.stream_id));
  ASSERT_TRUE(state.has_value());
  workplan::v1::WorkPlanEvent event;
  workplan::v1::FollowUpAsked& asked = *event.mutable_follow_up_asked();
  asked.set_follow_up_id("f1");
  asked.set_asked_by_person_id("helper");
  *asked.mutable_asked_on() = base::ToProto(kToday);
  asked.mutable_earlier()->set_request_name(first_.name());
  asked.mutable_earlier()->set_meeting_id("m1");
  asked.set_region(type::v1::REGION_LIMBURG);
  *asked.mutable_persons() = state->content().persons();
  const auto token = world_.Upstream("workplan", "work_plan", name_.case_id, plan_, event);
  v1::SubmitRequestResponse opened;
  opened.set_name(
      base::FormatName("requests", name_.case_id, base::FollowUpRequestOf(plan_, "f1")));
  const auto request = world_.Get(opened, Desk(), token);
  EXPECT_EQ(request.form().persons(0).name(), "Zorro-zorro youth");
  EXPECT_EQ(request.status(), v1::REQUEST_STATUS_AWAITING_CLIENT_AGREEMENT);
  EXPECT_EQ(request.earlier().request_name(), first_.name());
}

// 1c: after a rejection the request is filed again in the same case, with its own date of receipt.
TEST_F(FollowUpTest, ARejectedRequestIsFiledAgain) {
  v1::SubmitRequestRequest again = Filing(3);
  again.set_resubmission_of(first_.name());
  const auto early = world_.handlers().SubmitRequest(CallOf("SubmitRequest", Helper()), again);
  EXPECT_EQ(ReasonOf(early.status()), "INTAKE_REASON_NOT_REJECTED");

  triage::v1::AssessmentEvent event;
  event.mutable_request_rejected()->set_request_name(first_.name());
  *event.mutable_request_rejected()->mutable_decided_on() = base::ToProto(kToday);
  *again.mutable_position() = world_.Upstream("triage", "assessment", name_.case_id,
                                              base::AssessmentOf(name_.stream_id), event);
  const auto response = world_.Submit(again);
  EXPECT_EQ(NameOf(response).case_id, name_.case_id);
  EXPECT_EQ(world_.Get(response, Helper()).resubmission_of(), first_.name());
}

TEST_F(FollowUpTest, DoesNotFindARequestOfAnotherCase) {
  v1::SubmitRequestRequest foreign = FollowUp({});
  foreign.mutable_earlier()->set_request_name(
      base::FormatName("requests", base::CaseId::Random(), name_.stream_id));
  const auto response = world_.handlers().SubmitRequest(CallOf("SubmitRequest", Helper()), foreign);
  EXPECT_EQ(response.status().code(), absl::StatusCode::kNotFound);
}

// CO-1 … CO-8, R37: COBE's dry run says what the desk would, and stores nothing.
TEST(ValidateRequestTest, ShowsTheGatesAndStoresNothing) {
  World world;
  v1::ValidateRequestRequest request;
  *request.mutable_form() = Filing().form();
  *request.mutable_agreements() = Filing().agreements();
  request.mutable_form()->clear_purposes();
  request.mutable_form()->add_purposes(v1::PURPOSE_SUPPLY_NEGOTIATION);
  const auto response =
      world.handlers().ValidateRequest(CallOf("ValidateRequest", Helper()), request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->problems_size(), 0);
  ASSERT_EQ(response->gates_size(), 8);
  EXPECT_EQ(response->gates(0).outcome(), gates::v1::GATE_OUTCOME_PASSED);
  EXPECT_EQ(response->gates(2).ground(), gates::v1::GROUND_SUPPLY_NEGOTIATION_ONLY);
  EXPECT_EQ(world.Commits(), 0);
}

TEST(ValidateRequestTest, NamesProblemsInsteadOfFailing) {
  World world;
  v1::ValidateRequestRequest request;
  *request.mutable_form() = Filing().form();
  request.mutable_form()->mutable_persons(0)->clear_birth_date();
  const auto response =
      world.handlers().ValidateRequest(CallOf("ValidateRequest", Helper()), request);
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->problems_size(), 1);
  EXPECT_EQ(response->problems(0).field(), "form.persons[0].birth_date");
  EXPECT_EQ(response->problems(0).rule(), "R169");
  EXPECT_EQ(response->gates_size(), 0);
}

}  // namespace
}  // namespace rondetafel::intake
