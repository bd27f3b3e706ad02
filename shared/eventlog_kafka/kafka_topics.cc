#include "shared/eventlog_kafka/kafka_topics.h"

#include <string_view>

#include "shared/base/status.h"
#include "shared/base/text.h"

namespace rondetafel::eventlog {

namespace {

// A topic made a moment ago may not be known to every broker yet.
constexpr int kTopicGraceMs = 3'000;
// Room for a largest record and for a batch of smaller ones, with the broker's framing.
constexpr const char* kBatchBytesMax = "2097152";
constexpr std::size_t kErrorTextBytes = 512;

using NewTopicHandle = std::unique_ptr<rd_kafka_NewTopic_t, Destroyer<rd_kafka_NewTopic_destroy>>;

const rd_kafka_metadata_topic_t* FindTopic(const rd_kafka_metadata_t& metadata,
                                           std::string_view name) {
  for (int i = 0; i < metadata.topic_cnt; ++i) {
    if (metadata.topics[i].topic == name) return &metadata.topics[i];
  }
  return nullptr;
}

absl::Status CheckLeaders(const rd_kafka_metadata_t& metadata, const std::string& name) {
  const rd_kafka_metadata_topic_t* topic = FindTopic(metadata, name);
  if (topic == nullptr || topic->err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) {
    return absl::NotFoundError(base::Cat("the broker has no topic ", name));
  }
  RT_RETURN_IF_ERROR(FromKafka(topic->err, base::Cat("topic ", name)));
  for (int i = 0; i < topic->partition_cnt; ++i) {
    if (topic->partitions[i].leader < 0) {
      return absl::UnavailableError(
          base::Cat("partition ", topic->partitions[i].id, " of topic ", name, " has no leader"));
    }
  }
  return absl::OkStatus();
}

enum class Which { kKnown, kAll };

// Asks once. `known` are those that the client has used.
Answer AskMetadata(rd_kafka_t* client, const KafkaLogOptions& options, Which which, int timeout_ms,
                   MetadataHandle* metadata) {
  const rd_kafka_metadata_t* found = nullptr;
  const rd_kafka_resp_err_t error =
      rd_kafka_metadata(client, which == Which::kAll ? 1 : 0, nullptr, &found, timeout_ms);
  metadata->reset(found);
  return AnswerOf(error, base::Cat("no Kafka broker answers at ", options.bootstrap));
}

absl::Status CheckTopics(const rd_kafka_metadata_t& metadata, const KafkaLogOptions& options,
                         int* count) {
  *count = 0;
  for (const std::string& each : options.topics) {
    const std::string name = KafkaTopicName(options, each);
    RT_RETURN_IF_ERROR(CheckLeaders(metadata, name));
    const int partitions = FindTopic(metadata, name)->partition_cnt;
    if (*count != 0 && partitions != *count) {
      return absl::FailedPreconditionError(
          base::Cat("topic ", name, " has ", partitions, " partitions, others have ", *count));
    }
    *count = partitions;
  }
  return absl::OkStatus();
}

absl::StatusOr<NewTopicHandle> DescribeTopic(const std::string& name,
                                             const KafkaTopicOptions& options,
                                             int partition_count) {
  char text[kErrorTextBytes];
  NewTopicHandle topic(rd_kafka_NewTopic_new(name.c_str(), partition_count,
                                             options.replication_factor, text, sizeof text));
  if (topic == nullptr) {
    return absl::InvalidArgumentError(base::Cat("cannot make topic ", name, ": ", text));
  }
  const std::string insync = std::to_string(options.insync_replicas_min);
  for (auto [setting, value] :
       {std::pair("cleanup.policy", "delete"), std::pair("retention.ms", "-1"),
        std::pair("retention.bytes", "-1"), std::pair("min.insync.replicas", insync.c_str()),
        std::pair("unclean.leader.election.enable", "false"),
        std::pair("max.message.bytes", kBatchBytesMax)}) {
    RT_RETURN_IF_ERROR(
        FromKafka(rd_kafka_NewTopic_set_config(topic.get(), setting, value), setting));
  }
  if (options.sync_each_batch) {
    RT_RETURN_IF_ERROR(FromKafka(rd_kafka_NewTopic_set_config(topic.get(), "flush.messages", "1"),
                                 "flush.messages"));
  }
  return topic;
}

absl::Status CheckResults(const rd_kafka_event_t* event) {
  std::size_t count = 0;
  const rd_kafka_topic_result_t** results = rd_kafka_CreateTopics_result_topics(
      rd_kafka_event_CreateTopics_result(const_cast<rd_kafka_event_t*>(event)), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const rd_kafka_resp_err_t error = rd_kafka_topic_result_error(results[i]);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    const char* text = rd_kafka_topic_result_error_string(results[i]);
    const std::string message =
        base::Cat("cannot make topic ", rd_kafka_topic_result_name(results[i]), ": ",
                  text != nullptr ? text : rd_kafka_err2str(error));
    if (error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) return absl::AlreadyExistsError(message);
    return absl::FailedPreconditionError(message);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WaitForTopics(rd_kafka_t* client, const KafkaLogOptions& options, int* count) {
  const Patience patience(options.open_timeout_ms);
  return patience.Ask([&](int timeout_ms) -> Answer {
    MetadataHandle metadata;
    Answer answer = AskMetadata(client, options, Which::kKnown, timeout_ms, &metadata);
    if (!answer.status.ok()) return answer;
    absl::Status status = CheckTopics(*metadata, options, count);
    const bool may_come = absl::IsUnavailable(status) ||
                          (absl::IsNotFound(status) && patience.spent_ms() < kTopicGraceMs);
    return {std::move(status), may_come ? Outlook::kNotNow : Outlook::kFinal};
  });
}

absl::Status CheckAllLeaders(rd_kafka_t* client, const KafkaLogOptions& options) {
  MetadataHandle metadata;
  RT_RETURN_IF_ERROR(
      AskMetadata(client, options, Which::kAll, options.open_timeout_ms, &metadata).status);
  if (metadata->broker_cnt == 0) return absl::UnavailableError("no broker has joined yet");
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    RT_RETURN_IF_ERROR(CheckLeaders(*metadata, metadata->topics[i].topic));
  }
  return absl::OkStatus();
}

absl::Status CheckNoTopicExists(rd_kafka_t* client, const KafkaLogOptions& options) {
  MetadataHandle metadata;
  RT_RETURN_IF_ERROR(Patience(options.open_timeout_ms).Ask([&](int timeout_ms) {
    return AskMetadata(client, options, Which::kAll, timeout_ms, &metadata);
  }));
  for (const std::string& topic : options.topics) {
    const std::string name = KafkaTopicName(options, topic);
    if (FindTopic(*metadata, name) != nullptr) {
      return absl::AlreadyExistsError(
          base::Cat("topic ", name,
                    " exists already: a log never reuses a topic; delete it if its making was "
                    "interrupted, or choose another prefix"));
    }
  }
  return absl::OkStatus();
}

absl::Status MakeTopics(rd_kafka_t* client, const KafkaLogOptions& options,
                        const KafkaTopicOptions& topic_options, int partition_count) {
  std::vector<NewTopicHandle> topics;
  std::vector<rd_kafka_NewTopic_t*> handles;
  for (const std::string& each : options.topics) {
    RT_ASSIGN_OR_RETURN(NewTopicHandle topic, DescribeTopic(KafkaTopicName(options, each),
                                                            topic_options, partition_count));
    handles.push_back(topic.get());
    topics.push_back(std::move(topic));
  }
  const QueueHandle queue(rd_kafka_queue_new(client));
  rd_kafka_CreateTopics(client, handles.data(), handles.size(), nullptr, queue.get());
  const EventHandle event(rd_kafka_queue_poll(queue.get(), options.open_timeout_ms));
  if (event == nullptr)
    return absl::UnavailableError("the broker did not say that it made the topics");
  RT_RETURN_IF_ERROR(FromKafka(rd_kafka_event_error(event.get()), "cannot make the topics"));
  return CheckResults(event.get());
}

}  // namespace rondetafel::eventlog
