// What the live store, the bulk builder and checkpoints share of RocksDB: settings, the store's own
// rows, and adding up all rows.
#pragma once
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <rocksdb/db.h>

#include <map>
#include <memory>
#include <string>

#include "shared/projection/row_hash.h"
#include "shared/projection/store.h"

namespace rondetafel::projection {

rocksdb::Options RocksOptions(const StoreOptions& options);
// UNAVAILABLE or DATA_LOSS with the path; Debian's rocksdb::Status may be dropped silently, ours
// not.
absl::Status ToStatus(const rocksdb::Status& status, std::string_view path);

// Whose rows these are: the meta row "identity", written before any other.
struct StoreIdentity {
  base::LogId log_id;
  std::string topic;
  int projection_version = 0;
  friend bool operator==(const StoreIdentity&, const StoreIdentity&) = default;

  std::string Encode() const;
  static std::optional<StoreIdentity> Decode(std::string_view bytes);
};
StoreIdentity IdentityOf(const StoreOptions& options);

std::string IdentityKey();
std::string HashKey();
std::string CursorKey(const eventlog::TopicPartition& of);

using Cursors = std::map<eventlog::TopicPartition, commit::FoldCursor>;

// What a store says about itself, at one moment. Nothing when the store is empty.
struct StoreState {
  StoreIdentity identity;
  RowHash hash;
  Cursors cursors;
};
absl::StatusOr<std::optional<StoreState>> ReadState(rocksdb::DB& db, const std::string& path);

// Adds up all rows and compares with the hash stored beside them, both at one moment. DATA_LOSS
// when they differ. Returns the hash.
absl::StatusOr<RowHash> AddUp(rocksdb::DB& db, const std::string& path);

// The smallest text above all that begin with `prefix`.
std::string EndOfPrefix(std::string_view prefix);
inline rocksdb::Slice ToSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
inline std::string_view FromSlice(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}

}  // namespace rondetafel::projection
