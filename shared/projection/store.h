// ProjectionStore: everything a service can throw away and replay, kept so that it need not. Rows,
// heads, known commands, cursors and the additive hash change together, in one batch per group of
// records.
//
//   auto store = RocksDbProjectionStore::Open(options);
//   commit::PartitionFold fold(fold_options, &(*store)->index(source.topic),
//   (*store)->GetCursor(source)); … fold records, change (*store)->rows() …
//   (*store)->PutCursor(source, fold.cursor());
//   RT_RETURN_IF_ERROR((*store)->Commit());          // now snapshots show the group
//
// The write-ahead log is off: the event log is the log. A killed process finds the store at an
// earlier group's end, never between two, and folds on from the cursors it finds there.
//
// ProjectionStore is the port; RocksDbProjectionStore (this file) and MemoryProjectionStore
// (memory_store.h, for tests and simulations) keep the same rows and hash.
#pragma once
#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "shared/base/id.h"
#include "shared/commit/fold.h"
#include "shared/eventlog/event_log.h"
#include "shared/projection/checkpoint_manifest.h"
#include "shared/projection/directory.h"
#include "shared/projection/rows.h"
#include "shared/projection/snapshot.h"

namespace rondetafel::projection {

// Tables the store keeps for itself; services name theirs otherwise.
inline constexpr std::string_view kHeadTable = "head";
inline constexpr std::string_view kCommandTable = "command";
// Not covered by the additive hash: cursors, and what the store says about itself.
inline constexpr std::string_view kCursorTable = "cursor";
inline constexpr std::string_view kMetaTable = "meta";

// What a fold writes to: a live store, or the builder of a new one (bulk_builder.h). Not
// thread-safe.
class ProjectionWriter {
 public:
  virtual ~ProjectionWriter() = default;

  // Rows changed since the last Commit are seen here and nowhere else. Pointers that Find and
  // Mutable gave end at Commit, which may drop clean rows from memory.
  virtual Rows& rows() = 0;
  // Heads and known commands of one topic, in the same batch. Keyed by topic, because a service
  // folds its own topic and others', and a command id is known per topic and case. The reference
  // stays valid.
  virtual commit::FoldIndex& index(std::string_view topic) = 0;
  // A fresh cursor (offset 0) when the partition was never folded.
  virtual commit::FoldCursor GetCursor(const eventlog::TopicPartition& of) = 0;
  virtual void PutCursor(const eventlog::TopicPartition& of, const commit::FoldCursor& cursor) = 0;

  // Writes everything changed since the last call as one unit. RESOURCE_EXHAUSTED: the disk is
  // full; the caller changes nothing and calls again until it is OK. Any other error is final: the
  // caller stops and starts again from what is stored.
  virtual absl::Status Commit() = 0;
};

// Not thread-safe except TakeSnapshot, Hash and Flush, which any thread may call. Snapshots may
// outlive the store, and keep its files open and its directory locked until they end.
class ProjectionStore : public ProjectionWriter {
 public:
  // What the last Commit wrote.
  virtual std::shared_ptr<const Snapshot> TakeSnapshot() const = 0;
  // Additive hash over all rows as of the last Commit, 32 hex digits. Equal rows, equal hash,
  // whatever the order in which they came to be.
  virtual std::string Hash() const = 0;
  // Makes the last Commit survive a kill. Blocks on the disk. RESOURCE_EXHAUSTED: it is full, call
  // again later.
  virtual absl::Status Flush() = 0;
};

struct StoreOptions {
  std::string dir;    // created when absent; one per service
  std::string topic;  // the service's own
  base::LogId log_id;
  int projection_version = 1;  // a higher one starts an empty store beside the older
  bool compression = true;
  std::size_t cache_bytes_max = 16 << 20;  // clean decoded rows kept, estimated
  std::size_t write_buffer_bytes = 8 << 20;
  std::size_t block_cache_bytes = 8 << 20;
};

class RocksDbProjectionStore : public ProjectionStore {
 public:
  // Opens the store of this version, or creates an empty one. FAILED_PRECONDITION, in one sentence:
  // in use by another process, another log's or another topic's data, written by a newer version.
  // DATA_LOSS: damaged; SetAside (damage.h) and open again.
  static absl::StatusOr<std::unique_ptr<RocksDbProjectionStore>> Open(const StoreOptions& options);

  // True when an older version is still the directory's current one: call MakeCurrent once this
  // store has caught up.
  virtual bool aside() const = 0;
  // Points the directory at this store and removes what it supersedes. No effect when already so.
  virtual absl::Status MakeCurrent() = 0;
  // Adds up all rows again and compares: DATA_LOSS when the stored hash is another. Any thread;
  // reads everything.
  virtual absl::Status VerifyHash() const = 0;
  // A copy that opens by itself, with its manifest (checkpoint.h), made of the last Commit. `dir`
  // must not exist. Any thread.
  virtual absl::StatusOr<CheckpointManifest> CreateCheckpoint(const std::string& dir) const = 0;

  // Blue and green. Both stores are in the same directory, which stays locked as long as one of
  // them, or a snapshot of one, lives.
  virtual const ProjectionDirectory& directory() const = 0;
  virtual Generation generation() const = 0;
  // Opens another generation of this version beside this one. UNAVAILABLE: it is open already, for
  // example because a query still reads it.
  virtual absl::StatusOr<std::unique_ptr<RocksDbProjectionStore>> OpenBeside(
      const Generation& generation) const = 0;
  // From now on this object reads and writes what `other` did, and `other` the opposite; the
  // directory points at the new one and keeps the old to roll back to. The rows must be the same
  // ones, at the same cursors (FAILED_PRECONDITION): whoever took a snapshot before or after sees
  // no difference. Between two groups, on the writing thread; nothing is changed unless OK.
  virtual absl::Status SwitchWith(RocksDbProjectionStore& other) = 0;
};

}  // namespace rondetafel::projection
