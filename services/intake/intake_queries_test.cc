#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "rondetafel/triage/v1/events.pb.h"
#include "services/intake/testing/intake_world.h"
#include "shared/base/text.h"

namespace rondetafel::intake {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the test's own vocabulary
using ::testing::HasSubstr;
using ::testing::Not;

v1::SubmitRequestRequest FilingBy(int n, type::v1::Region region, const std::string& own) {
  v1::SubmitRequestRequest request = Filing(n);
  request.mutable_form()->set_region(region);
  request.mutable_form()->set_external_reference(own);
  return request;
}

type::v1::Actor Cobe() {
  return ActorOf("66666666-6666-4666-8666-666666666666", type::v1::ROLE_COBE);
}

class QueriesTest : public ::testing::Test {
 protected:
  absl::StatusOr<v1::ListRequestsResponse> List(const v1::ListRequestsRequest& request,
                                                const type::v1::Actor& actor) {
    return world_.handlers().ListRequests(CallOf("ListRequests", actor), request);
  }
  absl::StatusOr<v1::GetRequestResponse> Get(const std::string& name,
                                             const type::v1::Actor& actor) {
    v1::GetRequestRequest request;
    request.set_name(name);
    return world_.handlers().GetRequest(CallOf("GetRequest", actor), request);
  }
  std::vector<v1::StatusChange> Changes(const type::v1::Actor& actor, std::string* token,
                                        int page_size = 0) {
    v1::ListStatusChangesRequest request;
    request.set_page_token(*token);
    request.set_page_size(page_size);
    auto response =
        world_.handlers().ListStatusChanges(CallOf("ListStatusChanges", actor), request);
    EXPECT_TRUE(response.ok()) << response.status();
    *token = response->next_page_token();
    return {response->changes().begin(), response->changes().end()};
  }

  World world_;
};

// R171: who has nothing to do with a request learns nothing, not even that it exists.
TEST_F(QueriesTest, AStrangerDoesNotFindARequest) {
  const auto filed = world_.Submit(Filing());
  const auto stranger = ActorOf(kStrangerActor, type::v1::ROLE_HELPER);
  const auto hidden = Get(filed.name(), stranger);
  const auto absent =
      Get(base::FormatName("requests", NameOf(filed).case_id, base::StreamId::Random()), stranger);
  EXPECT_EQ(hidden.status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(hidden.status().message(), absent.status().message());
  EXPECT_FALSE(Get(filed.name(), Desk(type::v1::REGION_BRUSSEL)).ok());
  EXPECT_TRUE(Get(filed.name(), Desk()).ok());
}

// R107, R180: a list per region, newest receipt first, page by page without a gap or a double.
TEST_F(QueriesTest, ListsARegionNewestFirst) {
  for (int n = 1; n <= 5; ++n) {
    const auto response =
        world_.handlers().SubmitRequest(CallOf("SubmitRequest", Helper(), {2021, 5, n}),
                                        FilingBy(n, type::v1::REGION_LIMBURG, base::Cat("L-", n)));
    ASSERT_TRUE(response.ok()) << response.status();
  }
  world_.Submit(FilingBy(6, type::v1::REGION_BRUSSEL, "B-6"));
  v1::ListRequestsRequest request;
  request.set_page_size(2);
  std::vector<std::string> seen;
  do {
    const auto page = List(request, Desk());
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& row : page->requests()) seen.push_back(row.external_reference());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(seen, (std::vector<std::string>{"L-5", "L-4", "L-3", "L-2", "L-1"}));
}

TEST_F(QueriesTest, ListsByState) {
  world_.Submit(Filing(1));
  v1::SubmitRequestRequest waiting = Filing(2);
  waiting.clear_agreements();
  world_.Submit(waiting);
  v1::ListRequestsRequest request;
  request.set_status(v1::REQUEST_STATUS_AWAITING_CLIENT_AGREEMENT);
  const auto page = List(request, Desk());
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->requests_size(), 1);
  EXPECT_EQ(page->requests(0).status(), v1::REQUEST_STATUS_AWAITING_CLIENT_AGREEMENT);
}

// R37: the requester's own reference leads back; a stranger's list is empty.
TEST_F(QueriesTest, ListsByOwnReference) {
  world_.Submit(FilingBy(1, type::v1::REGION_LIMBURG, "COBE-7"));
  world_.Submit(FilingBy(2, type::v1::REGION_LIMBURG, "COBE-8"));
  v1::ListRequestsRequest request;
  request.set_external_reference("COBE-7");
  for (const auto& actor : {Helper(), Cobe()}) {
    const auto page = List(request, actor);
    ASSERT_TRUE(page.ok()) << page.status();
    ASSERT_EQ(page->requests_size(), 1);
    EXPECT_EQ(page->requests(0).external_reference(), "COBE-7");
  }
  EXPECT_EQ(List(request, ActorOf(kStrangerActor, type::v1::ROLE_HELPER))->requests_size(), 0);
}

// R176: found as typed by people; mistyped gets a hint.
TEST_F(QueriesTest, LooksUpAReferenceAsTyped) {
  const auto filed = world_.Submit(Filing());
  std::string typed;
  for (const char c : filed.reference()) {
    if (c != '-') typed += static_cast<char>(std::tolower(c));
  }
  v1::LookUpReferenceRequest request;
  request.set_reference(typed);
  auto found = world_.handlers().LookUpReference(CallOf("LookUpReference", Desk()), request);
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->requests_size(), 1);
  EXPECT_EQ(found->requests(0).name(), filed.name());
  typed.back() = typed.back() == '2' ? '3' : '2';
  request.set_reference(typed);
  const auto mistyped =
      world_.handlers().LookUpReference(CallOf("LookUpReference", Desk()), request);
  EXPECT_EQ(mistyped.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(mistyped.status().message()), HasSubstr("mistyped"));
}

