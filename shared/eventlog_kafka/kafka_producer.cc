#include "shared/eventlog_kafka/kafka_producer.h"

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/eventlog/append_result.h"

namespace rondetafel::eventlog {

namespace {

constexpr int kPollMs = 100;
constexpr int kDrainMs = 3'000;
// librdkafka counts its own framing in; the broker's limit is above both (kafka_topics.cc).
constexpr std::size_t kMessageBytesMax = kRecordBytesMax + 64 * 1024;

// A record in librdkafka's hands: it reads the bytes where they are.
struct Flight {
  TopicPartition to;
  std::string record;
  AppendDone done;
};

}  // namespace

absl::StatusOr<std::unique_ptr<KafkaProducer>> KafkaProducer::Make(const KafkaLogOptions& options) {
  std::unique_ptr<KafkaProducer> producer(new KafkaProducer(options));
  RT_RETURN_IF_ERROR(producer->Start());
  return producer;
}

absl::Status KafkaProducer::Start() {
  const KafkaLogOptions& options = context_.options;
  RT_ASSIGN_OR_RETURN(
      ConfHandle conf,
      MakeConf(&context_,
               {{"acks", "all"},
                {"enable.idempotence", "false"},
                // With one request in flight whatever queues up meanwhile travels together, and a
                // retry cannot overtake.
                {"max.in.flight.requests.per.connection", "1"},
                {"linger.ms", "0"},
                {"compression.type", options.compression ? "lz4" : "none"},
                {"message.timeout.ms", std::to_string(options.append_timeout_ms)},
                {"message.max.bytes", std::to_string(kMessageBytesMax)},
                {"queue.buffering.max.messages", std::to_string(options.queued_records_max)},
                {"queue.buffering.max.kbytes", std::to_string(options.queued_kbytes_max)}}));
  rd_kafka_conf_set_dr_msg_cb(conf.get(), OnDelivery);
  RT_ASSIGN_OR_RETURN(client_, MakeClient(RD_KAFKA_PRODUCER, std::move(conf)));
  for (const std::string& topic : options.topics) {
    const std::string name = KafkaTopicName(options, topic);
    topics_[topic].reset(rd_kafka_topic_new(client_.get(), name.c_str(), nullptr));
    if (topics_[topic] == nullptr) {
      return FromKafka(rd_kafka_last_error(), base::Cat("cannot use topic ", topic));
    }
  }
  answering_ = std::thread([this] { AnswerUntilClosed(); });
  return absl::OkStatus();
}

KafkaProducer::~KafkaProducer() {
  closing_ = true;
  if (answering_.joinable()) answering_.join();
}

void KafkaProducer::Append(const TopicPartition& to, std::string record, AppendDone done) {
  const auto topic = topics_.find(to.topic);
  if (topic == topics_.end()) return done(Refused(NoSuchPartition(to)));
  auto flight = std::make_unique<Flight>(Flight{to, std::move(record), std::move(done)});
  const int sent = rd_kafka_produce(topic->second.get(), to.partition, 0, flight->record.data(),
                                    flight->record.size(), nullptr, 0, flight.get());
  if (sent == 0) {
    static_cast<void>(flight.release());  // OnDelivery takes it back
    return;
  }
  const rd_kafka_resp_err_t error = rd_kafka_last_error();
  if (error == RD_KAFKA_RESP_ERR__FATAL) failed_ = true;
  flight->done(Refused(FromKafka(error, base::Cat("cannot append to ", ToString(to)))));
}

void KafkaProducer::OnDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  const std::unique_ptr<Flight> flight(static_cast<Flight*>(message->_private));
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR && message->offset >= 0) {
    return flight->done(Appended(message->offset));
  }
  // Even what was never sent is called unknown: librdkafka is not the one to prove that it was not.
  const absl::Status reason =
      FromKafka(message->err, base::Cat("no answer to an append to ", ToString(flight->to)));
  flight->done(Unknown(reason.ok() ? absl::UnavailableError("the broker gave no offset") : reason));
}

void KafkaProducer::AnswerUntilClosed() {
  while (!closing_ && !failed_) {
    rd_kafka_poll(client_.get(), kPollMs);
    char text[1];
    if (rd_kafka_fatal_error(client_.get(), text, sizeof text) != RD_KAFKA_RESP_ERR_NO_ERROR) {
      failed_ = true;
    }
  }
  if (!failed_) rd_kafka_flush(client_.get(), kDrainMs);
  rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  while (rd_kafka_outq_len(client_.get()) > 0) rd_kafka_poll(client_.get(), kPollMs);
  finished_ = true;
}

}  // namespace rondetafel::eventlog
