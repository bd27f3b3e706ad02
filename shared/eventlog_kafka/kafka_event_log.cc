#include "shared/eventlog_kafka/kafka_event_log.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <list>
#include <mutex>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/eventlog/append_result.h"
#include "shared/eventlog_kafka/kafka_producer.h"
#include "shared/eventlog_kafka/kafka_reader.h"
#include "shared/eventlog_kafka/kafka_topics.h"

namespace rondetafel::eventlog {

namespace {

constexpr std::chrono::seconds kQuiet(1);

class Log final : public KafkaEventLog {
 public:
  explicit Log(KafkaLogOptions options) : options_(std::move(options)) {}

  absl::Status Start(const IdentityReader& reader, const std::optional<LogIdentity>& expected);

  base::LogId log_id() const override { return identity_.log_id; }
  int partition_count() const override { return identity_.partition_count; }

  void Append(const TopicPartition& to, std::string record, AppendDone done) override {
    absl::Status fault = Has(to) ? CheckRecordSize(record.size()) : NoSuchPartition(to);
    if (!fault.ok()) return done(Refused(std::move(fault)));
    auto producer = WorkingProducer();
    if (!producer.ok()) return done(Refused(producer.status()));
    (*producer)->Append(to, std::move(record), std::move(done));
  }

  absl::StatusOr<std::unique_ptr<LogReader>> OpenReader(std::vector<ReadStart> starts) override {
    for (const ReadStart& start : starts) {
      if (!Has(start.source)) return NoSuchPartition(start.source);
    }
    return readers_.Open(starts, identity_.partition_count, FetchAhead::kReplay,
                         Patience(options_.query_timeout_ms));
  }

  absl::StatusOr<Offset> EndOffset(const TopicPartition& of) override {
    const Offset known = ends_.Of(of);
    RT_ASSIGN_OR_RETURN(const std::vector<Offset> ends,
                        EndOffsets({of}, Patience(options_.query_timeout_ms)));
    RT_RETURN_IF_ERROR(ends_.Told(of, known, ends.front(), std::chrono::steady_clock::now()));
    return ends.front();
  }

  absl::StatusOr<std::vector<Offset>> EndOffsets(const std::vector<TopicPartition>& of,
                                                 const Patience& patience) {
    for (const TopicPartition& each : of) {
      if (!Has(each)) return NoSuchPartition(each);
    }
    if (std::chrono::steady_clock::now() < quiet_until_.load()) {
      return absl::UnavailableError("the broker did not answer a moment ago");
    }
    RT_ASSIGN_OR_RETURN(const std::shared_ptr<KafkaProducer> producer, WorkingProducer());
    auto ends = QueryEnds(producer->client(), options_, of, patience);
    if (!ends.ok()) quiet_until_ = std::chrono::steady_clock::now() + kQuiet;
    return ends;
  }

  void PlantFatalError() override {
    std::lock_guard lock(mutex_);
    rd_kafka_test_fatal_error(producer_->client(), RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
                              "planted");
  }

 private:
  bool Has(const TopicPartition& of) const {
    return of.partition >= 0 && of.partition < identity_.partition_count &&
           std::find(options_.topics.begin(), options_.topics.end(), of.topic) !=
               options_.topics.end();
  }

  // The producer, another one if it has failed.
  absl::StatusOr<std::shared_ptr<KafkaProducer>> WorkingProducer() {
    std::lock_guard lock(mutex_);
    if (producer_ != nullptr && !producer_->failed()) return producer_;
    RT_ASSIGN_OR_RETURN(std::shared_ptr<KafkaProducer> next, KafkaProducer::Make(options_));
    // A failed one still owes answers, maybe to the caller of this very function: it goes when it
    // has given them all, from a thread that is not its own.
    retired_.remove_if([](const auto& producer) { return producer->finished(); });
    if (producer_ != nullptr) retired_.push_back(std::move(producer_));
    producer_ = std::move(next);
    return producer_;
  }

  absl::Status CheckNoneEmpty(const std::vector<ReadStart>& starts, const Patience& patience);
  absl::Status CheckRecords0(const IdentityReader& reader,
                             const std::optional<LogIdentity>& expected);

