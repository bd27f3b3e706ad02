// A golden history: a whole log as some released binary wrote it, with the projections it gave.
// Every later binary must read it and get the same.
//
//   history.gz    the records, compressed
//   mac.keys      the MAC keys they were made with (of a log made for this purpose alone)
//   hashes.txt    "<service> <projection version> <hash over all rows>", a line each
//
// golden_record writes one; golden_test folds them all.
#pragma once
#include <absl/status/statusor.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "shared/commit/mac_keys.h"
#include "shared/eventlog/sim_event_log.h"
#include "shared/runtime/definition.h"

namespace rondetafel::golden {

inline constexpr std::string_view kServices[] = {"intake",   "triage",     "scheduling",
                                                 "workplan", "statistics", "keyring"};
inline constexpr char kHistoryFile[] = "history.gz";
inline constexpr char kKeyFile[] = "mac.keys";
inline constexpr char kHashFile[] = "hashes.txt";

using Records = std::vector<eventlog::LogRecord>;
// By service and projection version.
using Hashes = std::map<std::pair<std::string, int>, std::string>;

// Everything the log has now, partition by partition.
absl::StatusOr<Records> ReadAll(eventlog::EventLog& log);
absl::Status Write(const Records& records, const std::string& file);
absl::StatusOr<Records> Read(const std::string& file);
absl::StatusOr<Hashes> ReadHashes(const std::string& file);

// The same log in memory; its identity is what its records 0 say.
absl::StatusOr<std::unique_ptr<eventlog::SimEventLog>> InMemory(const Records& records);

// Hash of a service's projection of the whole log.
absl::StatusOr<std::string> Fold(eventlog::EventLog& log, const commit::MacKeyring& keys,
                                 const runtime::ServiceDefinition& definition);

}  // namespace rondetafel::golden
