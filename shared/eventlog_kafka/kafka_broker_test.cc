// What only a broker can do to a log: go away, come back, lose or replace a topic.
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/eventlog/append_result.h"
#include "shared/eventlog/plain_identity.h"
#include "shared/eventlog_kafka/kafka_client.h"
#include "shared/eventlog_kafka/kafka_event_log.h"
#include "shared/eventlog_kafka/kafka_topics.h"
#include "tests/kafka/private_broker.h"

namespace rondetafel::eventlog {
namespace {

using Fate = AppendResult::Fate;
using std::chrono::milliseconds;
using testing_kafka::PrivateBroker;

constexpr int kRoundsMax = 60;

class KafkaBrokerTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto started = PrivateBroker::Start();
    ASSERT_TRUE(started.ok()) << started.status();
    broker_ = started->release();
  }
  static void TearDownTestSuite() {
    delete broker_;
    broker_ = nullptr;
  }
  void SetUp() override {
    ASSERT_NE(broker_, nullptr);
    static int made = 0;
    options_ = {.bootstrap = broker_->bootstrap(),
                .topics = {"intake"},
                .topic_prefix = base::Cat("broker", ++made, '-'),
                .append_timeout_ms = 2'000,
                .query_timeout_ms = 2'000};
  }
  absl::Status Create() {
    return KafkaEventLog::Create(options_, kTopic, 1,
                                 [this](const TopicPartition&) { return PlainRecord0(identity_); });
  }
  std::unique_ptr<KafkaEventLog> CreateAndOpen() {
    const absl::Status created = Create();
    EXPECT_TRUE(created.ok()) << created;
    auto log = KafkaEventLog::Open(options_, ReadPlainIdentity, identity_);
    EXPECT_TRUE(log.ok()) << log.status();
    return log.ok() ? *std::move(log) : nullptr;
  }
  static AppendResult Append(EventLog* log, std::string record) {
    std::promise<AppendResult> answer;
    log->Append({"intake", 0}, std::move(record),
                [&](AppendResult result) { answer.set_value(std::move(result)); });
    return answer.get_future().get();
  }
  // Reads until something other than "nothing yet" comes.
  static absl::StatusOr<std::vector<LogRecord>> Next(LogReader* reader) {
    for (int round = 0; round < kRoundsMax; ++round) {
      auto records = reader->Next(100, milliseconds(500));
      if (!records.ok() || !records->empty()) return records;
    }
    return absl::DeadlineExceededError("nothing came");
  }
  ClientHandle Admin() {
    auto conf = MakeConf(&context_, {});
    return *MakeClient(RD_KAFKA_PRODUCER, *std::move(conf));
  }
  void DeleteTopic() {
    const ClientHandle admin = Admin();
    const QueueHandle queue(rd_kafka_queue_new(admin.get()));
    rd_kafka_DeleteTopic_t* topic =
        rd_kafka_DeleteTopic_new(KafkaTopicName(options_, "intake").c_str());
    rd_kafka_DeleteTopics(admin.get(), &topic, 1, nullptr, queue.get());
    const EventHandle event(rd_kafka_queue_poll(queue.get(), 10'000));
    EXPECT_NE(event, nullptr);
    rd_kafka_DeleteTopic_destroy(topic);
  }
  void DeleteRecordsBefore(Offset offset) {
    const ClientHandle admin = Admin();
    const QueueHandle queue(rd_kafka_queue_new(admin.get()));
    rd_kafka_topic_partition_list_t* offsets = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(offsets, KafkaTopicName(options_, "intake").c_str(), 0)
        ->offset = offset;
    rd_kafka_DeleteRecords_t* request = rd_kafka_DeleteRecords_new(offsets);
    rd_kafka_DeleteRecords(admin.get(), &request, 1, nullptr, queue.get());
    const EventHandle event(rd_kafka_queue_poll(queue.get(), 10'000));
    EXPECT_NE(event, nullptr);
    rd_kafka_DeleteRecords_destroy(request);
    rd_kafka_topic_partition_list_destroy(offsets);
  }

  static constexpr KafkaTopicOptions kTopic{.replication_factor = 1, .insync_replicas_min = 1};
  static PrivateBroker* broker_;
  const LogIdentity identity_{*base::LogId::Parse("6f1a2b3c-0000-4000-8000-000000000001"), 1};
  KafkaLogOptions options_;
  ClientContext context_{options_};
};

PrivateBroker* KafkaBrokerTest::broker_ = nullptr;

TEST_F(KafkaBrokerTest, NeverReusesATopic) {
  EXPECT_TRUE(Create().ok());
  EXPECT_EQ(Create().code(), absl::StatusCode::kAlreadyExists);
}

TEST_F(KafkaBrokerTest, NamesATopicThatIsMissing) {
  auto log = KafkaEventLog::Open(options_, ReadPlainIdentity, identity_);
  EXPECT_EQ(log.status().code(), absl::StatusCode::kNotFound);
  EXPECT_NE(std::string(log.status().message()).find("intake"), std::string::npos);
}

TEST_F(KafkaBrokerTest, RefusesALogThatWasNeverFinished) {
  const ClientHandle admin = Admin();
  ASSERT_TRUE(MakeTopics(admin.get(), options_, kTopic, 1).ok());
  auto log = KafkaEventLog::Open(options_, ReadPlainIdentity, identity_);
  EXPECT_EQ(log.status().code(), absl::StatusCode::kFailedPrecondition) << log.status();
}

TEST_F(KafkaBrokerTest, TellsItsIdentityWhenNobodyExpectsOne) {
  ASSERT_TRUE(Create().ok());
  auto log = KafkaEventLog::Open(options_, ReadPlainIdentity, std::nullopt);
  ASSERT_TRUE(log.ok()) << log.status();
  EXPECT_EQ((*log)->log_id(), identity_.log_id);
}

TEST_F(KafkaBrokerTest, ALostBeginningIsOutOfRange) {
  auto log = CreateAndOpen();
  for (int i = 1; i <= 10; ++i) EXPECT_EQ(Append(log.get(), "x").offset, i);
  DeleteRecordsBefore(5);
  EXPECT_EQ(log->OpenReader({{{"intake", 0}, 4}}).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_TRUE(log->OpenReader({{{"intake", 0}, 5}}).ok());
}

TEST_F(KafkaBrokerTest, ATopicMadeAnewIsOutOfRangeForWhoReadTheOld) {
  options_.shorter_sure_ms = 0;  // an end is believed at the first answer
  auto log = CreateAndOpen();
  for (int i = 1; i <= 10; ++i) EXPECT_EQ(Append(log.get(), "x").offset, i);
  auto reader = log->OpenReader({{{"intake", 0}, 11}});
  ASSERT_TRUE(reader.ok()) << reader.status();
  EXPECT_TRUE((*reader)->Next(1, milliseconds(100)).ok());
  DeleteTopic();
  ASSERT_TRUE(Create().ok());
  absl::Status status;
  for (int round = 0; round < kRoundsMax && !absl::IsOutOfRange(status); ++round) {
    status = (*reader)->Next(1, milliseconds(500)).status();
    EXPECT_TRUE(status.ok() || absl::IsUnavailable(status) || absl::IsOutOfRange(status)) << status;
  }
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange) << status;
  // For ever: this reader's place is gone.
  EXPECT_EQ((*reader)->Next(1, milliseconds(0)).status().code(), absl::StatusCode::kOutOfRange);
}

// As when a deposed leader wakes up: not a truncated log at the first answer.
TEST_F(KafkaBrokerTest, AShorterLogIsDoubtedFirst) {
  auto log = CreateAndOpen();
  for (int i = 1; i <= 10; ++i) EXPECT_EQ(Append(log.get(), "x").offset, i);
  auto reader = log->OpenReader({{{"intake", 0}, 11}});
  ASSERT_TRUE(reader.ok()) << reader.status();
  DeleteTopic();
  ASSERT_TRUE(Create().ok());
  std::string said;
  for (int round = 0; round < kRoundsMax && said.find("went up to 11") == said.npos; ++round) {
    const absl::Status status = (*reader)->Next(1, milliseconds(500)).status();
    ASSERT_FALSE(absl::IsOutOfRange(status)) << status;
    said = std::string(status.message());
  }
  EXPECT_NE(said.find("ends at 1, and it went up to 11"), said.npos) << said;
}

TEST_F(KafkaBrokerTest, AnAddedPartitionIsFoundByTheNextReader) {
  auto log = CreateAndOpen();
  EXPECT_EQ(Append(log.get(), "x").offset, 1);
  {
    const ClientHandle admin = Admin();
    const QueueHandle queue(rd_kafka_queue_new(admin.get()));
    rd_kafka_NewPartitions_t* two =
        rd_kafka_NewPartitions_new(KafkaTopicName(options_, "intake").c_str(), 2, nullptr, 0);
    rd_kafka_CreatePartitions(admin.get(), &two, 1, nullptr, queue.get());
    EXPECT_NE(EventHandle(rd_kafka_queue_poll(queue.get(), 10'000)), nullptr);
    rd_kafka_NewPartitions_destroy(two);
  }
  absl::Status status;
  for (int round = 0; round < kRoundsMax && status.ok(); ++round) {
    status = log->OpenReader({{{"intake", 0}, 1}}).status();
  }
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  EXPECT_NE(std::string(status.message()).find("2 partitions"), std::string::npos) << status;
}

TEST_F(KafkaBrokerTest, AReaderTakesOverTheClientOfAClosedOneAndReadsFromItsOwnPlace) {
  auto log = CreateAndOpen();
  for (int i = 1; i <= 10; ++i) Append(log.get(), base::Cat("record ", i));
  // Given: one after the other, with time for the broker to let go of the last fetch, or without.
  for (const auto& [from, idle_ms] : {std::pair(3, 0), std::pair(7, 700), std::pair(2, 0),
                                      std::pair(5, 700), std::pair(5, 700)}) {
    std::this_thread::sleep_for(milliseconds(idle_ms));  // lasts: nobody reads
    auto reader = log->OpenReader({{{"intake", 0}, from}});
    ASSERT_TRUE(reader.ok()) << reader.status();
    for (Offset next = from; next <= 10;) {
      auto records = Next(reader->get());
      ASSERT_TRUE(records.ok()) << records.status();
      for (const LogRecord& record : *records) {
        EXPECT_EQ(record.offset, next);
        EXPECT_EQ(record.bytes, base::Cat("record ", next));
        ++next;
      }
    }
  }
  // Two at once have a client each.
  auto one = log->OpenReader({{{"intake", 0}, 4}});
  auto other = log->OpenReader({{{"intake", 0}, 9}});
  ASSERT_TRUE(one.ok() && other.ok());
  EXPECT_EQ(Next(one->get())->front().offset, 4);
  EXPECT_EQ(Next(other->get())->front().offset, 9);
  // A place that is not there is refused, and the next reader is none the worse.
  const absl::Status beyond = log->OpenReader({{{"intake", 0}, 12}}).status();
  EXPECT_EQ(beyond.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(NamedPartition(beyond), (TopicPartition{"intake", 0}));
  EXPECT_TRUE(log->OpenReader({{{"intake", 0}, 11}}).ok());
}

TEST_F(KafkaBrokerTest, AfterAFatalErrorAnotherProducerWorks) {
  auto log = CreateAndOpen();
  EXPECT_EQ(Append(log.get(), "before").offset, 1);
  log->PlantFatalError();
  AppendResult result;
  int refused = 0;
  for (int round = 0; round < kRoundsMax && result.fate != Fate::kAppended; ++round) {
    result = Append(log.get(), "after");
    if (result.fate == Fate::kRefused) ++refused;
  }
  EXPECT_EQ(result.fate, Fate::kAppended) << result.reason;
  EXPECT_LE(refused, 1);
}

TEST_F(KafkaBrokerTest, GoesOnWhereItStoppedWhenTheBrokerComesBack) {
  auto log = CreateAndOpen();
  auto reader = log->OpenReader({{{"intake", 0}, 1}});
  ASSERT_TRUE(reader.ok()) << reader.status();
  EXPECT_EQ(Append(log.get(), "before").fate, Fate::kAppended);
  EXPECT_EQ(Next(reader->get())->front().bytes, "before");
  ASSERT_TRUE(broker_->Stop().ok());
  // When: nobody is there.
  EXPECT_EQ(Append(log.get(), "in doubt").fate, Fate::kUnknown);
  EXPECT_EQ(log->EndOffset({"intake", 0}).status().code(), absl::StatusCode::kUnavailable);
  // The next questions do not wait for the broker each.
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(log->EndOffset({"intake", 0}).status().code(), absl::StatusCode::kUnavailable);
  }
  EXPECT_EQ(Next(reader->get()).status().code(), absl::StatusCode::kUnavailable);
  ASSERT_TRUE(broker_->StartAgain().ok());
  // Then: the log is what it was, and goes on.
  AppendResult result;
  for (int round = 0; round < kRoundsMax && result.fate != Fate::kAppended; ++round) {
    result = Append(log.get(), "after");
  }
  ASSERT_EQ(result.fate, Fate::kAppended) << result.reason;
  std::string last;
  for (int round = 0; round < kRoundsMax && last != "after"; ++round) {
    auto records = Next(reader->get());
    if (!records.ok()) {
      EXPECT_EQ(records.status().code(), absl::StatusCode::kUnavailable) << records.status();
      continue;
    }
    last = records->back().bytes;
  }
  EXPECT_EQ(last, "after");
}

}  // namespace
}  // namespace rondetafel::eventlog
