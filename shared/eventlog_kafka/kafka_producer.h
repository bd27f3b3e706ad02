// One librdkafka producer and the thread that hands out its answers. After a fatal error it is of
// no more use: KafkaEventLog makes another.
#pragma once
#include <absl/status/statusor.h>

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "shared/eventlog/event_log.h"
#include "shared/eventlog_kafka/kafka_client.h"

namespace rondetafel::eventlog {

// Thread-safe.
class KafkaProducer {
 public:
  // `options` must outlive it.
  static absl::StatusOr<std::unique_ptr<KafkaProducer>> Make(const KafkaLogOptions& options);
  // Waits a little for what is in flight; the rest ends unknown.
  ~KafkaProducer();
  KafkaProducer(const KafkaProducer&) = delete;
  KafkaProducer& operator=(const KafkaProducer&) = delete;

  // As EventLog::Append. The topic must be one of the options'.
  void Append(const TopicPartition& to, std::string record, AppendDone done);
  // A fatal error was met: appends are refused, what was in flight ends unknown.
  bool failed() const { return failed_; }
  // Failed, and every append has its answer.
  bool finished() const { return finished_; }
  rd_kafka_t* client() const { return client_.get(); }

 private:
  explicit KafkaProducer(const KafkaLogOptions& options) : context_{options} {}
  absl::Status Start();
  void AnswerUntilClosed();
  static void OnDelivery(rd_kafka_t* client, const rd_kafka_message_t* message, void* opaque);

  ClientContext context_;
  ClientHandle client_;
  std::map<std::string, TopicHandle> topics_;
  std::atomic<bool> closing_ = false;
  std::atomic<bool> failed_ = false;
  std::atomic<bool> finished_ = false;
  std::thread answering_;
};

}  // namespace rondetafel::eventlog
