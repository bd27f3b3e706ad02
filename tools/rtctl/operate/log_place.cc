#include "tools/rtctl/operate/log_place.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "services/keyring/key_file.h"
#include "shared/access/development_key.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/base/time.h"
#include "shared/commit/genesis.h"
#include "shared/commit/mac_keys.h"
#include "shared/eventlog_kafka/kafka_event_log.h"
#include "shared/eventlog_rocksdb/rocksdb_event_log.h"
#include "shared/heads/signing_key.h"
#include "shared/host/data_layout.h"
#include "shared/host/log_source.h"

namespace rondetafel::rtctl {
namespace {

eventlog::KafkaLogOptions KafkaOptions(const LogPlace& place) {
  eventlog::KafkaLogOptions options;
  options.bootstrap = place.kafka;
  options.topics = host::SuiteTopics();
  options.topic_prefix = place.topic_prefix;
  return options;
}

// Keys that are there stay as they are: an interrupted run may have made a part of them.
absl::Status MakeKeys(const LogPlace& place) {
  RT_RETURN_IF_ERROR(MakeOwnKeys(place));
  const host::KeyFiles files{KeysDirOf(place)};
  for (const absl::Status& made :
       {commit::CreateKeyFile(files.mac()), keyring::CreateKeyFile(files.dir + "/keyring.toml")}) {
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

// Keys may be there already; a log, or what was folded from another, may not.
absl::Status CheckEmpty(const host::DataLayout& layout) {
  std::vector<std::string> paths = {layout.log_dir(), layout.identity_file()};
  for (const std::string& service : host::SuiteTopics()) {
    paths.push_back(layout.service_dir(service));
  }
  for (const std::string& path : paths) {
    if (!std::filesystem::exists(path)) continue;
    return absl::FailedPreconditionError(
        base::Cat(path, " is there already: a log is imported into an empty data directory only"));
  }
  return absl::OkStatus();
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

std::string KeysDirOf(const LogPlace& place) {
  return place.keys_dir.empty() ? place.data_dir + "/keys" : place.keys_dir;
}

std::string SigningKeyFileOf(const LogPlace& place) {
  return host::KeyFiles{KeysDirOf(place)}.signing();
}

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

absl::Status MakeOwnKeys(const LogPlace& place) {
  const host::KeyFiles files{KeysDirOf(place)};
  std::error_code error;
  std::filesystem::create_directories(files.dir, error);
  if (error) {
    return absl::FailedPreconditionError(
        base::Cat("cannot make ", files.dir, ": ", error.message()));
  }
  std::filesystem::permissions(files.dir, std::filesystem::perms::owner_all, error);
  for (const absl::Status& made : {access::CreateDevelopmentKey(files.development_token()),
                                   heads::CreateSigningKey(files.signing())}) {
    if (!made.ok() && !absl::IsAlreadyExists(made)) return made;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<NewLog>> NewLog::Begin(const LogPlace& place,
                                                      const eventlog::LogIdentity& identity,
                                                      const eventlog::IdentityBuilder& record0) {
  auto made = std::make_unique<NewLog>();
  made->place_ = place;
  made->identity_ = identity;
  if (!place.kafka.empty()) {
    RT_RETURN_IF_ERROR(CreateOnKafka(place, identity, record0));
    RT_ASSIGN_OR_RETURN(made->log_, eventlog::KafkaEventLog::Open(
                                        KafkaOptions(place), commit::ReadLogIdentity, identity));
    return made;
  }
  const host::DataLayout layout{place.data_dir};
  RT_ASSIGN_OR_RETURN(made->lock_, host::LockDataDir(layout));
  RT_RETURN_IF_ERROR(CheckEmpty(layout));
  std::error_code error;
  std::filesystem::remove_all(layout.import_dir(), error);  // of an import that was interrupted
  eventlog::RocksDbLogOptions options;
  options.dir = layout.import_dir();
  RT_RETURN_IF_ERROR(eventlog::RocksDbEventLog::Create(options, host::SuiteTopics(),
                                                       identity.partition_count, record0));
  RT_ASSIGN_OR_RETURN(made->log_,
                      eventlog::RocksDbEventLog::Open(options, commit::ReadLogIdentity, identity));
  return made;
}

absl::Status NewLog::Finish() {
  log_ = nullptr;
  if (!place_.kafka.empty()) return absl::OkStatus();
  const host::DataLayout layout{place_.data_dir};
  if (std::rename(layout.import_dir().c_str(), layout.log_dir().c_str()) != 0) {
    return absl::FailedPreconditionError(base::Cat("cannot make ", layout.log_dir()));
  }
  RT_RETURN_IF_ERROR(eventlog::SyncDirectory(layout.root));
  return host::WriteDataIdentity(layout, identity_);
}

}  // namespace rondetafel::rtctl