  const KafkaLogOptions options_;
  KnownEnds ends_{options_.shorter_sure_ms};
  KafkaReaderPool readers_{options_, &ends_};
  LogIdentity identity_;
  std::atomic<std::chrono::steady_clock::time_point> quiet_until_{};
  std::mutex mutex_;
  std::shared_ptr<KafkaProducer> producer_;
  std::list<std::shared_ptr<KafkaProducer>> retired_;
};

absl::Status Log::Start(const IdentityReader& reader, const std::optional<LogIdentity>& expected) {
  RT_RETURN_IF_ERROR(CheckKafkaOptions(options_));
  RT_ASSIGN_OR_RETURN(const std::shared_ptr<KafkaProducer> producer, WorkingProducer());
  int count = 0;
  RT_RETURN_IF_ERROR(WaitForTopics(producer->client(), options_, &count));
  if (expected && expected->partition_count != count) {
    return absl::FailedPreconditionError(base::Cat("the topics at ", options_.bootstrap, " have ",
                                                   count, " partitions, not the expected ",
                                                   expected->partition_count));
  }
  identity_.partition_count = count;
  return CheckRecords0(reader, expected);
}

absl::Status Log::CheckNoneEmpty(const std::vector<ReadStart>& starts, const Patience& patience) {
  std::vector<TopicPartition> partitions;
  partitions.reserve(starts.size());
  for (const ReadStart& start : starts) partitions.push_back(start.source);
  RT_ASSIGN_OR_RETURN(const std::vector<Offset> ends, EndOffsets(partitions, patience));
  for (std::size_t i = 0; i < ends.size(); ++i) {
    if (ends[i] > 0) continue;
    return absl::FailedPreconditionError(
        base::Cat(ToString(partitions[i]), " at ", options_.bootstrap,
                  " has no record 0: the log was never finished, make it again"));
  }
  return absl::OkStatus();
}

absl::Status Log::CheckRecords0(const IdentityReader& reader,
                                const std::optional<LogIdentity>& expected) {
  std::vector<ReadStart> starts;
  for (const std::string& topic : options_.topics) {
    for (int i = 0; i < identity_.partition_count; ++i) starts.push_back({{topic, i}, 0});
  }
  const Patience patience(options_.open_timeout_ms);
  RT_RETURN_IF_ERROR(CheckNoneEmpty(starts, patience));
  RT_ASSIGN_OR_RETURN(auto log_reader, readers_.Open(starts, identity_.partition_count,
                                                     FetchAhead::kRecord0, patience));
  std::optional<LogIdentity> wanted = expected;
  std::size_t missing = starts.size();
  while (missing > 0) {
    auto records = log_reader->Next(1000, std::chrono::milliseconds(100));
    // A reader that cannot reach the broker now goes on where it stopped.
    const bool again = patience.left_ms() > 0;
    if (!records.ok()) {
      if (!absl::IsUnavailable(records.status()) || !again) return records.status();
      patience.Pause();
      continue;
    }
    for (const LogRecord& record : *records) {
      if (record.offset != 0) continue;
      --missing;
      if (!wanted) wanted = reader(record.bytes);
      RT_RETURN_IF_ERROR(
          CheckIdentity(record.source, record.bytes, reader, wanted.value_or(LogIdentity{})));
    }
    if (missing > 0 && !again) {
      return absl::UnavailableError(base::Cat("record 0 of ", missing, " partitions at ",
                                              options_.bootstrap, " could not be read in time"));
    }
  }
  identity_ = *wanted;
  return absl::OkStatus();
}

absl::Status WriteRecords0(KafkaProducer* producer, const std::vector<std::string>& topics,
                           int partition_count, const IdentityBuilder& record0) {
  std::vector<std::pair<TopicPartition, std::future<AppendResult>>> answers;
  for (const std::string& topic : topics) {
    for (int partition = 0; partition < partition_count; ++partition) {
      const TopicPartition to{topic, partition};
      auto answer = std::make_shared<std::promise<AppendResult>>();
      answers.emplace_back(to, answer->get_future());
      producer->Append(to, record0(to),
                       [answer](AppendResult result) { answer->set_value(std::move(result)); });
    }
  }
  absl::Status status;
  for (auto& [to, answer] : answers) {
    const AppendResult result = answer.get();
    if (result.fate != AppendResult::Fate::kAppended) status = result.reason;
    if (result.offset > 0) {
      status = absl::FailedPreconditionError(
          base::Cat("somebody else wrote to the new partition ", ToString(to), " first"));
    }
  }
  return status;
}

}  // namespace

absl::Status KafkaEventLog::Create(const KafkaLogOptions& options,
                                   const KafkaTopicOptions& topic_options, int partition_count,
                                   const IdentityBuilder& record0) {
  RT_RETURN_IF_ERROR(CheckKafkaOptions(options));
  RT_RETURN_IF_ERROR(CheckLayout(options.topics, partition_count));
  KafkaLogOptions bounded = options;
  bounded.append_timeout_ms = options.open_timeout_ms;
  {
    // A client that knows no topic yet: looking one up must not make the broker think of it.
    ClientContext context{bounded};
    RT_ASSIGN_OR_RETURN(ConfHandle conf, MakeConf(&context, {}));
    RT_ASSIGN_OR_RETURN(const ClientHandle admin, MakeClient(RD_KAFKA_PRODUCER, std::move(conf)));
    RT_RETURN_IF_ERROR(CheckNoTopicExists(admin.get(), bounded));
    RT_RETURN_IF_ERROR(MakeTopics(admin.get(), bounded, topic_options, partition_count));
  }
  RT_ASSIGN_OR_RETURN(const auto producer, KafkaProducer::Make(bounded));
  int count = 0;
  RT_RETURN_IF_ERROR(WaitForTopics(producer->client(), bounded, &count));
  return WriteRecords0(producer.get(), bounded.topics, partition_count, record0);
}

absl::StatusOr<std::unique_ptr<KafkaEventLog>> KafkaEventLog::Open(
    KafkaLogOptions options, const IdentityReader& reader,
    const std::optional<LogIdentity>& expected) {
  auto log = std::make_unique<Log>(std::move(options));
  RT_RETURN_IF_ERROR(log->Start(reader, expected));
  return log;
}

}  // namespace rondetafel::eventlog
