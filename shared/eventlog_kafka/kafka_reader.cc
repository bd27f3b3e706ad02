#include "shared/eventlog_kafka/kafka_reader.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <string>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/eventlog/append_result.h"
#include "shared/eventlog_kafka/kafka_client.h"

namespace rondetafel::eventlog {

namespace {

constexpr std::size_t kBatchMax = 1000;
// A broker answers the requests of a connection in turn. The last fetch of a closed reader may keep
// the others waiting for this long (librdkafka's fetch.wait.max.ms, and a little).
constexpr std::chrono::milliseconds kLastFetch(600);

}  // namespace

// One librdkafka client with its topics. What it fetches goes into the queue of the reader that has
// it; between two readers it fetches nothing and keeps its connections.
struct KafkaConsumer {
  // What librdkafka hands back with each message of a topic.
  struct Topic {
    TopicHandle handle;
    std::map<int, std::size_t> slots;  // of the reader that has it, by partition
  };

  explicit KafkaConsumer(const KafkaLogOptions& options) : context{options} {}
  absl::Status Make(FetchAhead ahead);
  rd_kafka_topic_t* FindTopic(const std::string& name, int partition, std::size_t slot);

  ClientContext context;
  ClientHandle client;  // before what lives in it: destroyed after
  std::map<std::string, Topic> topics;
};

namespace {

class KafkaReader final : public LogReader {
 public:
  KafkaReader(const KafkaLogOptions& options, KnownEnds* ends,
              std::unique_ptr<KafkaConsumer> consumer, KafkaReaderPool* pool)
      : options_(options),
        ends_(ends),
        pool_(pool),
        consumer_(std::move(consumer)),
        queue_(rd_kafka_queue_new(consumer_->client.get())) {}

  ~KafkaReader() override {
    for (const Slot& slot : slots_) {
      if (slot.started) rd_kafka_consume_stop(slot.topic, slot.source.partition);
    }
    queue_.reset();
    if (pool_ != nullptr && broken_.ok() && doubtful_.empty()) {
      pool_->TakeBack(std::move(consumer_));
    }
  }

  absl::Status Start(const std::vector<ReadStart>& starts, int partition_count,
                     const Patience& patience);

  absl::StatusOr<std::vector<LogRecord>> Next(std::size_t max,
                                              std::chrono::milliseconds wait) override;

  void Wake() override {
    woken_ = true;
    rd_kafka_queue_yield(queue_.get());
  }

 private:
  struct Slot {
    TopicPartition source;
    rd_kafka_topic_t* topic = nullptr;
    Offset next = 0;
    bool started = false;
  };

  absl::Status CheckPartitionCounts(int partition_count, const Patience& patience) const;
  absl::Status StartFetching(Slot* slot);
  void Poll(std::size_t max, std::chrono::milliseconds wait, std::vector<LogRecord>* out);
  void Take(const rd_kafka_message_t& message, std::vector<LogRecord>* out);
  void TakeRecord(const rd_kafka_message_t& message, Slot* slot, std::vector<LogRecord>* out);
  absl::Status CheckDoubtfulPlaces();
  void NoteReached(const std::vector<LogRecord>& records);
  // `known`: of its end, before the broker was asked.
  absl::Status CheckPlace(const Slot& slot, Offset known, const Watermarks& marks) const {
    RT_RETURN_IF_ERROR(
        ends_->Told(slot.source, known, marks.end, std::chrono::steady_clock::now()));
    if (slot.next >= marks.begin && slot.next <= marks.end) return absl::OkStatus();
    return OffsetOutOfRange(slot.source, slot.next, marks.begin, marks.end);
  }

