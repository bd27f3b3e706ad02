// One simulated log and keyrings on it, each with a runtime, a store and a client of its own.
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "services/keyring/definition.h"
#include "services/keyring/keyring_handlers.h"
#include "services/keyring/local_keyring_client.h"
#include "shared/base/check.h"
#include "shared/base/text.h"
#include "shared/commit/genesis.h"
#include "shared/commit/mac_keys.h"
#include "shared/eventlog/sim_event_log.h"
#include "shared/projection/temp_dir.h"
#include "shared/runtime/service_runtime.h"

namespace rondetafel::keyring::testing {

inline base::Instant In(std::int64_t seconds) {
  return {base::SystemClock().Now().us + seconds * 1'000'000};
}

// A replica of the keyring.
class Replica {
 public:
  Replica(eventlog::EventLog* log, const commit::MacKeyring* mac_keys, const KeyFile* keys,
          std::string data_dir) {
    runtime::RuntimeOptions options;
    options.data_dir = std::move(data_dir);
    auto started = runtime::ServiceRuntime::Start(options, MakeDefinition(), log, mac_keys);
    RT_CHECK(started.ok());
    runtime_ = *std::move(started);
    handlers_ = std::make_unique<KeyringHandlers>(runtime_.get(), keys);
    door_.Open(handlers_.get());
    // Whatever is in the log now is folded before anything is asked.
    RT_CHECK(runtime_->AwaitServing(In(30)).ok());
    RT_CHECK(runtime_->ReadStrong(base::CaseId::Random(), In(30)).ok());
  }
  ~Replica() {
    door_.Close();
    runtime_->Stop(std::chrono::seconds(5));
  }

  LocalKeyringClient ClientOf(std::string_view service) {
    return LocalKeyringClient(&door_, service, &base::SystemClock());
  }
  runtime::ServiceRuntime& runtime() { return *runtime_; }
  KeyringHandlers& handlers() { return *handlers_; }

 private:
  std::unique_ptr<runtime::ServiceRuntime> runtime_;
  std::unique_ptr<KeyringHandlers> handlers_;
  LocalDoor door_;
};

class KeyringRig {
 public:
  explicit KeyringRig(int partition_count = 4) {
    commit::MacKey mac_key{};
    mac_key.fill(7);
    mac_keys_.Add(base::KeyId::Random(), mac_key);
    eventlog::SimOptions options;
    options.log_id = base::LogId::Random();
    options.partition_count = partition_count;
    options.topics = {kTopic};
    const eventlog::LogIdentity identity{options.log_id, partition_count};
    options.record0 = [this, identity](const eventlog::TopicPartition& of) {
      return commit::BuildLogIdentity(
          commit::StampWith(mac_keys_, of.topic, of.partition, {1'600'000'000'000'000}), identity);
    };
    log_ = std::make_unique<eventlog::SimEventLog>(std::move(options));
  }

  // `name` is the store's: the same name again is a restart, a new one a replica that folds from
  // the start.
  std::unique_ptr<Replica> Start(const std::string& name) { return Start(name, keys_); }
  std::unique_ptr<Replica> Start(const std::string& name, const KeyFile& keys) {
    return std::make_unique<Replica>(log_.get(), &mac_keys_, &keys, dir_.path(name));
  }
  // On a log that stands before the rig's.
  std::unique_ptr<Replica> StartOn(eventlog::EventLog* log, const std::string& name) {
    return std::make_unique<Replica>(log, &mac_keys_, &keys_, dir_.path(name));
  }

  eventlog::SimEventLog& log() { return *log_; }
  const KeyFile& keys() const { return keys_; }
  std::string data_dir() const { return dir_.path(); }
  // All records of the topic.
  std::vector<std::string> Records() const {
    std::vector<std::string> all;
    for (int p = 0; p < log_->partition_count(); ++p) {
      for (std::string& record : log_->Records({kTopic, p})) all.push_back(std::move(record));
    }
    return all;
  }

 private:
  projection::TempDir dir_;
  commit::MacKeySet mac_keys_;
  const KeyFile keys_ = KeyFile::Generate();
  std::unique_ptr<eventlog::SimEventLog> log_;
};

}  // namespace rondetafel::keyring::testing
