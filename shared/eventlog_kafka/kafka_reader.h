// A LogReader over Kafka: one librdkafka client, its partitions fetched from explicit offsets into
// one queue. No consumer group, no committed offsets: where a reader stands is its owner's
// business.
#pragma once
#include <absl/status/statusor.h>

#include <memory>
#include <vector>

#include "shared/eventlog/event_log.h"
#include "shared/eventlog_kafka/kafka_options.h"

namespace rondetafel::eventlog {

// How much is fetched ahead.
enum class FetchAhead {
  kReplay,   // as much as the bounds allow
  kRecord0,  // the first batch of each partition is enough
};

// Starts must be of partitions that exist. OUT_OF_RANGE: a start is outside its partition.
// UNAVAILABLE: no leader answered. `options` must outlive the reader.
absl::StatusOr<std::unique_ptr<LogReader>> OpenKafkaReader(const KafkaLogOptions& options,
                                                           const std::vector<ReadStart>& starts,
                                                           FetchAhead ahead);

}  // namespace rondetafel::eventlog
