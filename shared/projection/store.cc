#include "shared/projection/store.h"

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>
#include <mutex>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/projection/checkpoint.h"
#include "shared/projection/damage.h"
#include "shared/projection/directory.h"
#include "shared/projection/rocks_rows.h"
#include "shared/projection/rocks_snapshot.h"
#include "shared/projection/row_cache.h"
#include "shared/projection/row_index.h"

namespace rondetafel::projection {
namespace {

// The database and the lock that guards it; a snapshot may be the last to hold both.
struct OpenDatabase {
  std::shared_ptr<const ProjectionDirectory> directory;
  std::unique_ptr<rocksdb::DB> db;  // closed before the lock is given up
};

// What a service keeps under a name that no topic has: not a place in the log.
bool IsPseudoSource(const eventlog::TopicPartition& source) {
  return source.topic.find('#') != std::string::npos;
}

class RocksSource : public RowSource {
 public:
  explicit RocksSource(std::shared_ptr<rocksdb::DB> db) : db_(std::move(db)) {}
  bool Load(std::string_view key, std::string* value) override {
    const rocksdb::Status got = db_->Get(rocksdb::ReadOptions(), ToSlice(key), value);
    if (!got.ok() && !got.IsNotFound()) EndForDamage(db_->GetName(), got);
    return got.ok();
  }
  void Read(std::shared_ptr<rocksdb::DB> db) { db_ = std::move(db); }

 private:
  std::shared_ptr<rocksdb::DB> db_;
};

absl::StatusOr<std::unique_ptr<RocksDbProjectionStore>> OpenGeneration(
    std::shared_ptr<const ProjectionDirectory> directory, const StoreOptions& options,
    const Generation& generation, bool aside);

class Store final : public RocksDbProjectionStore {
 public:
  Store(std::shared_ptr<OpenDatabase> open, const StoreOptions& options, Generation generation,
        bool aside, StoreState state)
      : options_(options),
        open_(std::move(open)),
        db_(open_, open_->db.get()),
        path_(open_->directory->PathOf(generation)),
        generation_(generation),
        aside_(aside),
        hash_(state.hash),
        cursors_(std::move(state.cursors)),
        source_(db_),
        rows_(&source_, options.cache_bytes_max),
        indexes_(&rows_) {}

  Rows& rows() override { return rows_; }
  commit::FoldIndex& index(std::string_view topic) override { return indexes_.Of(topic); }
  commit::FoldCursor GetCursor(const eventlog::TopicPartition& of) override {
    const auto found = cursors_.find(of);
    return found == cursors_.end() ? commit::FoldCursor{} : found->second;
  }
  void PutCursor(const eventlog::TopicPartition& of, const commit::FoldCursor& cursor) override {
    cursors_[of] = cursor;
    moved_[of] = cursor.Encode();
  }

  absl::Status Commit() override;
  std::shared_ptr<const Snapshot> TakeSnapshot() const override {
    return std::make_shared<RocksSnapshot>(db());
  }
  std::string Hash() const override {
    const std::lock_guard lock(mutex_);
    return hash_.ToHex();
  }
  absl::Status Flush() override {
    rocksdb::FlushOptions options;
    options.wait = true;
    const auto held = db();
    return Settle(*held, [&] { return held->Flush(options); });
  }

  bool aside() const override { return aside_; }
  absl::Status MakeCurrent() override;
  absl::Status VerifyHash() const override {
    const auto held = db();
    return AddUp(*held, held->GetName()).status();
  }
  absl::StatusOr<CheckpointManifest> CreateCheckpoint(const std::string& dir) const override {
    return WriteCheckpoint(*db(), dir);
  }
  const ProjectionDirectory& directory() const override { return *open_->directory; }
  Generation generation() const override {
    const std::lock_guard lock(mutex_);
    return generation_;
  }
  absl::StatusOr<std::unique_ptr<RocksDbProjectionStore>> OpenBeside(
      const Generation& generation) const override {
    return OpenGeneration(open_->directory, options_, generation, true);
  }
  absl::Status SwitchWith(RocksDbProjectionStore& other) override;

 private:
  // A batch that was made and is not in the store yet, and the hash once it is.
  struct Unwritten {
    rocksdb::WriteBatch batch;
    RowHash hash;
  };
  rocksdb::Status MakeBatch();
  // Does it; past a full disk RocksDB must be told to go on first.
  absl::Status Settle(rocksdb::DB& db, const std::function<rocksdb::Status()>& work);

  // Any thread.
  std::shared_ptr<rocksdb::DB> db() const {
    const std::lock_guard lock(mutex_);
    return db_;
  }

