// What a process keeps below its data directory, and whose it is:
//
//   data/lock            held while a process runs: one owner
//   data/log.toml        which log everything here belongs to
//   data/log/            the embedded log (absent with Kafka)
//   data/<service>/      that service's projection; may be thrown away and replayed
//   data/keys/           key files, mode 0600; never thrown away
//
// Everything but log/, log.toml and keys/ can be rebuilt. A directory of one log is never used with
// another.
#pragma once
#include <absl/status/statusor.h>

#include <memory>
#include <optional>
#include <string>

#include "shared/eventlog/log_identity.h"
#include "shared/eventlog_rocksdb/directory_lock.h"

namespace rondetafel::host {

struct DataLayout {
  std::string root;

  std::string log_dir() const { return root + "/log"; }
  // Where a log lies while `rtctl log import` fills it.
  std::string import_dir() const { return root + "/log.importing"; }
  std::string service_dir(const std::string& service) const { return root + "/" + service; }
  std::string identity_file() const { return root + "/log.toml"; }
};

// Makes the directory when absent and holds it. FAILED_PRECONDITION: another process does.
absl::StatusOr<std::unique_ptr<eventlog::DirectoryLock>> LockDataDir(const DataLayout& layout);

// What log.toml says; nullopt when there is none. DATA_LOSS when it cannot be read.
absl::StatusOr<std::optional<eventlog::LogIdentity>> ReadDataIdentity(const DataLayout& layout);
// Writes log.toml, durably and whole or not at all.
absl::Status WriteDataIdentity(const DataLayout& layout, const eventlog::LogIdentity& identity);
// FAILED_PRECONDITION in one sentence when the directory belongs to another log; writes log.toml
// when there is none yet.
absl::Status ClaimDataDir(const DataLayout& layout, const eventlog::LogIdentity& identity);

}  // namespace rondetafel::host
