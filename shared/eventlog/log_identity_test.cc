#include "shared/eventlog/log_identity.h"

#include <gtest/gtest.h>

#include "shared/base/text.h"

namespace rondetafel::eventlog {
namespace {

const base::LogId kLog = *base::LogId::Parse("6f1a2b3c-0000-4000-8000-000000000001");
const base::LogId kOther = *base::LogId::Parse("6f1a2b3c-0000-4000-8000-000000000002");

std::optional<LogIdentity> ReadTestIdentity(std::string_view record0) {
  if (!record0.starts_with("log ")) return std::nullopt;
  return LogIdentity{*base::LogId::Parse(record0.substr(4)), 4};
}

TEST(CheckLayoutTest, TakesTheTopicsOfTheSuite) {
  EXPECT_TRUE(CheckLayout({"intake", "triage", "keyring-1"}, 8).ok());
}

TEST(CheckLayoutTest, RefusesNamesThatDoNotFitTheEnvelope) {
  for (const char* name : {"", "Intake", "in take", "seventeen-letters", "caf\xc3\xa9"}) {
    EXPECT_EQ(CheckLayout({name}, 8).code(), absl::StatusCode::kInvalidArgument) << name;
  }
}

TEST(CheckLayoutTest, RefusesNoTopicTheSameTwiceAndBadCounts) {
  EXPECT_FALSE(CheckLayout({}, 8).ok());
  EXPECT_FALSE(CheckLayout({"intake", "intake"}, 8).ok());
  EXPECT_FALSE(CheckLayout({"intake"}, 0).ok());
  EXPECT_FALSE(CheckLayout({"intake"}, 1025).ok());
}

TEST(CheckIdentityTest, TakesTheExpectedLog) {
  EXPECT_TRUE(
      CheckIdentity({"intake", 1}, base::Cat("log ", kLog.ToString()), ReadTestIdentity, {kLog, 4})
          .ok());
}

TEST(CheckIdentityTest, RefusesAnotherLogAndNamesBoth) {
  const absl::Status status = CheckIdentity({"intake", 1}, base::Cat("log ", kOther.ToString()),
                                            ReadTestIdentity, {kLog, 4});
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  const std::string message(status.message());
  EXPECT_NE(message.find(kLog.ToString()), std::string::npos) << message;
  EXPECT_NE(message.find(kOther.ToString()), std::string::npos) << message;
}

TEST(CheckIdentityTest, RefusesAnotherPartitionCount) {
  EXPECT_EQ(
      CheckIdentity({"intake", 1}, base::Cat("log ", kLog.ToString()), ReadTestIdentity, {kLog, 8})
          .code(),
      absl::StatusCode::kFailedPrecondition);
}

TEST(CheckIdentityTest, RefusesARecordThatIsNoIdentity) {
  EXPECT_EQ(CheckIdentity({"intake", 1}, "something", ReadTestIdentity, {kLog, 4}).code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace rondetafel::eventlog
