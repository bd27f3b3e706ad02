// A LogReader over Kafka: one librdkafka client, its partitions fetched from explicit offsets into
// one queue. No consumer group, no committed offsets: where a reader stands is its owner's
// business.
#pragma once
#include <absl/status/statusor.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

#include "shared/eventlog/event_log.h"
#include "shared/eventlog_kafka/kafka_ends.h"
#include "shared/eventlog_kafka/kafka_options.h"
#include "shared/eventlog_kafka/kafka_patience.h"

namespace rondetafel::eventlog {

// How much is fetched ahead.
enum class FetchAhead {
  kReplay,   // as much as the bounds allow
  kRecord0,  // the first batch of each partition is enough
};

struct KafkaConsumer;

// Opens readers, and keeps the client of one that was closed: the next reader takes it over with
// its connections and what it knows of the brokers. A replica opens one every few seconds, to look
// again at what it has read (fold rule 6). Thread-safe; outlives its readers.
class KafkaReaderPool {
 public:
  // Both must outlive it.
  KafkaReaderPool(const KafkaLogOptions& options, KnownEnds* ends);
  ~KafkaReaderPool();

  // Starts must be of partitions that exist. OUT_OF_RANGE: a start is outside its partition.
  // DATA_LOSS: a topic has more partitions than the log was made with. UNAVAILABLE: no leader
  // answered while there was patience, or an answer is doubted (KnownEnds).
  absl::StatusOr<std::unique_ptr<LogReader>> Open(const std::vector<ReadStart>& starts,
                                                  int partition_count, FetchAhead ahead,
                                                  const Patience& patience);
  // For its readers: a client that fetches nothing any more and met no error.
  void TakeBack(std::unique_ptr<KafkaConsumer> consumer);

 private:
  const KafkaLogOptions& options_;
  KnownEnds* const ends_;
  std::mutex mutex_;
  std::unique_ptr<KafkaConsumer> idle_;
  std::chrono::steady_clock::time_point ready_at_{};  // of the idle one
};

}  // namespace rondetafel::eventlog
