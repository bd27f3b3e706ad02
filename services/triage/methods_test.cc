// The methods that no other test drives end to end, and what is true of all of them together.
#include <gtest/gtest.h>

#include "services/triage/testing/triage_world.h"
#include "shared/gates/example_request.h"

namespace rondetafel::triage {
namespace {

using testing::CallOf;
using testing::CommandId;
using testing::DeskWorker;
using testing::Filed;
using testing::World;

class MethodsTest : public ::testing::Test {
 protected:
  World world_;
  int commands_ = 100;

  template <class Request>
  Request For(const Filed& filed) {
    Request request;
    request.set_command_id(CommandId(++commands_));
    request.set_name(filed.assessment_name);
    *request.mutable_position() = filed.position;
    return request;
  }
  Filed Assigned(int n, const std::string& chair) {
    const Filed filed = world_.File(n);
    world_.Admit(filed, ++commands_);
    auto request = For<v1::AppointChairRequest>(filed);
    request.set_facilitator_name(chair);
    EXPECT_TRUE(world_.handlers().AppointChair(CallOf("AppointChair"), request).ok());
    return filed;
  }
};

// Q18, P-23: judged otherwise, with a reason.
TEST_F(MethodsTest, RecordsCapacity) {
  const Filed filed = world_.File(1);
  auto request = For<v1::RecordCapacityRequest>(filed);
  request.mutable_judgement()->set_person_id("youth");
  EXPECT_EQ(world_.handlers().RecordCapacity(CallOf("RecordCapacity"), request).status().code(),
            absl::StatusCode::kInvalidArgument);
  request.mutable_judgement()->set_reason_code("disability");
  const auto recorded = world_.handlers().RecordCapacity(CallOf("RecordCapacity"), request);
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  EXPECT_EQ(recorded->status(), v1::ASSESSMENT_STATUS_AWAITING_CLIENT_AGREEMENT);
}

// R180: the other desk sees it at once, with its received date; the former no longer.
TEST_F(MethodsTest, TransfersToAnotherDesk) {
  const Filed filed = world_.File(1);
  auto request = For<v1::TransferRequestRequest>(filed);
  request.set_region(type::v1::REGION_LIMBURG);
  const auto moved = world_.handlers().TransferRequest(CallOf("TransferRequest"), request);
  ASSERT_TRUE(moved.ok()) << moved.status();
  const v1::Assessment seen = world_.Get(filed, DeskWorker(type::v1::REGION_LIMBURG));
  EXPECT_EQ(base::FromProto(seen.received_on()), (base::Date{2021, 3, 1}));
  v1::ListAssessmentsRequest list;
  EXPECT_EQ(world_.handlers().ListAssessments(CallOf("ListAssessments"), list)->assessments_size(),
            0);
  const auto limburg = CallOf("ListAssessments", DeskWorker(type::v1::REGION_LIMBURG));
  EXPECT_EQ(world_.handlers().ListAssessments(limburg, list)->assessments_size(), 1);
}

// R179: with the day on which the requester agreed.
TEST_F(MethodsTest, RedirectsWithTheRequestersAgreement) {
  auto request = For<v1::RedirectRequestRequest>(world_.File(1));
  request.set_procedure(type::v1::PROCEDURE_MEDIATION);
  EXPECT_EQ(world_.handlers().RedirectRequest(CallOf("RedirectRequest"), request).status().code(),
            absl::StatusCode::kFailedPrecondition);
  request.set_command_id(CommandId(++commands_));
  *request.mutable_requester_agreed_on() = base::ToProto(base::Date{2021, 3, 9});
  const auto redirected = world_.handlers().RedirectRequest(CallOf("RedirectRequest"), request);
  ASSERT_TRUE(redirected.ok()) << redirected.status();
  EXPECT_EQ(redirected->status(), v1::ASSESSMENT_STATUS_REDIRECTED);
}

// 1c: the chair falls ill. The former entry is free again, the new one has the case.
TEST_F(MethodsTest, ReplacesAChairWhoIsIll) {
  const std::string one = world_.Chair(1);
  const std::string two = world_.Chair(2);
  auto request = For<v1::ReplaceChairRequest>(Assigned(1, one));
  request.set_facilitator_name(two);
  EXPECT_EQ(world_.handlers().ReplaceChair(CallOf("ReplaceChair"), request).status().code(),
            absl::StatusCode::kInvalidArgument);
  request.set_reason(v1::REPLACEMENT_REASON_ILLNESS);
  const auto replaced = world_.handlers().ReplaceChair(CallOf("ReplaceChair"), request);
  ASSERT_TRUE(replaced.ok()) << replaced.status();
  v1::ListFacilitatorsRequest list;
  *list.mutable_position() = replaced->position();
  const auto register_now = world_.handlers().ListFacilitators(CallOf("ListFacilitators"), list);
  ASSERT_TRUE(register_now.ok()) << register_now.status();
  ASSERT_EQ(register_now->facilitators_size(), 2);
  for (const v1::Facilitator& entry : register_now->facilitators()) {
    EXPECT_EQ(entry.appointments_open(), entry.name() == two ? 1 : 0);
    EXPECT_NE(entry.full_name().find("zorro"), std::string::npos);
  }
}

// R7: retired ones leave the list and take no more cases; pages in order.
TEST_F(MethodsTest, ListsTheRegister) {
  const std::string one = world_.Chair(1);
  world_.Chair(2);
  v1::ListFacilitatorsRequest list;
  list.set_page_size(1);
  const auto page = [&] {
    return world_.handlers().ListFacilitators(CallOf("ListFacilitators"), list).value();
  };
  const v1::ListFacilitatorsResponse first = page();
  list.set_page_token(first.next_page_token());
  EXPECT_NE(page().facilitators(0).name(), first.facilitators(0).name());
  v1::RetireFacilitatorRequest retire;
  retire.set_command_id(CommandId(++commands_));
  retire.set_name(one);
  ASSERT_TRUE(world_.handlers().RetireFacilitator(CallOf("RetireFacilitator"), retire).ok());
  list = v1::ListFacilitatorsRequest();
  EXPECT_EQ(page().facilitators_size(), 1);
  list.set_include_retired(true);
  EXPECT_EQ(page().facilitators_size(), 2);
  list.set_kind(v1::FACILITATOR_KIND_MEDIATOR);
  EXPECT_EQ(page().facilitators_size(), 0);
}

// R107–R109: a team lead records the own desk.
TEST_F(MethodsTest, RecordsADesk) {
  v1::RecordDeskRequest request;
  request.set_command_id(CommandId(++commands_));
  v1::DeskRecord& record = *request.mutable_record();
  record.set_region(type::v1::REGION_ANTWERPEN);
  record.set_organisation("Team Voorbeeld");
  *record.mutable_valid_from() = base::ToProto(base::Date{2021, 1, 1});
  record.add_contact_persons("Ada Voorbeeld");
  record.set_phone("000 00 00 00");
  record.set_consultation_mailbox("overleg@voorbeeld.example");
  auto lead = DeskWorker();
  lead.set_role(type::v1::ROLE_TEAM_LEAD);
  EXPECT_EQ(world_.handlers().RecordDesk(CallOf("RecordDesk", lead), request).status().code(),
            absl::StatusCode::kInvalidArgument);
  record.set_mediation_mailbox("bemiddeling@voorbeeld.example");
  EXPECT_TRUE(world_.handlers().RecordDesk(CallOf("RecordDesk", lead), request).ok());
  v1::ListDesksRequest list;
  EXPECT_EQ(world_.handlers().ListDesks(CallOf("ListDesks"), list)->desks_size(), 1);
}

// Promise 2, R173: the file as it was known on a moment.
TEST_F(MethodsTest, ShowsAFileAsItWasKnown) {
  const base::Instant before = base::SystemClock().Now();
  const Filed filed = world_.File(1);
  world_.Get(filed);
  const base::Instant between = base::SystemClock().Now();
  world_.Admit(filed, ++commands_);
  const auto known_on = [&](base::Instant moment) {
    v1::GetAssessmentRequest request;
    request.set_name(filed.assessment_name);
    request.mutable_as_known_on()->set_seconds(moment.us / 1'000'000);
    request.mutable_as_known_on()->set_nanos(static_cast<int>(moment.us % 1'000'000 * 1000));
    rpc::Call call = CallOf("GetAssessment");
    call.now = base::SystemClock().Now();
    return world_.handlers().GetAssessment(call, request);
  };
  EXPECT_EQ(known_on(before).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(known_on(between)->assessment().status(), v1::ASSESSMENT_STATUS_UNDER_ASSESSMENT);
  EXPECT_EQ(known_on(base::SystemClock().Now())->assessment().status(),
            v1::ASSESSMENT_STATUS_ADMISSIBLE);
}

// Promise 2: a rebuild from offset 0 gives the rows of the live one.
TEST_F(MethodsTest, ARebuildGivesTheSameRows) {
  const Filed filed = Assigned(1, world_.Chair(1));
  auto move = For<v1::TransferRequestRequest>(filed);
  move.set_region(type::v1::REGION_BRUSSEL);
  const auto moved = world_.handlers().TransferRequest(CallOf("TransferRequest"), move);
  ASSERT_TRUE(moved.ok()) << moved.status();
  // Every reaction is folded before the two are compared.
  const auto settled = world_.runtime().Read(moved->position(), CallOf("").deadline);
  ASSERT_TRUE(settled.ok());
  EXPECT_EQ(world_.Rebuilt()->ProjectionHash(), world_.runtime().ProjectionHash());
}

}  // namespace
}  // namespace rondetafel::triage
