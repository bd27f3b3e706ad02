// Which errors of a broker are asked again, for how long, and that a log is opened by it while
// leaders are elected. The brokers here are librdkafka's own mock.
#include "shared/eventlog_kafka/kafka_patience.h"

#include <gtest/gtest.h>
#include <librdkafka/rdkafka_mock.h>

#include <future>
#include <limits>
#include <vector>

#include "shared/eventlog/append_result.h"
#include "shared/eventlog/plain_identity.h"
#include "shared/eventlog_kafka/kafka_client.h"
#include "shared/eventlog_kafka/kafka_event_log.h"
#include "shared/eventlog_kafka/kafka_producer.h"

namespace rondetafel::eventlog {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr rd_kafka_resp_err_t kElecting = RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION;

// Time that goes on while somebody pauses, and by hand.
struct HandTime {
  milliseconds now{0};
  int pauses = 0;

  Patience::Time Ports() {
    return {[this] { return steady_clock::time_point(now); },
            [this](milliseconds pause) {
              now += pause;
              ++pauses;
            }};
  }
};

TEST(OutlookTest, WhatPassesWhileLeadersAreElectedIsAskedAgain) {
  for (const rd_kafka_resp_err_t error :
       {RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
        RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
        RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH,
        RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
        RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_COORDINATOR,
        RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION}) {
    EXPECT_EQ(OutlookOf(error), Outlook::kNotNow) << rd_kafka_err2name(error);
  }
  for (const rd_kafka_resp_err_t error :
       {RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__TIMED_OUT,
        RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN}) {
    EXPECT_EQ(OutlookOf(error), Outlook::kSilence) << rd_kafka_err2name(error);
  }
}

TEST(OutlookTest, WhatDoesNotPassIsNotAskedAgain) {
  for (const rd_kafka_resp_err_t error :
       {RD_KAFKA_RESP_ERR_NO_ERROR, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
        RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED, RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE,
        RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR__AUTHENTICATION,
        RD_KAFKA_RESP_ERR__FATAL, RD_KAFKA_RESP_ERR__INVALID_ARG}) {
    EXPECT_EQ(OutlookOf(error), Outlook::kFinal) << rd_kafka_err2name(error);
  }
}

TEST(PatienceTest, AsksUntilALeaderAnswers) {
  HandTime time;
  std::vector<int> told;
  const absl::Status status = Patience(2'000, time.Ports()).Ask([&](int timeout_ms) {
    told.push_back(timeout_ms);
    return AnswerOf(told.size() < 4 ? kElecting : RD_KAFKA_RESP_ERR_NO_ERROR, "asking");
  });
  EXPECT_TRUE(status.ok()) << status;
  // Each question may take what the ones before it have left.
  EXPECT_EQ(told, (std::vector<int>{2'000, 1'950, 1'900, 1'850}));
}

TEST(PatienceTest, AFinalErrorIsToldAtOnce) {
  HandTime time;
  int asked = 0;
  const absl::Status status = Patience(2'000, time.Ports()).Ask([&](int) {
    ++asked;
    return AnswerOf(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, "asking");
  });
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(time.pauses, 0);
  EXPECT_EQ(status, FromKafka(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, "asking"));
}

TEST(PatienceTest, GivesTheLastErrorWhenTheTimeIsUp) {
  HandTime time;
  int asked = 0;
  const absl::Status status = Patience(1'000, time.Ports()).Ask([&](int timeout_ms) {
    EXPECT_GT(timeout_ms, 0);
    time.now += milliseconds(200);
    return AnswerOf(++asked < 4 ? RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE : kElecting, "asking");
  });
  // Given: 200 ms for an answer and 50 between; the fourth ends at 950, and a fifth had no time.
  EXPECT_EQ(asked, 4);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(status.message(), "asking: Broker: Not leader for partition (asked 4 times in 950 ms)");
}

TEST(PatienceTest, SilenceDoesNotHideWhatABrokerSaid) {
  HandTime time;
  int asked = 0;
  const absl::Status status = Patience(1'000, time.Ports()).Ask([&](int timeout_ms) {
    // Given: nobody is there at first, then one who is not the leader, then nobody any more.
    switch (++asked) {
      case 1:
        return AnswerOf(RD_KAFKA_RESP_ERR__TRANSPORT, "asking");
      case 2:
        return AnswerOf(kElecting, "asking");
      default:
        time.now += milliseconds(timeout_ms);
        return AnswerOf(RD_KAFKA_RESP_ERR__TIMED_OUT, "asking");
    }
  });
  EXPECT_EQ(asked, 3);
  EXPECT_EQ(status.message(),
            "asking: Broker: Not leader for partition (asked 3 times in 1000 ms)");
}

