// The topics of a log at the broker: making them, and knowing that they are there.
#pragma once
#include <absl/status/status.h>

#include <string>
#include <vector>

#include "shared/eventlog_kafka/kafka_client.h"
#include "shared/eventlog_kafka/kafka_options.h"

namespace rondetafel::eventlog {

// Waits, at most the options' open time-out, until every topic of the options is there and every
// partition has a leader; an open port says nothing. `count` becomes the partition count of all of
// them. NOT_FOUND: a topic does not exist. UNAVAILABLE: no broker, or no leader.
// FAILED_PRECONDITION: topics of different partition counts.
absl::Status WaitForTopics(rd_kafka_t* client, const KafkaLogOptions& options, int* count);

// Asks once: OK when a broker answers and every partition of every topic it knows has a leader.
absl::Status CheckAllLeaders(rd_kafka_t* client, const KafkaLogOptions& options);

// ALREADY_EXISTS when the broker has one of the options' topics: a topic is never used twice, or a
// token of the old one would be read against the new.
absl::Status CheckNoTopicExists(rd_kafka_t* client, const KafkaLogOptions& options);

// Makes the options' topics, kept for ever and never compacted.
absl::Status MakeTopics(rd_kafka_t* client, const KafkaLogOptions& options,
                        const KafkaTopicOptions& topic_options, int partition_count);

}  // namespace rondetafel::eventlog