  const KafkaLogOptions& options_;
  KnownEnds* ends_;
  KafkaReaderPool* pool_;  // null: the client goes with the reader
  std::unique_ptr<KafkaConsumer> consumer_;
  QueueHandle queue_;
  std::vector<Slot> slots_;
  std::atomic<bool> woken_ = false;
  // Slots whose fetching met an error: their place is checked before anything else is read.
  std::vector<std::size_t> doubtful_;
  // Truncated or damaged: nothing more is read, now or later.
  absl::Status broken_;
};

absl::Status KafkaReader::Start(const std::vector<ReadStart>& starts, int partition_count,
                                const Patience& patience) {
  std::vector<TopicPartition> sources;
  std::vector<Offset> known;
  for (const ReadStart& start : starts) {
    rd_kafka_topic_t* topic =
        consumer_->FindTopic(start.source.topic, start.source.partition, slots_.size());
    slots_.push_back({start.source, topic, start.from, false});
    sources.push_back(start.source);
    known.push_back(ends_->Of(start.source));
  }
  RT_ASSIGN_OR_RETURN(const std::vector<Watermarks> marks,
                      QueryWatermarks(consumer_->client.get(), options_, sources, patience));
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    RT_RETURN_IF_ERROR(CheckPlace(slots_[i], known[i], marks[i]));
  }
  RT_RETURN_IF_ERROR(CheckPartitionCounts(partition_count, patience));
  for (Slot& slot : slots_) RT_RETURN_IF_ERROR(StartFetching(&slot));
  return absl::OkStatus();
}

// Which partition a case is in follows from their count, so a log never gets another one.
absl::Status KafkaReader::CheckPartitionCounts(int partition_count,
                                               const Patience& patience) const {
  const rd_kafka_metadata_t* answer = nullptr;
  RT_RETURN_IF_ERROR(patience.Ask([&](int timeout_ms) {
    return AnswerOf(rd_kafka_metadata(consumer_->client.get(), 0, nullptr, &answer, timeout_ms),
                    "cannot ask how many partitions there are");
  }));
  const MetadataHandle metadata(answer);
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    const rd_kafka_metadata_topic_t& topic = metadata->topics[i];
    if (topic.partition_cnt <= partition_count) continue;
    for (const Slot& slot : slots_) {
      if (KafkaTopicName(options_, slot.source.topic) != topic.topic) continue;
      return NamingPartition(
          slot.source,
          absl::DataLossError(base::Cat("topic ", topic.topic, " has ", topic.partition_cnt,
                                        " partitions, but the log was made with ", partition_count,
                                        ": somebody added one, which cannot be undone; export the "
                                        "log and import it into new topics")));
    }
  }
  return absl::OkStatus();
}

absl::Status KafkaReader::StartFetching(Slot* slot) {
  if (rd_kafka_consume_start_queue(slot->topic, slot->source.partition, slot->next, queue_.get()) !=
      0) {
    return FromKafka(rd_kafka_last_error(), base::Cat("cannot read ", ToString(slot->source)));
  }
  slot->started = true;
  return absl::OkStatus();
}

absl::StatusOr<std::vector<LogRecord>> KafkaReader::Next(std::size_t max,
                                                         std::chrono::milliseconds wait) {
  RT_RETURN_IF_ERROR(broken_);
  RT_RETURN_IF_ERROR(CheckDoubtfulPlaces());
  const auto deadline = std::chrono::steady_clock::now() + wait;
  std::vector<LogRecord> records;
  for (auto left = wait; records.empty();) {
    Poll(max, left, &records);
    if (!records.empty()) break;
    RT_RETURN_IF_ERROR(broken_);
    RT_RETURN_IF_ERROR(CheckDoubtfulPlaces());
    if (consumer_->context.brokers_down.exchange(false)) {
      return absl::UnavailableError(base::Cat("no broker at ", options_.bootstrap, " answers"));
    }
    left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline -
                                                                 std::chrono::steady_clock::now());
    if (woken_.exchange(false) || left.count() <= 0) break;
  }
  NoteReached(records);
  return records;
}

void KafkaReader::NoteReached(const std::vector<LogRecord>& records) {
  const TopicPartition* last = nullptr;
  for (auto record = records.rbegin(); record != records.rend(); ++record) {
    if (last != nullptr && *last == record->source) continue;
    last = &record->source;
    ends_->Reached(record->source, record->offset + 1);
  }
}

// One wait for a first message, then what else is there.
void KafkaReader::Poll(std::size_t max, std::chrono::milliseconds wait,
                       std::vector<LogRecord>* out) {
  rd_kafka_poll(consumer_->client.get(), 0);  // errors of brokers
  const int wait_ms = woken_ ? 0 : static_cast<int>(std::max<std::int64_t>(0, wait.count()));
  const MessageHandle first(rd_kafka_consume_queue(queue_.get(), wait_ms));
  if (first == nullptr) return;
  Take(*first, out);
  std::vector<rd_kafka_message_t*> batch(std::min(max, kBatchMax) - std::min<std::size_t>(max, 1));
  if (batch.empty()) return;
  const ssize_t count = rd_kafka_consume_batch_queue(queue_.get(), 0, batch.data(), batch.size());
  for (ssize_t i = 0; i < count; ++i) {
    const MessageHandle message(batch[static_cast<std::size_t>(i)]);
    Take(*message, out);
  }
}

void KafkaReader::Take(const rd_kafka_message_t& message, std::vector<LogRecord>* out) {
  if (message.rkt == nullptr) return;
  auto* topic = static_cast<KafkaConsumer::Topic*>(rd_kafka_topic_opaque(message.rkt));
  const auto found = topic->slots.find(message.partition);
  if (found == topic->slots.end()) return;
  Slot& slot = slots_[found->second];
  if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) return TakeRecord(message, &slot, out);
  // An end where it should be is nothing to tell.
  if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF && message.offset >= slot.next) return;
  if (message.err == RD_KAFKA_RESP_ERR__BAD_MSG ||
      message.err == RD_KAFKA_RESP_ERR__BAD_COMPRESSION) {
    broken_ = NamingPartition(slot.source, absl::DataLossError(base::Cat(
                                               "record ", slot.next, " of ", ToString(slot.source),
                                               " is damaged: ", rd_kafka_err2str(message.err))));
    return;
  }
  doubtful_.push_back(found->second);
}

