// KafkaEventLog: the log of several processes, at a real broker.
//
//   KafkaEventLog::Create(options, topic_options, partition_count, record0);   // once
//   auto log = KafkaEventLog::Open(options, reader, expected);                 // at every start
//
// Durable as the topics are: with replication 3 and two in-sync replicas `done` says appended once
// two brokers have the record, which is not the same as two disks (see
// KafkaTopicOptions::sync_each_batch). Nothing rests on transactions, leases, consumer groups or
// the idempotent producer (architecture 3): a retry after a lost answer may put a record into the
// log twice, and the fold ignores the second.
//
// An append without an answer within the time-out ends unknown, and may still arrive. After a fatal
// error of the producer another takes its place. Questions are asked again within their time-out
// while leaders are elected (kafka_patience.h). When a question about end offsets got no answer,
// the next ones within a second are answered UNAVAILABLE at once, so that a caller that asks for
// many partitions waits for a broker that is away once.
#pragma once
#include <memory>
#include <optional>

#include "shared/eventlog/event_log.h"
#include "shared/eventlog/log_identity.h"
#include "shared/eventlog_kafka/kafka_options.h"

namespace rondetafel::eventlog {

class KafkaEventLog : public EventLog {
 public:
  // Makes the topics of the options and writes record 0 of every partition. ALREADY_EXISTS: a topic
  // is there already. UNAVAILABLE: no broker answered in time; what was made must then be deleted
  // by hand.
  static absl::Status Create(const KafkaLogOptions& options, const KafkaTopicOptions& topic_options,
                             int partition_count, const IdentityBuilder& record0);
  // Waits for leaders, checks partition counts and record 0 of every partition. Without `expected`
  // the first partition's identity is what the others must agree with. NOT_FOUND: a topic is
  // missing. FAILED_PRECONDITION: another log. UNAVAILABLE: no broker answered in time, may be
  // retried.
  static absl::StatusOr<std::unique_ptr<KafkaEventLog>> Open(
      KafkaLogOptions options, const IdentityReader& reader,
      const std::optional<LogIdentity>& expected);

  // For tests: the producer meets a fatal error, as from a broken client library.
  virtual void PlantFatalError() = 0;
};

}  // namespace rondetafel::eventlog
