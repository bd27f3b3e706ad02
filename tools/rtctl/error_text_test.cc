#include "tools/rtctl/error_text.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "shared/rpc/errors.h"
#include "tools/rtctl/exit_code.h"

namespace rondetafel::rtctl {
namespace {

absl::Status GateFailed() {
  return rpc::MakeError(absl::StatusCode::kFailedPrecondition, "TRIAGE_REASON_GATE_FAILED", "CO-3",
                        "a gate fails; reject on its ground", "een voorwaarde is niet vervuld");
}

TEST(ErrorTextTest, SaysRuleAndWayOutInOneSentence) {
  EXPECT_EQ(RenderError(GateFailed(), {}), "refused [CO-3]: a gate fails; reject on its ground\n");
}

TEST(ErrorTextTest, SaysItInDutchWhenAsked) {
  EXPECT_EQ(RenderError(GateFailed(), {.dutch = true}),
            "geweigerd [CO-3]: een voorwaarde is niet vervuld\n");
}

TEST(ErrorTextTest, SaysOneFieldAtFaultInTheSentence) {
  rpc::FieldFaults faults;
  faults.Add("form.region", "Q27", "must be one of the six");
  const std::string text = RenderError(std::move(faults).ToStatus(), {});
  EXPECT_NE(text.find("form.region must be one of the six"), std::string::npos) << text;
  EXPECT_EQ(std::ranges::count(text, '\n'), 1) << text;
}

TEST(ErrorTextTest, ListsSeveralFieldsBelowIt) {
  rpc::FieldFaults faults;
  faults.Add("form.region", "Q27", "must be one of the six");
  faults.Add("form.question", "R8", "must be at most 4000 characters");
  const std::string text = RenderError(std::move(faults).ToStatus(), {});
  EXPECT_NE(text.find("\n  form.region: "), std::string::npos) << text;
  EXPECT_NE(text.find("\n  form.question: "), std::string::npos) << text;
  EXPECT_EQ(std::ranges::count(text, '\n'), 3) << text;
}

TEST(ErrorTextTest, IsOneObjectInJson) {
  const std::string text = RenderError(GateFailed(), {.json = true});
  EXPECT_EQ(text.front(), '{');
  EXPECT_NE(text.find("\"rule\":\"CO-3\""), std::string::npos) << text;
  EXPECT_NE(text.find("\"reason\":\"TRIAGE_REASON_GATE_FAILED\""), std::string::npos) << text;
}

TEST(ErrorTextTest, SaysHowToReachASuiteThatIsAway) {
  const std::string text = RenderError(absl::UnavailableError("connection refused"), {});
  EXPECT_NE(text.find("`make run`"), std::string::npos) << text;
}

TEST(ErrorTextTest, DoesNotSendAnybodyToTheSuiteForAFileOrABroker) {
  const absl::Status status = InItsOwnWords(absl::UnavailableError("no Kafka broker answers"));
  EXPECT_EQ(RenderError(status, {}), "unavailable: no Kafka broker answers\n");
  EXPECT_EQ(RenderError(status, {.dutch = true}), "unavailable: no Kafka broker answers\n");
  EXPECT_EQ(ExitCodeOf(status), kExitUnavailable);
  EXPECT_TRUE(InItsOwnWords(absl::OkStatus()).ok());
}

TEST(ErrorTextTest, GivesEachKindItsExitCode) {
  EXPECT_EQ(ExitCodeOf(absl::OkStatus()), kExitOk);
  EXPECT_EQ(ExitCodeOf(absl::InvalidArgumentError("")), kExitUsage);
  EXPECT_EQ(ExitCodeOf(GateFailed()), kExitRefused);
  EXPECT_EQ(ExitCodeOf(absl::PermissionDeniedError("")), kExitRefused);
  EXPECT_EQ(ExitCodeOf(absl::UnavailableError("")), kExitUnavailable);
  EXPECT_EQ(ExitCodeOf(absl::DataLossError("")), kExitUnequal);
}

}  // namespace
}  // namespace rondetafel::rtctl
