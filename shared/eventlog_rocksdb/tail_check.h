// What an embedded log finds out about itself before it changes anything on the disk: whether every
// record that somebody may have been told of is there. RocksDB takes a damaged length, or a lost
// entry of its manifest, for a write that was cut off, and goes on without what stood behind it.
//
// A cut-off end that nobody was told of is normal after a crash and no fault.
#pragma once
#include <absl/status/statusor.h>

#include <string>
#include <vector>

#include "shared/eventlog_rocksdb/acknowledged_ends.h"
#include "shared/eventlog_rocksdb/record_store.h"

namespace rondetafel::eventlog {

struct TailCheck {
  // The first place that is damaged; empty when no file looks so.
  std::string damage;
  // Acknowledged records that are not there, as "intake/2 from 501 to 503, …"; empty when all are.
  std::string lost;
  // It cannot be told which records, but some acknowledged ones may be lost.
  bool in_doubt = false;
  // Records can be read up to the damaged place only.
  bool up_to_damage = false;

  bool whole() const { return lost.empty() && !in_doubt; }
};

// `log_dir` has the file of acknowledged ends. DATA_LOSS: damaged so that going on without a tail
// does not help; names the place.
absl::StatusOr<TailCheck> CheckTail(const std::string& log_dir, const StoreOptions& options);

// Keeps what opening to write would remove, durably, in a new folder beside the records; its path:
// the write-ahead log, which is cut, and tables that the manifest has forgotten.
absl::StatusOr<std::string> KeepLostTail(const std::string& log_dir, const StoreOptions& options);

}  // namespace rondetafel::eventlog