// P-29: COBE follows states and nothing else, each change once, in order.
TEST_F(QueriesTest, FeedsStateChangesSinceAToken) {
  const auto cobe = world_.Submit(FilingBy(1, type::v1::REGION_LIMBURG, "COBE-1"));
  v1::SubmitRequestRequest by_desk = Filing(2);
  by_desk.mutable_form()->set_channel(type::v1::CHANNEL_DESK_PHONE);
  world_.Submit(by_desk, Desk());
  std::string token;
  auto changes = Changes(Cobe(), &token);
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].external_reference(), "COBE-1");
  EXPECT_EQ(changes[0].status(), v1::REQUEST_STATUS_SUBMITTED);
  EXPECT_TRUE(Changes(Cobe(), &token).empty());

  v1::WithdrawRequestRequest withdraw;
  withdraw.set_command_id(CommandId(3));
  withdraw.set_name(cobe.name());
  ASSERT_TRUE(
      world_.handlers().WithdrawRequest(CallOf("WithdrawRequest", Helper()), withdraw).ok());
  changes = Changes(Cobe(), &token);
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].status(), v1::REQUEST_STATUS_WITHDRAWN);
}

TEST_F(QueriesTest, FeedsPageByPage) {
  std::set<std::string> filed;
  for (int n = 1; n <= 7; ++n) filed.insert(world_.Submit(Filing(n)).name());
  std::string token;
  std::set<std::string> fed;
  for (int page = 0; page < 4; ++page) {
    for (const auto& change : Changes(Cobe(), &token, 2)) {
      EXPECT_TRUE(fed.insert(change.name()).second);
    }
  }
  EXPECT_EQ(fed, filed);
}

