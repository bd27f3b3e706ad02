#include <gtest/gtest.h>

#include "services/triage/domain/case_search.h"
#include "services/triage/testing/triage_world.h"
#include "shared/gates/example_request.h"

namespace rondetafel::triage {
namespace {

using testing::CallOf;
using testing::DeskWorker;
using testing::Filed;
using testing::World;

class FindCasesTest : public ::testing::Test {
 protected:
  World world_;

  v1::FindCasesRequest LookFor(const std::string& name) {
    v1::FindCasesRequest request;
    request.set_full_name(name);
    *request.mutable_birth_date() = base::ToProto(base::Date{2005, 9, 1});
    request.set_reason_code("new_request");
    return request;
  }
  absl::StatusOr<v1::FindCasesResponse> Find(const v1::FindCasesRequest& request,
                                             const rpc::Call& call = CallOf("FindCases")) {
    return world_.handlers().FindCases(call, request);
  }
  std::int64_t SearchesOnRecord() {
    const auto actor = *base::ActorId::Parse(DeskWorker().actor_id());
    return world_.runtime()
        .ReadNow()
        .snapshot->Get<v1::CaseSearchState>(runtime::StateKey("case_search", CaseSearchesOf(actor)))
        .value_or(v1::CaseSearchState())
        .searches();
  }
};

// P-29: found by name and birth date, over cases; an open file is warned of; who looked is on
// record.
TEST_F(FindCasesTest, ShowsThePersonsCasesAndRecordsTheLook) {
  const Filed one = world_.File(1);
  const Filed two = world_.File(2);
  auto request = LookFor("youth zorro");
  *request.mutable_position() = one.position;
  request.mutable_position()->MergeFrom(two.position);
  const auto found = Find(request);
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->cases_size(), 2);
  EXPECT_TRUE(found->open_file());
  EXPECT_EQ(found->cases(0).role(), type::v1::PERSON_ROLE_YOUTH);
  EXPECT_EQ(found->cases(0).assessments_size(), 1);
  EXPECT_EQ(SearchesOnRecord(), 1);
  request.set_page_size(1);
  const auto page = Find(request);
  ASSERT_EQ(page->cases_size(), 1);
  request.set_page_token(page->next_page_token());
  const auto last = Find(request);
  ASSERT_EQ(last->cases_size(), 1);
  EXPECT_NE(last->cases(0).case_name(), page->cases(0).case_name());
  EXPECT_EQ(last->next_page_token(), "");
  EXPECT_EQ(SearchesOnRecord(), 3);
}

// P-29: a look at nobody is a look all the same, and what was typed is kept nowhere.
TEST_F(FindCasesTest, RecordsALookThatFindsNobody) {
  const auto found = Find(LookFor("nobody zorro"));
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->cases_size(), 0);
  EXPECT_EQ(SearchesOnRecord(), 1);
  EXPECT_EQ(world_.LogText().find("zorro"), std::string::npos);
}

// Nothing is shown when the look cannot be recorded: here the time for it is over.
TEST_F(FindCasesTest, ShowsNothingWithoutATrail) {
  world_.Get(world_.File(1));
  rpc::Call call = CallOf("FindCases");
  call.deadline = {0};
  EXPECT_FALSE(Find(LookFor("youth zorro"), call).ok());
}

// P-33: by number or by name and birth date, with a reason; nothing is recorded of a faulty
// question.
TEST_F(FindCasesTest, WantsOneWayOfAskingAndAReason) {
  v1::FindCasesRequest request = LookFor("youth zorro");
  request.clear_reason_code();
  EXPECT_EQ(Find(request).status().code(), absl::StatusCode::kInvalidArgument);
  request = LookFor("youth zorro");
  request.set_national_number("85073003328");
  EXPECT_EQ(Find(request).status().code(), absl::StatusCode::kInvalidArgument);
  request = v1::FindCasesRequest();
  request.set_reason_code("new_request");
  request.set_national_number("12345678901");
  EXPECT_EQ(Find(request).status().code(), absl::StatusCode::kInvalidArgument);
  request.set_national_number("85073003328");
  EXPECT_TRUE(Find(request).ok());
  EXPECT_EQ(SearchesOnRecord(), 1);
}

}  // namespace
}  // namespace rondetafel::triage
