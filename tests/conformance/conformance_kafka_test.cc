// The same suite against a real broker, one for the whole program; each check has topics of its
// own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shared/base/check.h"
#include "shared/base/text.h"
#include "shared/eventlog/plain_identity.h"
#include "shared/eventlog_kafka/kafka_event_log.h"
#include "tests/conformance/log_checks.h"
#include "tests/kafka/private_broker.h"

namespace rondetafel::conformance {
namespace {

using eventlog::EventLog;
using eventlog::KafkaEventLog;
using eventlog::LogIdentity;
using eventlog::TopicPartition;
using testing_kafka::PrivateBroker;

constexpr int kAppendTimeoutMs = 2'000;

PrivateBroker* broker = nullptr;

class BrokerEnvironment : public testing::Environment {
 public:
  void SetUp() override {
    auto started = PrivateBroker::Start();
    ASSERT_TRUE(started.ok()) << started.status();
    started_ = *std::move(started);
    broker = started_.get();
  }
  void TearDown() override { started_.reset(); }

 private:
  std::unique_ptr<PrivateBroker> started_;
};

[[maybe_unused]] testing::Environment* const environment =
    testing::AddGlobalTestEnvironment(new BrokerEnvironment);

class KafkaSubject final : public LogSubject {
 public:
  KafkaSubject() {
    static int made = 0;
    options_ = {.bootstrap = broker->bootstrap(),
                .topics = kTopics,
                .topic_prefix = base::Cat("check", ++made, '-')};
    const absl::Status status = KafkaEventLog::Create(
        options_, {.replication_factor = 1, .insync_replicas_min = 1}, kPartitionCount,
        [this](const TopicPartition&) { return eventlog::PlainRecord0(identity()); });
    EXPECT_TRUE(status.ok()) << status;
  }
  LogIdentity identity() const override {
    return {*base::LogId::Parse("6f1a2b3c-0000-4000-8000-000000000001"), kPartitionCount};
  }
  absl::StatusOr<std::unique_ptr<EventLog>> Open(const LogIdentity& expected) override {
    auto log = KafkaEventLog::Open(options_, eventlog::ReadPlainIdentity, expected);
    if (!log.ok()) return log.status();
    return *std::move(log);
  }
  bool LoseAnswers() override {
    broker->Pause();
    return true;
  }
  void Heal() override { broker->Resume(); }
  void SetAppendTimeout(int timeout_ms) { options_.append_timeout_ms = timeout_ms; }

 private:
  eventlog::KafkaLogOptions options_;
};

class KafkaConformanceTest : public testing::TestWithParam<LogCheck> {};

TEST_P(KafkaConformanceTest, Holds) {
  KafkaSubject subject;
  if (GetParam().run == CheckUnknownOutcome) subject.SetAppendTimeout(kAppendTimeoutMs);
  EXPECT_THAT(GetParam().run(&subject), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(All, KafkaConformanceTest, testing::ValuesIn(AllLogChecks()),
                         [](const auto& parameter) { return std::string(parameter.param.name); });

}  // namespace
}  // namespace rondetafel::conformance