// A file can be asked as it was known.
TEST_F(QueriesTest, ShowsARequestAsItWasKnown) {
  v1::SubmitRequestRequest filing = Filing();
  filing.clear_agreements();
  const auto filed = world_.Submit(filing);
  std::string token;
  const std::int64_t filed_us = Changes(Cobe(), &token).at(0).recorded_at_us();
  v1::RecordAgreementRequest yes;
  yes.set_command_id(CommandId(2));
  yes.set_name(filed.name());
  yes.mutable_agreement()->set_person_id("youth");
  yes.mutable_agreement()->set_answer(type::v1::ANSWER_YES);
  yes.mutable_agreement()->set_channel(type::v1::CHANNEL_DESK_PHONE);
  const auto recorded = world_.handlers().RecordAgreement(CallOf("RecordAgreement", Desk()), yes);
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  EXPECT_EQ(recorded->status(), v1::REQUEST_STATUS_SUBMITTED);

  v1::GetRequestRequest request;
  request.set_name(filed.name());
  request.mutable_as_known_on()->set_seconds(filed_us / 1'000'000);
  request.mutable_as_known_on()->set_nanos(static_cast<int>(filed_us % 1'000'000) * 1000);
  const auto then = world_.handlers().GetRequest(CallOf("GetRequest", Desk()), request);
  ASSERT_TRUE(then.ok()) << then.status();
  EXPECT_EQ(then->request().status(), v1::REQUEST_STATUS_AWAITING_CLIENT_AGREEMENT);
  request.mutable_as_known_on()->set_seconds(1);
  const auto before = world_.handlers().GetRequest(CallOf("GetRequest", Desk()), request);
  EXPECT_EQ(before.status().code(), absl::StatusCode::kNotFound);
}

// R176, R177: the acknowledgement names the requester and the reference, and nobody else.
TEST_F(QueriesTest, AcknowledgesReceiptWithoutNamingAnybodyElse) {
  const auto filed = world_.Submit(Filing());
  v1::GetAcknowledgementRequest request;
  request.set_name(filed.name());
  const auto paper =
      world_.handlers().GetAcknowledgement(CallOf("GetAcknowledgement", Helper()), request);
  ASSERT_TRUE(paper.ok()) << paper.status();
  EXPECT_EQ(paper->addressed_to_person_id(), "helper");
  EXPECT_EQ(paper->safe_contact(), type::v1::SAFE_CONTACT_MAIL);
  EXPECT_THAT(paper->text(), HasSubstr(filed.reference()));
  EXPECT_THAT(paper->text(), HasSubstr("10/05/2021"));
  EXPECT_THAT(paper->text(), HasSubstr("loket van Limburg"));
  EXPECT_THAT(paper->text(), HasSubstr("gratis"));  // R31
  EXPECT_THAT(paper->text(), HasSubstr("zorro helper"));
  for (const char* other : {"youth", "mother", "father", "straat", "Wie doet wat"}) {
    EXPECT_THAT(paper->text(), Not(HasSubstr(other)));
  }
}

// R180: a transfer moves the request from one desk's list to the other's.
TEST_F(QueriesTest, ATransferMovesTheRowToTheOtherDesk) {
  const auto filed = world_.Submit(Filing());
  const base::ResourceName name = NameOf(filed);
  triage::v1::AssessmentEvent event;
  event.mutable_assessment_transferred()->set_request_name(filed.name());
  event.mutable_assessment_transferred()->set_to_region(type::v1::REGION_ANTWERPEN);
  v1::ListRequestsRequest request;
  *request.mutable_position() = world_.Upstream("triage", "assessment", name.case_id,
                                                base::AssessmentOf(name.stream_id), event);
  EXPECT_EQ(List(request, Desk())->requests_size(), 0);
  const auto there = List(request, Desk(type::v1::REGION_ANTWERPEN));
  ASSERT_EQ(there->requests_size(), 1);
  EXPECT_EQ(there->requests(0).name(), filed.name());
  EXPECT_EQ(base::FromProto(there->requests(0).received_on()), kToday);
}

}  // namespace
}  // namespace rondetafel::intake