  const StoreOptions options_;
  // Of what other threads read: changed by the writing thread with it held.
  mutable std::mutex mutex_;
  std::shared_ptr<OpenDatabase> open_;
  std::shared_ptr<rocksdb::DB> db_;
  std::string path_;
  Generation generation_;
  std::atomic<bool> aside_;
  RowHash hash_;
  Cursors cursors_;
  std::map<eventlog::TopicPartition, std::string> moved_;
  std::unique_ptr<Unwritten> unwritten_;
  std::atomic<bool> stopped_by_full_disk_ = false;
  absl::Status failed_;
  RocksSource source_;
  RowCache rows_;
  RowIndexes indexes_;
};

rocksdb::Status Store::MakeBatch() {
  unwritten_ = std::make_unique<Unwritten>();
  unwritten_->hash = hash_;
  rocksdb::WriteBatch& batch = unwritten_->batch;
  rocksdb::Status filled;
  rows_.Drain(&unwritten_->hash, [&](std::string_view key, const std::string* value) {
    const rocksdb::Status added =
        value != nullptr ? batch.Put(ToSlice(key), *value) : batch.Delete(ToSlice(key));
    if (filled.ok()) filled = added;
  });
  for (const auto& [source, cursor] : moved_) {
    if (filled.ok()) filled = batch.Put(CursorKey(source), cursor);
  }
  moved_.clear();
  if (filled.ok() && batch.Count() > 0) filled = batch.Put(HashKey(), unwritten_->hash.Encode());
  return filled;
}

absl::Status Store::Settle(rocksdb::DB& db, const std::function<rocksdb::Status()>& work) {
  rocksdb::Status status;
  if (stopped_by_full_disk_) status = db.Resume();
  if (status.IsBusy()) return absl::ResourceExhaustedError(db.GetName() + ": not yet");
  if (status.ok()) status = work();
  stopped_by_full_disk_ = status.IsNoSpace();
  if (status.IsCorruption()) NoteDamage(db.GetName(), status.ToString());
  return ToStatus(status, db.GetName());
}

absl::Status Store::Commit() {
  RT_RETURN_IF_ERROR(failed_);
  // The cache holds what is not stored: but for a full disk, which heals, this store has nothing
  // true to say any more once a write has failed.
  if (unwritten_ == nullptr) failed_ = ToStatus(MakeBatch(), path_);
  RT_RETURN_IF_ERROR(failed_);
  if (unwritten_->batch.Count() > 0) {
    rocksdb::WriteOptions write;
    write.disableWAL = true;
    const absl::Status written =
        Settle(*db_, [&] { return db_->Write(write, &unwritten_->batch); });
    if (absl::IsResourceExhausted(written)) return written;
    RT_RETURN_IF_ERROR(failed_ = written);
    const std::lock_guard lock(mutex_);
    hash_ = unwritten_->hash;
  }
  unwritten_ = nullptr;
  rows_.Trim();
  return absl::OkStatus();
}

absl::Status Store::MakeCurrent() {
  if (!aside_) return absl::OkStatus();
  RT_RETURN_IF_ERROR(Flush());
  RT_RETURN_IF_ERROR(open_->directory->Switch({.current = generation_}));
  aside_ = false;
  return open_->directory->RemoveSuperseded();
}

absl::Status Store::SwitchWith(RocksDbProjectionStore& beside) {
  auto& other = static_cast<Store&>(beside);
  RT_RETURN_IF_ERROR(failed_);
  RT_RETURN_IF_ERROR(other.failed_);
  if (unwritten_ != nullptr || other.unwritten_ != nullptr) {
    return absl::ResourceExhaustedError(
        base::Cat("projection store ", path_, ": the disk is full"));
  }
  const bool same_place = std::ranges::all_of(cursors_, [&other](const auto& cursor) {
    return IsPseudoSource(cursor.first) ||
           other.GetCursor(cursor.first).Encode() == cursor.second.Encode();
  });
  if (aside_ || open_->directory != other.open_->directory || !same_place || hash_ != other.hash_) {
    return absl::FailedPreconditionError(
        base::Cat("projection store ", path_, ": ", other.path_, " does not hold the same"));
  }
  RT_RETURN_IF_ERROR(other.Flush());
  RT_RETURN_IF_ERROR(open_->directory->Switch({other.generation_, generation_}));
  {
    const std::scoped_lock both(mutex_, other.mutex_);
    std::swap(open_, other.open_);
    std::swap(db_, other.db_);
    std::swap(path_, other.path_);
    std::swap(generation_, other.generation_);
  }
  for (Store* store : {this, &other}) {
    store->source_.Read(store->db_);
    store->rows_.Clear();
    // Those that are not compared go with the object, not with the files.
    for (const auto& [source, cursor] : store->cursors_) store->moved_[source] = cursor.Encode();
  }
  return absl::OkStatus();
}

struct Choice {
  Generation generation;
  bool aside = false;
};

// Current if it is of this version; else the newest of this version beside it (one that has not
// caught up yet), else a new one.
absl::StatusOr<Choice> Choose(const ProjectionDirectory& directory, const StoreOptions& options) {
  RT_ASSIGN_OR_RETURN(const std::optional<Generation> current, directory.Current());
  const int version = options.projection_version;
  if (current && !std::filesystem::exists(directory.PathOf(*current))) {
    return absl::DataLossError(base::Cat("projection directory ", options.dir, " has no store ",
                                         current->Name(), ", which it says is the current one"));
  }
  if (current && current->version > version) {
    return absl::FailedPreconditionError(
        base::Cat("projection directory ", options.dir,
                  " was written by a newer version of this program (projection ", current->version,
                  "; this one makes ", version, ")"));
  }
  if (current && current->version == version) return Choice{*current, false};
  Generation newest{version, 1};
  for (const Generation& generation : directory.All()) {
    if (generation.version == version) newest = generation;
  }
  return Choice{newest, current.has_value()};
}

// A file that another one names is not there, or is no file of RocksDB's.
bool LacksPart(const rocksdb::Status& status) {
  return status.IsPathNotFound() || status.IsNotFound() || status.IsInvalidArgument() ||
         status.IsNotSupported();
}

absl::Status CheckIdentity(const StoreIdentity& found, const StoreIdentity& wanted,
                           const std::string& dir) {
  if (found.topic != wanted.topic) {
    return absl::FailedPreconditionError(base::Cat("projection directory ", dir, " belongs to ",
                                                   found.topic, ", not to ", wanted.topic));
  }
  if (found.log_id != wanted.log_id) {
    return absl::FailedPreconditionError(base::Cat("projection directory ", dir,
                                                   " was made from log ", found.log_id.ToString(),
                                                   ", not from log ", wanted.log_id.ToString()));
  }
  if (found.projection_version != wanted.projection_version) {
    return absl::FailedPreconditionError(
        base::Cat("projection directory ", dir, " holds projection ", found.projection_version,
                  " where ", wanted.projection_version, " should be"));
  }
  return absl::OkStatus();
}

absl::Status WriteFirstRows(rocksdb::DB& db, const StoreIdentity& identity,
                            const std::string& path) {
  rocksdb::WriteBatch batch;
  RT_RETURN_IF_ERROR(ToStatus(batch.Put(IdentityKey(), identity.Encode()), path));
  RT_RETURN_IF_ERROR(ToStatus(batch.Put(HashKey(), RowHash().Encode()), path));
  rocksdb::WriteOptions write;
  write.disableWAL = true;
  RT_RETURN_IF_ERROR(ToStatus(db.Write(write, &batch), path));
  return ToStatus(db.Flush(rocksdb::FlushOptions()), path);
}

absl::StatusOr<std::unique_ptr<RocksDbProjectionStore>> OpenGeneration(
    std::shared_ptr<const ProjectionDirectory> directory, const StoreOptions& options,
    const Generation& generation, bool aside) {
  auto open = std::make_shared<OpenDatabase>();
  open->directory = std::move(directory);
  const std::string path = open->directory->PathOf(generation);
  if (const std::string why = NotedDamage(path); !why.empty()) {
    return absl::DataLossError(base::Cat("projection store ", path, ": ", why));
  }
  rocksdb::DB* db = nullptr;
  const rocksdb::Status opened = rocksdb::DB::Open(RocksOptions(options), path, &db);
  if (LacksPart(opened)) {
    return absl::DataLossError(base::Cat("projection store ", path, ": ", opened.ToString()));
  }
  RT_RETURN_IF_ERROR(ToStatus(opened, path));
  open->db.reset(db);
  RT_ASSIGN_OR_RETURN(std::optional<StoreState> state, ReadState(*db, path));
  const StoreIdentity identity = IdentityOf(options);
  if (state) {
    RT_RETURN_IF_ERROR(CheckIdentity(state->identity, identity, options.dir));
  } else {
    RT_RETURN_IF_ERROR(WriteFirstRows(*db, identity, path));
    state = StoreState{identity, {}, {}};
  }
  return std::make_unique<Store>(std::move(open), options, generation, aside, *std::move(state));
}

}  // namespace

absl::StatusOr<std::unique_ptr<RocksDbProjectionStore>> RocksDbProjectionStore::Open(
    const StoreOptions& options) {
  RT_ASSIGN_OR_RETURN(std::shared_ptr<const ProjectionDirectory> directory,
                      ProjectionDirectory::Lock(options.dir));
  RT_ASSIGN_OR_RETURN(const Choice choice, Choose(*directory, options));
  directory->RemoveUnfinished();
  RT_ASSIGN_OR_RETURN(auto store,
                      OpenGeneration(directory, options, choice.generation, choice.aside));
  if (!choice.aside) {
    RT_ASSIGN_OR_RETURN(const auto pointer, directory->Pointer());
    if (!pointer) RT_RETURN_IF_ERROR(directory->Switch({.current = choice.generation}));
    RT_RETURN_IF_ERROR(directory->RemoveSuperseded());
  }
  return store;
}

}  // namespace rondetafel::projection
