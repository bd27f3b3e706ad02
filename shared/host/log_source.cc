#include "shared/host/log_source.h"

#include <filesystem>

#include "shared/access/development_key.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/commit/genesis.h"
#include "shared/commit/mac_keys.h"
#include "shared/eventlog_kafka/kafka_event_log.h"
#include "shared/eventlog_rocksdb/rocksdb_event_log.h"
#include "shared/heads/signing_key.h"
#include "shared/host/copy_watch.h"
#include "shared/telemetry/log.h"

namespace rondetafel::host {
namespace {

using eventlog::LogIdentity;

eventlog::RocksDbLogOptions EmbeddedOptions(const Config& config, const DataLayout& layout) {
  eventlog::RocksDbLogOptions options;
  options.dir = layout.log_dir();
  options.compression = config.Flag("log.compression");
  return options;
}

absl::Status CreateKeys(const KeyFiles& files,
                        const std::function<absl::Status(const std::string&)>& create_keys) {
  std::filesystem::create_directories(files.dir);
  std::filesystem::permissions(files.dir, std::filesystem::perms::owner_all);
  // Left by a first start that was interrupted: kept, for the log may have been made with them.
  const auto make = [](const absl::Status& status) {
    return absl::IsAlreadyExists(status) ? absl::OkStatus() : status;
  };
  RT_RETURN_IF_ERROR(make(commit::CreateKeyFile(files.mac())));
  RT_RETURN_IF_ERROR(make(access::CreateDevelopmentKey(files.development_token())));
  RT_RETURN_IF_ERROR(make(heads::CreateSigningKey(files.signing())));
  return create_keys ? make(create_keys(files.dir)) : absl::OkStatus();
}

absl::Status CreateEmbedded(const Config& config, const DataLayout& layout,
                            const LogIdentity& identity) {
  RT_ASSIGN_OR_RETURN(const auto keys, commit::ReadKeyFile(KeyFilesOf(config).mac()));
  const base::Instant now = base::SystemClock().Now();
  return eventlog::RocksDbEventLog::Create(
      EmbeddedOptions(config, layout), SuiteTopics(), identity.partition_count,
      [&](const eventlog::TopicPartition& of) {
        return commit::BuildLogIdentity(commit::StampWith(keys, of.topic, of.partition, now),
                                        identity);
      });
}

absl::StatusOr<OpenedLog> OpenEmbedded(const Config& config, const DataLayout& layout) {
  RT_ASSIGN_OR_RETURN(const auto known, ReadDataIdentity(layout));
  OpenedLog opened;
  eventlog::RocksDbLogOptions options = EmbeddedOptions(config, layout);
  options.accept_tail_loss = config.Asked(kAcceptTailLoss);
  options.on_tail_loss = [&opened](const std::string& sentence) {
    telemetry::Log(telemetry::Level::kWarn, "tail_lost", {{"text", sentence}});
    opened.without_its_tail = true;
  };
  RT_ASSIGN_OR_RETURN(opened.log,
                      eventlog::RocksDbEventLog::Open(options, commit::ReadLogIdentity, known));
  RT_RETURN_IF_ERROR(ClaimDataDir(layout, {opened.log->log_id(), opened.log->partition_count()}));
  return opened;
}

void LogKafkaMessage(int level, std::string_view text) {
  constexpr int kSyslogWarning = 4;
  telemetry::Log(level <= kSyslogWarning ? telemetry::Level::kWarn : telemetry::Level::kInfo,
                 "kafka", {{"text", text}});
}

absl::StatusOr<std::unique_ptr<eventlog::EventLog>> OpenKafka(const Config& config,
                                                              const DataLayout& layout) {
  const auto log_id = base::LogId::Parse(config.Text("log.id"));
  if (!log_id) {
    return absl::FailedPreconditionError(
        "log.id must be the UUID that `rtctl log create` gave: which log it is comes from the "
        "configuration, never from whichever process is first");
  }
  const LogIdentity identity{*log_id, static_cast<int>(config.Number("log.partitions"))};
  RT_RETURN_IF_ERROR(ClaimDataDir(layout, identity));
  eventlog::KafkaLogOptions options;
  options.bootstrap = config.Text("kafka.brokers");
  options.topics = SuiteTopics();
  options.topic_prefix = config.Text("kafka.topic_prefix");
  options.compression = config.Flag("log.compression");
  options.socket_timeout_ms = static_cast<int>(config.Number("kafka.socket_timeout_ms"));
  options.on_message = LogKafkaMessage;
  CopyWatch watch;
  RT_ASSIGN_OR_RETURN(auto log,
                      eventlog::KafkaEventLog::Open(std::move(options), watch.Reader(), identity));
  RT_RETURN_IF_ERROR(watch.CheckWhole(*log));
  return log;
}

}  // namespace

const std::vector<std::string>& SuiteTopics() {
  static const std::vector<std::string> kTopics = {"intake",     "keyring", "scheduling",
                                                   "statistics", "triage",  "workplan"};
  return kTopics;
}

std::string KeyFiles::development_token() const {
  return base::Cat(dir, "/", access::kDevelopmentKeyFile);
}

std::string KeyFiles::signing() const { return base::Cat(dir, "/", heads::kSigningKeyFile); }

KeyFiles KeyFilesOf(const Config& config) {
  const std::string& dir = config.Text("keys.dir");
  return {dir.empty() ? config.Text("data_dir") + "/keys" : dir};
}

absl::Status CreateEmbeddedWhenNew(
    const Config& config, const DataLayout& layout,
    const std::function<absl::Status(const std::string&)>& create_keys, bool* created) {
  *created = false;
  if (config.Text("log.kind") != "embedded") return absl::OkStatus();
  RT_ASSIGN_OR_RETURN(const auto known, ReadDataIdentity(layout));
  const bool has_log = std::filesystem::exists(layout.log_dir());
  if (known && !has_log) {
    return absl::FailedPreconditionError(
        base::Cat("the data directory ", layout.root, " belongs to log ", known->log_id.ToString(),
                  ", but its folder log is gone; put it back, or start with an empty directory"));
  }
  if (known) return absl::OkStatus();
  if (!has_log && std::filesystem::exists(layout.import_dir())) {
    return absl::FailedPreconditionError(
        base::Cat("an import into ", layout.root,
                  " was not finished: run `rtctl log import` again, "
                  "or remove ",
                  layout.import_dir(), " for a new log"));
  }
  RT_RETURN_IF_ERROR(CreateKeys(KeyFilesOf(config), create_keys));
  const LogIdentity identity{base::LogId::Random(),
                             static_cast<int>(config.Number("log.partitions"))};
  const absl::Status made = CreateEmbedded(config, layout, identity);
  // An earlier first start got this far and was interrupted: opening it tells which log it is.
  if (absl::IsAlreadyExists(made)) return absl::OkStatus();
  RT_RETURN_IF_ERROR(made);
  *created = true;
  return WriteDataIdentity(layout, identity);
}

absl::StatusOr<OpenedLog> OpenLog(const Config& config, const DataLayout& layout) {
  if (config.Text("log.kind") != "kafka") return OpenEmbedded(config, layout);
  OpenedLog opened;
  RT_ASSIGN_OR_RETURN(opened.log, OpenKafka(config, layout));
  return opened;
}

}  // namespace rondetafel::host
