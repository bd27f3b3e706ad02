#include "tools/rtctl/operate/log_place.h"

#include <algorithm>
#include <filesystem>

#include "services/keyring/key_file.h"
#include "shared/access/development_key.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/base/time.h"
#include "shared/commit/genesis.h"
#include "shared/commit/mac_keys.h"
#include "shared/eventlog_kafka/kafka_event_log.h"
#include "shared/eventlog_rocksdb/rocksdb_event_log.h"
#include "shared/host/data_layout.h"
#include "shared/host/log_source.h"

namespace rondetafel::rtctl {
namespace {

std::string KeysDirOf(const LogPlace& place) {
  return place.keys_dir.empty() ? place.data_dir + "/keys" : place.keys_dir;
}

eventlog::KafkaLogOptions KafkaOptions(const LogPlace& place) {
  eventlog::KafkaLogOptions options;
  options.bootstrap = place.kafka;
  options.topics = host::SuiteTopics();
  options.topic_prefix = place.topic_prefix;
  return options;
}

// Keys that are there stay as they are: an interrupted run may have made a part of them.
absl::Status MakeKeys(const LogPlace& place) {
  const host::KeyFiles files{KeysDirOf(place)};
  std::error_code error;
  std::filesystem::create_directories(files.dir, error);
  if (error) {
    return absl::FailedPreconditionError(
        base::Cat("cannot make ", files.dir, ": ", error.message()));
  }
  std::filesystem::permissions(files.dir, std::filesystem::perms::owner_all, error);
  for (const absl::Status& made :
       {commit::CreateKeyFile(files.mac()), access::CreateDevelopmentKey(files.development_token()),
        keyring::CreateKeyFile(files.dir + "/keyring.toml")}) {
    if (!made.ok() && !absl::IsAlreadyExists(made)) return made;
  }
  return absl::OkStatus();
}

absl::Status CreateEmbedded(const LogPlace& place, const eventlog::LogIdentity& identity,
                            const eventlog::IdentityBuilder& record0) {
  const host::DataLayout layout{place.data_dir};
  RT_ASSIGN_OR_RETURN(const auto lock, host::LockDataDir(layout));
  eventlog::RocksDbLogOptions options;
  options.dir = layout.log_dir();
  RT_RETURN_IF_ERROR(eventlog::RocksDbEventLog::Create(options, host::SuiteTopics(),
                                                       identity.partition_count, record0));
  return host::WriteDataIdentity(layout, identity);
}

absl::Status CreateOnKafka(const LogPlace& place, const eventlog::LogIdentity& identity,
                           const eventlog::IdentityBuilder& record0) {
  eventlog::KafkaTopicOptions topics;
  topics.replication_factor = place.replication;
  topics.insync_replicas_min = std::max(1, place.replication - 1);
  return eventlog::KafkaEventLog::Create(KafkaOptions(place), topics, identity.partition_count,
                                         record0);
}

}  // namespace

std::string MacKeyFileOf(const LogPlace& place) { return host::KeyFiles{KeysDirOf(place)}.mac(); }

absl::StatusOr<std::unique_ptr<eventlog::EventLog>> OpenPlace(const LogPlace& place) {
  if (!place.kafka.empty()) {
    return eventlog::KafkaEventLog::Open(KafkaOptions(place), commit::ReadLogIdentity,
                                         std::nullopt);
  }
  const host::DataLayout layout{place.data_dir};
  if (!std::filesystem::exists(layout.log_dir())) {
    return absl::NotFoundError(base::Cat("there is no log in ", place.data_dir,
                                         "; name its data directory with --data-dir"));
  }
  // Only to say it in one sentence: the log below has a lock of its own.
  RT_RETURN_IF_ERROR(host::LockDataDir(layout).status());
  RT_ASSIGN_OR_RETURN(const auto known, host::ReadDataIdentity(layout));
  eventlog::RocksDbLogOptions options;
  options.dir = layout.log_dir();
  return eventlog::RocksDbEventLog::Open(options, commit::ReadLogIdentity, known);
}

absl::StatusOr<base::LogId> CreateLog(const LogPlace& place) {
  RT_RETURN_IF_ERROR(MakeKeys(place));
  RT_ASSIGN_OR_RETURN(const auto keys, commit::ReadKeyFile(MacKeyFileOf(place)));
  const eventlog::LogIdentity identity{base::LogId::Random(), place.partitions};
  const base::Instant now = base::SystemClock().Now();
  const eventlog::IdentityBuilder record0 = [&](const eventlog::TopicPartition& of) {
    return commit::BuildLogIdentity(commit::StampWith(keys, of.topic, of.partition, now), identity);
  };
  RT_RETURN_IF_ERROR(place.kafka.empty() ? CreateEmbedded(place, identity, record0)
                                         : CreateOnKafka(place, identity, record0));
  return identity.log_id;
}

}  // namespace rondetafel::rtctl
