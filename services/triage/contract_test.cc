// What has to be complete: a text for every refusal, a policy row for every method, a pure
// reaction.
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include "rondetafel/intake/v1/events.pb.h"
#include "services/triage/errors.h"
#include "services/triage/policy.h"
#include "services/triage/reactions/reactions.h"
#include "shared/base/resource_name.h"
#include "shared/gates/example_request.h"

namespace rondetafel::triage {
namespace {

TEST(TriageErrorsTest, HasARowForEveryReason) {
  const auto* reasons = v1::TriageReason_descriptor();
  for (int i = 0; i < reasons->value_count(); ++i) {
    if (reasons->value(i)->number() == v1::TRIAGE_REASON_UNSPECIFIED) continue;
    EXPECT_TRUE(TriageErrors().Has(reasons->value(i)->name())) << reasons->value(i)->name();
  }
  EXPECT_FALSE(TriageErrors().Has("TRIAGE_REASON_PLANTED"));
}

TEST(TriagePolicyTest, HasARowForEveryMethodAndNoOther) {
  const auto* service = v1::AssessmentRow::descriptor()->file()->pool()->FindServiceByName(
      "rondetafel.triage.v1.TriageService");
  ASSERT_NE(service, nullptr);
  const access::PolicyTable policy = TriagePolicy();
  for (int i = 0; i < service->method_count(); ++i) {
    EXPECT_TRUE(policy.Has(service->method(i)->name())) << service->method(i)->name();
  }
  EXPECT_EQ(policy.methods().size(), static_cast<std::size_t>(service->method_count()));
}

// P-29: statistics never meets a person, and family never the desk's file.
TEST(TriagePolicyTest, IsClosedToWhoHasNoBusinessHere) {
  type::v1::Actor actor;
  const access::PolicyTable policy = TriagePolicy();
  for (auto role : {type::v1::ROLE_STATISTICIAN, type::v1::ROLE_PARENT, type::v1::ROLE_HELPER,
                    type::v1::ROLE_EXTERNAL_CHAIR}) {
    actor.set_role(role);
    for (const std::string& method : policy.methods()) {
      EXPECT_EQ(policy.Check(method, actor).ok(), method == "ListDesks") << method;
    }
  }
}

runtime::AcceptedCommit Commit(const commit::Verdict& verdict, std::string_view kind) {
  runtime::AcceptedCommit commit;
  commit.topic = kind == "request" ? "intake" : "triage";
  commit.verdict = &verdict;
  commit.stream_kind = kind;
  return commit;
}
commit::Verdict VerdictOf() {
  commit::Verdict verdict;
  verdict.record.envelope.case_id = base::CaseId(base::DeriveUuid("test", {"case"}));
  verdict.record.envelope.stream_id = base::StreamId(base::DeriveUuid("test", {"stream"}));
  return verdict;
}

// The target is a function of the upstream commit: every replica reacts with the same command.
TEST(AssessRequestTest, OpensTheAssessmentOfThatRequest) {
  const commit::Verdict verdict = VerdictOf();
  runtime::AcceptedCommit commit = Commit(verdict, "request");
  auto event = std::make_unique<intake::v1::RequestEvent>();
  *event->mutable_request_submitted()->mutable_content() = gates::ExampleRequest();
  commit.events.push_back(std::move(event));
  const auto commands = AssessRequest(commit);
  ASSERT_EQ(commands.size(), 1u);
  EXPECT_EQ(commands[0].stream_id, base::AssessmentOf(verdict.record.envelope.stream_id));
  EXPECT_FALSE(commands[0].case_id.has_value());
}

// What intake took over from triage is no reason to act again.
TEST(AssessRequestTest, DoesNotAnswerItsOwnEcho) {
  const commit::Verdict verdict = VerdictOf();
  runtime::AcceptedCommit commit = Commit(verdict, "request");
  auto event = std::make_unique<intake::v1::RequestEvent>();
  event->mutable_assessment_noted();
  commit.events.push_back(std::move(event));
  EXPECT_TRUE(AssessRequest(commit).empty());
}

// Q24: a replacement ends one entry's appointment and notes the other's, in their own cases.
TEST(CheckIndependenceTest, AReplacementReachesBothEntries) {
  const commit::Verdict verdict = VerdictOf();
  runtime::AcceptedCommit commit = Commit(verdict, "assessment");
  auto event = std::make_unique<v1::AssessmentEvent>();
  const base::StreamId one(base::DeriveUuid("test", {"one"}));
  const base::StreamId two(base::DeriveUuid("test", {"two"}));
  event->mutable_chair_replaced()->set_former_facilitator_name(
      base::FormatName("facilitators", one));
  event->mutable_chair_replaced()->set_facilitator_name(base::FormatName("facilitators", two));
  commit.events.push_back(std::move(event));
  const auto commands = CheckIndependence(commit);
  ASSERT_EQ(commands.size(), 2u);
  EXPECT_EQ(commands[0].stream_id, one);
  EXPECT_EQ(commands[0].method, "EndAppointment");
  EXPECT_EQ(commands[1].stream_id, two);
  EXPECT_EQ(commands[1].case_id, base::CaseId(two.bytes()));
}

}  // namespace
}  // namespace rondetafel::triage
