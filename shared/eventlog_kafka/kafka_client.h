// The little of librdkafka that producer, reader and topic administration share: owning handles,
// settings and its errors as Status. Only this folder includes librdkafka.
#pragma once
#include <absl/status/statusor.h>
#include <librdkafka/rdkafka.h>

#include <atomic>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "shared/eventlog/event_log.h"
#include "shared/eventlog_kafka/kafka_options.h"
#include "shared/eventlog_kafka/kafka_patience.h"

namespace rondetafel::eventlog {

template <auto Destroy>
struct Destroyer {
  template <class T>
  void operator()(T* handle) const {
    Destroy(handle);
  }
};

using ConfHandle = std::unique_ptr<rd_kafka_conf_t, Destroyer<rd_kafka_conf_destroy>>;
using ClientHandle = std::unique_ptr<rd_kafka_t, Destroyer<rd_kafka_destroy>>;
using TopicHandle = std::unique_ptr<rd_kafka_topic_t, Destroyer<rd_kafka_topic_destroy>>;
using QueueHandle = std::unique_ptr<rd_kafka_queue_t, Destroyer<rd_kafka_queue_destroy>>;
using EventHandle = std::unique_ptr<rd_kafka_event_t, Destroyer<rd_kafka_event_destroy>>;
using MessageHandle = std::unique_ptr<rd_kafka_message_t, Destroyer<rd_kafka_message_destroy>>;
using MetadataHandle =
    std::unique_ptr<const rd_kafka_metadata_t, Destroyer<rd_kafka_metadata_destroy>>;

using PartitionListHandle = std::unique_ptr<rd_kafka_topic_partition_list_t,
                                            Destroyer<rd_kafka_topic_partition_list_destroy>>;

using Settings = std::initializer_list<std::pair<const char*, std::string>>;

// What a client's callbacks can reach; must outlive the client.
struct ClientContext {
  const KafkaLogOptions& options;
  // Set when the last broker connection went; whoever reports it clears it.
  std::atomic<bool> brokers_down = false;
};

// The settings every client has (address, security, callbacks), then these.
absl::StatusOr<ConfHandle> MakeConf(ClientContext* context, Settings settings);
// Takes the settings over. `kind` is RD_KAFKA_PRODUCER or RD_KAFKA_CONSUMER.
absl::StatusOr<ClientHandle> MakeClient(rd_kafka_type_t kind, ConfHandle conf);

std::string KafkaTopicName(const KafkaLogOptions& options, const std::string& topic);

// "doing: librdkafka's text"; UNAVAILABLE unless the error says more.
absl::Status FromKafka(rd_kafka_resp_err_t error, std::string_view doing);

// First offset and end of a partition.
struct Watermarks {
  Offset begin = 0;
  Offset end = 0;
};
// Of all these partitions, in their order; asked again while leaders are elected. (librdkafka's own
// watermark query waits for a broker that is away much longer than it is told to.)
absl::StatusOr<std::vector<Watermarks>> QueryWatermarks(rd_kafka_t* client,
                                                        const KafkaLogOptions& options,
                                                        const std::vector<TopicPartition>& of,
                                                        const Patience& patience);

// The end offsets alone: half the questions.
absl::StatusOr<std::vector<Offset>> QueryEnds(rd_kafka_t* client, const KafkaLogOptions& options,
                                              const std::vector<TopicPartition>& of,
                                              const Patience& patience);

}  // namespace rondetafel::eventlog
