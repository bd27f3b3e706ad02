#include "shared/eventlog_kafka/kafka_client.h"

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/eventlog/append_result.h"

namespace rondetafel::eventlog {

namespace {

constexpr std::size_t kErrorTextBytes = 512;

absl::Status SetOne(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  char text[kErrorTextBytes];
  if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), text, sizeof text) == RD_KAFKA_CONF_OK) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(base::Cat("Kafka setting ", name, ": ", text));
}

void PassMessageOn(const rd_kafka_t* client, int level, const char*, const char* text) {
  const auto* context = static_cast<const ClientContext*>(rd_kafka_opaque(client));
  if (context->options.on_message) context->options.on_message(level, text);
}

void NoteError(rd_kafka_t*, int error, const char*, void* opaque) {
  if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
    static_cast<ClientContext*>(opaque)->brokers_down = true;
  }
}

struct OffsetQuestion {
  rd_kafka_t* client;
  const KafkaLogOptions& options;
  const std::vector<TopicPartition>& of;
  std::int64_t time;  // may be one of librdkafka's names for the beginning and the end
};

// Asks once for the offsets of a time.
Answer AskOffsets(const OffsetQuestion& question, int timeout_ms, std::vector<Offset>* offsets) {
  const auto& [client, options, of, time] = question;
  const PartitionListHandle list(rd_kafka_topic_partition_list_new(static_cast<int>(of.size())));
  for (const TopicPartition& each : of) {
    rd_kafka_topic_partition_list_add(list.get(), KafkaTopicName(options, each.topic).c_str(),
                                      each.partition)
        ->offset = time;
  }
  const rd_kafka_resp_err_t error = rd_kafka_offsets_for_times(client, list.get(), timeout_ms);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return AnswerOf(error, "cannot ask where the partitions end");
  }
  offsets->clear();
  for (const TopicPartition& each : of) {
    const rd_kafka_topic_partition_t* found = rd_kafka_topic_partition_list_find(
        list.get(), KafkaTopicName(options, each.topic).c_str(), each.partition);
    if (found->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return AnswerOf(found->err, base::Cat("cannot ask where ", ToString(each), " ends"));
    }
    if (found->offset < 0) {
      return {absl::UnavailableError(base::Cat("no leader says where ", ToString(each), " ends")),
              Outlook::kNotNow};
    }
    offsets->push_back(found->offset);
  }
  return {};
}

absl::StatusOr<std::vector<Offset>> QueryOffsets(const OffsetQuestion& question,
                                                 const Patience& patience) {
  std::vector<Offset> offsets;
  if (question.of.empty()) return offsets;
  RT_RETURN_IF_ERROR(
      patience.Ask([&](int timeout_ms) { return AskOffsets(question, timeout_ms, &offsets); }));
  return offsets;
}

}  // namespace

absl::StatusOr<ConfHandle> MakeConf(ClientContext* context, Settings settings) {
  const KafkaLogOptions& options = context->options;
  ConfHandle conf(rd_kafka_conf_new());
  RT_RETURN_IF_ERROR(SetOne(conf.get(), "bootstrap.servers", options.bootstrap));
  RT_RETURN_IF_ERROR(SetOne(conf.get(), "client.id", "rondetafel"));
  RT_RETURN_IF_ERROR(SetOne(conf.get(), "socket.nagle.disable", "true"));
  const std::string patience = std::to_string(options.socket_timeout_ms);
  RT_RETURN_IF_ERROR(SetOne(conf.get(), "socket.timeout.ms", patience));
  RT_RETURN_IF_ERROR(SetOne(conf.get(), "socket.connection.setup.timeout.ms", patience));
  // Come back soon after a broker does.
  RT_RETURN_IF_ERROR(SetOne(conf.get(), "reconnect.backoff.max.ms", "2000"));
  // While a partition has no leader librdkafka asks for one after twice the time it waited before,
  // up to this: after a long outage its five minutes would be added.
  RT_RETURN_IF_ERROR(SetOne(conf.get(), "topic.metadata.refresh.interval.ms", "5000"));
  for (const auto& [name, value] : options.security) {
    RT_RETURN_IF_ERROR(SetOne(conf.get(), name, value));
  }
  for (const auto& [name, value] : settings) {
    RT_RETURN_IF_ERROR(SetOne(conf.get(), name, value));
  }
  rd_kafka_conf_set_opaque(conf.get(), context);
  rd_kafka_conf_set_log_cb(conf.get(), PassMessageOn);
  rd_kafka_conf_set_error_cb(conf.get(), NoteError);
  return conf;
}

absl::StatusOr<ClientHandle> MakeClient(rd_kafka_type_t kind, ConfHandle conf) {
  char text[kErrorTextBytes];
  ClientHandle client(rd_kafka_new(kind, conf.get(), text, sizeof text));
  if (client == nullptr) {
    return absl::InvalidArgumentError(base::Cat("cannot make a Kafka client: ", text));
  }
  static_cast<void>(conf.release());  // the client owns it now
  return client;
}

std::string KafkaTopicName(const KafkaLogOptions& options, const std::string& topic) {
  return options.topic_prefix + topic;
}

absl::Status FromKafka(rd_kafka_resp_err_t error, std::string_view doing) {
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return absl::OkStatus();
  const std::string text = base::Cat(doing, ": ", rd_kafka_err2str(error));
  if (error == RD_KAFKA_RESP_ERR__QUEUE_FULL) return absl::ResourceExhaustedError(text);
  if (error == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) return absl::InvalidArgumentError(text);
  return absl::UnavailableError(text);
}

absl::StatusOr<std::vector<Watermarks>> QueryWatermarks(rd_kafka_t* client,
                                                        const KafkaLogOptions& options,
                                                        const std::vector<TopicPartition>& of,
                                                        const Patience& patience) {
  RT_ASSIGN_OR_RETURN(const std::vector<Offset> begins,
                      QueryOffsets({client, options, of, RD_KAFKA_OFFSET_BEGINNING}, patience));
  RT_ASSIGN_OR_RETURN(const std::vector<Offset> ends,
                      QueryOffsets({client, options, of, RD_KAFKA_OFFSET_END}, patience));
  std::vector<Watermarks> marks(of.size());
  for (std::size_t i = 0; i < marks.size(); ++i) marks[i] = {begins[i], ends[i]};
  return marks;
}

absl::StatusOr<std::vector<Offset>> QueryEnds(rd_kafka_t* client, const KafkaLogOptions& options,
                                              const std::vector<TopicPartition>& of,
                                              const Patience& patience) {
  return QueryOffsets({client, options, of, RD_KAFKA_OFFSET_END}, patience);
}

}  // namespace rondetafel::eventlog
