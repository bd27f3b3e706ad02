#include "tests/checker/log_port.h"

#include <algorithm>

#include "shared/eventlog_kafka/kafka_event_log.h"
#include "shared/eventlog_rocksdb/rocksdb_event_log.h"

namespace rondetafel::checker {
namespace {

// What record 0 says, read by the checker's own codec.
std::optional<eventlog::LogIdentity> IdentityOf(std::string_view record0) {
  Record record;
  log::v1::ControlBody body;
  if (ReadRecord(record0, &record) != Shape::kGood || record.kind != Kind::kIdentity ||
      !body.ParseFromArray(record.body.data(), static_cast<int>(record.body.size()))) {
    return std::nullopt;
  }
  eventlog::LogIdentity identity;
  const auto id = decltype(identity.log_id)::Parse(body.log_id());
  if (!id) return std::nullopt;
  identity.log_id = *id;
  identity.partition_count = body.partition_count();
  return identity;
}

constexpr std::size_t kRecordsAtOnce = 2000;
constexpr std::chrono::milliseconds kWait{200};
constexpr int kEmptyReadsMax = 150;  // 30 s without a record that should be there

}  // namespace

absl::StatusOr<std::unique_ptr<PortRawLog>> PortRawLog::OpenEmbedded(const std::string& dir) {
  eventlog::RocksDbLogOptions options;
  options.dir = dir;
  auto log = eventlog::RocksDbEventLog::Open(options, IdentityOf, std::nullopt);
  if (!log.ok()) return log.status();
  std::vector<std::string> topics = (*log)->topics();
  return std::unique_ptr<PortRawLog>(new PortRawLog(*std::move(log), std::move(topics)));
}

absl::StatusOr<std::unique_ptr<PortRawLog>> PortRawLog::OpenKafka(
    const std::string& bootstrap, const std::string& topic_prefix,
    const std::vector<std::string>& topics) {
  eventlog::KafkaLogOptions options;
  options.bootstrap = bootstrap;
  options.topics = topics;
  options.topic_prefix = topic_prefix;
  auto log = eventlog::KafkaEventLog::Open(std::move(options), IdentityOf, std::nullopt);
  if (!log.ok()) return log.status();
  return std::unique_ptr<PortRawLog>(new PortRawLog(*std::move(log), topics));
}

absl::Status PortRawLog::Read(const std::string& topic, int partition, const Visit& visit) const {
  const eventlog::TopicPartition source{topic, partition};
  auto end = log_->EndOffset(source);
  if (!end.ok()) return end.status();
  auto reader = log_->OpenReader({{source, 0}});
  if (!reader.ok()) return reader.status();
  eventlog::Offset next = 0;
  int empty = 0;
  while (next < *end) {
    auto batch = (*reader)->Next(kRecordsAtOnce, kWait);
    if (!batch.ok()) return batch.status();
    if (batch->empty() && ++empty > kEmptyReadsMax) {
      return absl::DeadlineExceededError("the log gave no record for 30 seconds");
    }
    if (!batch->empty()) empty = 0;
    for (const eventlog::LogRecord& record : *batch) {
      if (record.offset >= *end) return absl::OkStatus();
      next = record.offset + 1;
      if (!visit(record.offset, record.bytes)) return absl::OkStatus();
    }
  }
  return absl::OkStatus();
}

}  // namespace rondetafel::checker