TEST(PatienceTest, WhoHasNoTimeLeftAsksOnce) {
  HandTime time;
  const Patience patience(100, time.Ports());
  time.now += milliseconds(500);
  int asked = 0;
  const absl::Status status = patience.Ask([&](int timeout_ms) {
    EXPECT_EQ(timeout_ms, 0);
    ++asked;
    return AnswerOf(RD_KAFKA_RESP_ERR__TIMED_OUT, "asking");
  });
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(status, FromKafka(RD_KAFKA_RESP_ERR__TIMED_OUT, "asking"));
}

using MockHandle =
    std::unique_ptr<rd_kafka_mock_cluster_t, Destroyer<rd_kafka_mock_cluster_destroy>>;

class ElectingBrokerTest : public testing::Test {
 protected:
  static constexpr int kPartitions = 2;
  static constexpr std::int16_t kListOffsets = 2;  // Kafka's number of the request

  void SetUp() override {
    auto conf = MakeConf(&context_, {});
    ASSERT_TRUE(conf.ok()) << conf.status();
    client_ = *MakeClient(RD_KAFKA_PRODUCER, *std::move(conf));
    mock_.reset(rd_kafka_mock_cluster_new(client_.get(), 1));
    ASSERT_NE(mock_, nullptr);
    options_.bootstrap = rd_kafka_mock_cluster_bootstraps(mock_.get());
    const std::string topic = KafkaTopicName(options_, "intake");
    ASSERT_EQ(rd_kafka_mock_topic_create(mock_.get(), topic.c_str(), kPartitions, 1),
              RD_KAFKA_RESP_ERR_NO_ERROR);
    producer_ = *KafkaProducer::Make(options_);
    for (int i = 0; i < kPartitions; ++i) {
      std::promise<AppendResult> answer;
      producer_->Append({"intake", i}, PlainRecord0(identity_),
                        [&](AppendResult result) { answer.set_value(std::move(result)); });
      ASSERT_EQ(answer.get_future().get().fate, AppendResult::Fate::kAppended);
    }
  }

  // The next `times` questions for offsets are answered "not leader for partition".
  void NextAreElecting(std::size_t times) {
    const std::vector<rd_kafka_resp_err_t> errors(times, kElecting);
    rd_kafka_mock_push_request_errors_array(mock_.get(), kListOffsets, times, errors.data());
  }

  const LogIdentity identity_{*base::LogId::Parse("6f1a2b3c-0000-4000-8000-000000000001"),
                              kPartitions};
  KafkaLogOptions options_{.bootstrap = "127.0.0.1:1", .topics = {"intake"}, .compression = false};
  ClientContext context_{options_};
  ClientHandle client_;
  MockHandle mock_;
  std::unique_ptr<KafkaProducer> producer_;
};

TEST_F(ElectingBrokerTest, EndsAreAskedAgainUntilThereAreLeaders) {
  HandTime time;
  NextAreElecting(7);
  const auto ends = QueryEnds(producer_->client(), options_, {{"intake", 0}, {"intake", 1}},
                              Patience(std::numeric_limits<int>::max(), time.Ports()));
  ASSERT_TRUE(ends.ok()) << ends.status();
  EXPECT_EQ(*ends, (std::vector<Offset>{1, 1}));
  EXPECT_EQ(time.pauses, 7);
}

TEST_F(ElectingBrokerTest, ALogIsOpenedWhileLeadersAreElected) {
  NextAreElecting(4);
  auto log = KafkaEventLog::Open(options_, ReadPlainIdentity, identity_);
  ASSERT_TRUE(log.ok()) << log.status();
  // And so are the questions of a replica that starts on it.
  NextAreElecting(2);
  EXPECT_EQ((*log)->EndOffset({"intake", 1}).value_or(-1), 1);
  NextAreElecting(2);
  EXPECT_TRUE((*log)->OpenReader({{{"intake", 0}, 1}}).ok());
}

}  // namespace
}  // namespace rondetafel::eventlog