void KafkaReader::TakeRecord(const rd_kafka_message_t& message, Slot* slot,
                             std::vector<LogRecord>* out) {
  if (!broken_.ok() || message.offset < slot->next) return;
  if (message.offset > slot->next) {
    broken_ = NamingPartition(
        slot->source,
        absl::DataLossError(base::Cat("record ", slot->next, " of ", ToString(slot->source),
                                      " is missing: offset ", message.offset, " follows")));
    return;
  }
  out->push_back({slot->source, message.offset,
                  std::string(static_cast<const char*>(message.payload), message.len)});
  ++slot->next;
}

// librdkafka says that a partition cannot be fetched, not always why. What matters is whether the
// place still exists; if it does, reading goes on from it.
absl::Status KafkaReader::CheckDoubtfulPlaces() {
  while (!doubtful_.empty()) {
    Slot& slot = slots_[doubtful_.back()];
    const Offset known = ends_->Of(slot.source);
    RT_ASSIGN_OR_RETURN(const std::vector<Watermarks> marks,
                        QueryWatermarks(consumer_->client.get(), options_, {slot.source},
                                        Patience(options_.query_timeout_ms)));
    const absl::Status place = CheckPlace(slot, known, marks.front());
    if (absl::IsOutOfRange(place)) broken_ = place;
    RT_RETURN_IF_ERROR(place);
    rd_kafka_consume_stop(slot.topic, slot.source.partition);
    slot.started = false;
    RT_RETURN_IF_ERROR(StartFetching(&slot));
    doubtful_.pop_back();
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status KafkaConsumer::Make(FetchAhead ahead) {
  const bool replay = ahead == FetchAhead::kReplay;
  RT_ASSIGN_OR_RETURN(
      ConfHandle conf,
      MakeConf(&context,
               {{"enable.auto.commit", "false"},
                {"enable.auto.offset.store", "false"},
                {"auto.offset.reset", "error"},
                {"check.crcs", "true"},
                {"enable.partition.eof", "true"},
                {"isolation.level", "read_uncommitted"},
                {"allow.auto.create.topics", "false"},
                // A queue below its minimum is refilled at once; above it librdkafka idles.
                {"queued.min.messages", replay ? "1000000" : "1"},
                {"queued.max.messages.kbytes", "65536"},
                {"fetch.message.max.bytes", replay ? "2097152" : "4096"}}));
  RT_ASSIGN_OR_RETURN(client, MakeClient(RD_KAFKA_CONSUMER, std::move(conf)));
  return absl::OkStatus();
}

rd_kafka_topic_t* KafkaConsumer::FindTopic(const std::string& name, int partition,
                                           std::size_t slot) {
  Topic& topic = topics[name];
  if (topic.handle == nullptr) {
    // The client's own topic settings: a new object would forget that a lost offset is an error.
    rd_kafka_topic_conf_t* conf = rd_kafka_default_topic_conf_dup(client.get());
    rd_kafka_topic_conf_set_opaque(conf, &topic);
    topic.handle.reset(
        rd_kafka_topic_new(client.get(), KafkaTopicName(context.options, name).c_str(), conf));
  }
  topic.slots[partition] = slot;
  return topic.handle.get();
}

KafkaReaderPool::KafkaReaderPool(const KafkaLogOptions& options, KnownEnds* ends)
    : options_(options), ends_(ends) {}
KafkaReaderPool::~KafkaReaderPool() = default;

void KafkaReaderPool::TakeBack(std::unique_ptr<KafkaConsumer> consumer) {
  for (auto& [name, topic] : consumer->topics) topic.slots.clear();
  const std::lock_guard lock(mutex_);
  if (idle_ != nullptr) return;
  idle_ = std::move(consumer);
  ready_at_ = std::chrono::steady_clock::now() + kLastFetch;
}

absl::StatusOr<std::unique_ptr<LogReader>> KafkaReaderPool::Open(
    const std::vector<ReadStart>& starts, int partition_count, FetchAhead ahead,
    const Patience& patience) {
  const bool replay = ahead == FetchAhead::kReplay;
  std::unique_ptr<KafkaConsumer> consumer;
  if (replay) {
    const std::lock_guard lock(mutex_);
    if (std::chrono::steady_clock::now() >= ready_at_) consumer = std::move(idle_);
  }
  if (consumer == nullptr) {
    consumer = std::make_unique<KafkaConsumer>(options_);
    RT_RETURN_IF_ERROR(consumer->Make(ahead));
  } else {
    // What brokers said meanwhile is of yesterday.
    rd_kafka_poll(consumer->client.get(), 0);
    consumer->context.brokers_down = false;
  }
  auto reader =
      std::make_unique<KafkaReader>(options_, ends_, std::move(consumer), replay ? this : nullptr);
  RT_RETURN_IF_ERROR(reader->Start(starts, partition_count, patience));
  return reader;
}

}  // namespace rondetafel::eventlog
