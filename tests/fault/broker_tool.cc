// broker_tool: asks and changes a Kafka broker behind the suite's back, for the tests that attack
// it.
//
//   broker_tool ready BROKERS MS            it answers
//   broker_tool whole BROKERS MS            every partition has a leader and all its replicas
//   broker_tool leaders BROKERS PREFIX      "topic/partition leader" of each topic of that prefix
//   broker_tool delete-topic BROKERS TOPIC
//   broker_tool make-topic BROKERS TOPIC PARTITIONS COPIES
//   broker_tool add-partitions BROKERS TOPIC COUNT
//
// Ends with 1 and a sentence when it could not be done.
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/eventlog_kafka/kafka_client.h"

namespace rondetafel::fault {
namespace {

using eventlog::FromKafka;

constexpr int kAnswerMs = 20'000;
constexpr std::size_t kErrorTextBytes = 512;

struct Call {
  rd_kafka_t* client;
  rd_kafka_queue_t* queue;
  std::vector<std::string> arguments;

  const std::string& text(std::size_t i) const { return arguments.at(i); }
  int number(std::size_t i) const { return std::atoi(arguments.at(i).c_str()); }
};

absl::StatusOr<eventlog::MetadataHandle> Metadata(const Call& call, int timeout_ms) {
  const rd_kafka_metadata_t* metadata = nullptr;
  RT_RETURN_IF_ERROR(FromKafka(rd_kafka_metadata(call.client, 1, nullptr, &metadata, timeout_ms),
                               "no broker answers"));
  return eventlog::MetadataHandle(metadata);
}

absl::Status Ready(const Call& call) {
  RT_ASSIGN_OR_RETURN(const auto metadata, Metadata(call, call.number(0)));
  return metadata->broker_cnt > 0 ? absl::OkStatus() : absl::UnavailableError("no broker yet");
}

absl::Status Whole(const Call& call) {
  RT_ASSIGN_OR_RETURN(const auto metadata, Metadata(call, call.number(0)));
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    const rd_kafka_metadata_topic_t& topic = metadata->topics[i];
    for (int p = 0; p < topic.partition_cnt; ++p) {
      const rd_kafka_metadata_partition_t& one = topic.partitions[p];
      if (one.leader < 0 || one.isr_cnt < one.replica_cnt) {
        return absl::UnavailableError(base::Cat(topic.topic, "/", p, " is not whole"));
      }
    }
  }
  return metadata->broker_cnt > 0 ? absl::OkStatus() : absl::UnavailableError("no broker yet");
}

absl::Status Leaders(const Call& call) {
  RT_ASSIGN_OR_RETURN(const auto metadata, Metadata(call, kAnswerMs));
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    const rd_kafka_metadata_topic_t& topic = metadata->topics[i];
    if (!std::string_view(topic.topic).starts_with(call.text(0))) continue;
    for (int p = 0; p < topic.partition_cnt; ++p) {
      std::printf("%s/%d %d\n", topic.topic, p, topic.partitions[p].leader);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<eventlog::EventHandle> Answer(const Call& call) {
  eventlog::EventHandle event(rd_kafka_queue_poll(call.queue, kAnswerMs));
  if (event == nullptr) return absl::UnavailableError("the broker did not answer");
  RT_RETURN_IF_ERROR(FromKafka(rd_kafka_event_error(event.get()), "the broker refused"));
  return event;
}

absl::Status ResultOf(const rd_kafka_topic_result_t* const* results) {
  return FromKafka(rd_kafka_topic_result_error(results[0]), "the broker refused");
}

absl::Status DeleteTopic(const Call& call) {
  rd_kafka_DeleteTopic_t* topic = rd_kafka_DeleteTopic_new(call.text(0).c_str());
  rd_kafka_DeleteTopics(call.client, &topic, 1, nullptr, call.queue);
  rd_kafka_DeleteTopic_destroy(topic);
  RT_ASSIGN_OR_RETURN(const auto event, Answer(call));
  std::size_t count = 0;
  return ResultOf(
      rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event.get()), &count));
}

absl::Status MakeTopic(const Call& call) {
  char text[kErrorTextBytes];
  rd_kafka_NewTopic_t* topic = rd_kafka_NewTopic_new(call.text(0).c_str(), call.number(1),
                                                     call.number(2), text, sizeof text);
  if (topic == nullptr) return absl::InvalidArgumentError(text);
  rd_kafka_CreateTopics(call.client, &topic, 1, nullptr, call.queue);
  rd_kafka_NewTopic_destroy(topic);
  RT_ASSIGN_OR_RETURN(const auto event, Answer(call));
  std::size_t count = 0;
  return ResultOf(
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count));
}

absl::Status AddPartitions(const Call& call) {
  char text[kErrorTextBytes];
  rd_kafka_NewPartitions_t* more = rd_kafka_NewPartitions_new(
      call.text(0).c_str(), static_cast<std::size_t>(call.number(1)), text, sizeof text);
  if (more == nullptr) return absl::InvalidArgumentError(text);
  rd_kafka_CreatePartitions(call.client, &more, 1, nullptr, call.queue);
  rd_kafka_NewPartitions_destroy(more);
  RT_ASSIGN_OR_RETURN(const auto event, Answer(call));
  std::size_t count = 0;
  return ResultOf(rd_kafka_CreatePartitions_result_topics(
      rd_kafka_event_CreatePartitions_result(event.get()), &count));
}

struct Verb {
  std::size_t arguments;
  absl::Status (*run)(const Call& call);
};

const std::map<std::string_view, Verb>& Verbs() {
  static const std::map<std::string_view, Verb> kVerbs = {
      {"ready", {1, Ready}},          {"whole", {1, Whole}},
      {"leaders", {1, Leaders}},      {"delete-topic", {1, DeleteTopic}},
      {"make-topic", {3, MakeTopic}}, {"add-partitions", {2, AddPartitions}},
  };
  return kVerbs;
}

absl::Status Run(const std::vector<std::string>& words) {
  const auto verb = words.empty() ? Verbs().end() : Verbs().find(words[0]);
  if (verb == Verbs().end() || words.size() != verb->second.arguments + 2) {
    return absl::InvalidArgumentError("see the top of tests/fault/broker_tool.cc");
  }
  const eventlog::KafkaLogOptions options{.bootstrap = words[1]};
  eventlog::ClientContext context{options};
  RT_ASSIGN_OR_RETURN(eventlog::ConfHandle conf, eventlog::MakeConf(&context, {}));
  RT_ASSIGN_OR_RETURN(const eventlog::ClientHandle client,
                      eventlog::MakeClient(RD_KAFKA_PRODUCER, std::move(conf)));
  const eventlog::QueueHandle queue(rd_kafka_queue_new(client.get()));
  return verb->second.run({client.get(), queue.get(), {words.begin() + 2, words.end()}});
}

}  // namespace
}  // namespace rondetafel::fault

int main(int argc, char** argv) {
  const absl::Status status = rondetafel::fault::Run({argv + 1, argv + argc});
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
  return 1;
}
