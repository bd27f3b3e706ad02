#include "shared/eventlog_kafka/kafka_options.h"

#include <gtest/gtest.h>

#include "shared/eventlog/plain_identity.h"
#include "shared/eventlog_kafka/kafka_event_log.h"
#include "shared/eventlog_kafka/kafka_ready.h"

namespace rondetafel::eventlog {
namespace {

TEST(KafkaOptionsTest, TakesSecuritySettingsAndNoOthers) {
  KafkaLogOptions options{.bootstrap = "127.0.0.1:9092", .topics = {"intake"}};
  EXPECT_TRUE(CheckKafkaOptions(options).ok());
  options.security = {{"security.protocol", "ssl"}, {"ssl.ca.location", "ca.pem"}};
  EXPECT_TRUE(CheckKafkaOptions(options).ok());
  // Given: a setting that would undo the order of appends.
  options.security["max.in.flight"] = "5";
  const absl::Status status = CheckKafkaOptions(options);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(std::string(status.message()).find("max.in.flight"), std::string::npos);
}

TEST(KafkaOptionsTest, RefusesNoAddressAndNoTopic) {
  EXPECT_FALSE(CheckKafkaOptions({.bootstrap = "", .topics = {"intake"}}).ok());
  EXPECT_FALSE(CheckKafkaOptions({.bootstrap = "127.0.0.1:9092"}).ok());
}

TEST(KafkaOptionsTest, RefusesAPatienceThatEndsBeforeABrokerMayAnswer) {
  KafkaLogOptions options{
      .bootstrap = "127.0.0.1:9092", .topics = {"intake"}, .socket_timeout_ms = 1'999};
  EXPECT_FALSE(CheckKafkaOptions(options).ok());
  options.socket_timeout_ms = 2'000;
  EXPECT_TRUE(CheckKafkaOptions(options).ok());
}

TEST(KafkaOptionsTest, NamesTheAddressThatDoesNotAnswer) {
  // Port 1 is nobody's.
  auto log = KafkaEventLog::Open(
      {.bootstrap = "127.0.0.1:1", .topics = {"intake"}, .open_timeout_ms = 300}, ReadPlainIdentity,
      std::nullopt);
  EXPECT_EQ(log.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(std::string(log.status().message()).find("127.0.0.1:1"), std::string::npos);
  EXPECT_EQ(WaitForBroker("127.0.0.1:1", 300).code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace rondetafel::eventlog
