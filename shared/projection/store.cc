#include "shared/projection/store.h"

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <filesystem>
#include <mutex>

#include "shared/base/check.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/projection/checkpoint.h"
#include "shared/projection/directory.h"
#include "shared/projection/rocks_rows.h"
#include "shared/projection/rocks_snapshot.h"
#include "shared/projection/row_cache.h"
#include "shared/projection/row_index.h"

namespace rondetafel::projection {
namespace {

// The database and the lock that guards it; a snapshot may be the last to hold both.
struct OpenDatabase {
  std::unique_ptr<ProjectionDirectory> directory;
  std::unique_ptr<rocksdb::DB> db;  // closed before the lock is given up
};

class RocksSource : public RowSource {
 public:
  explicit RocksSource(std::shared_ptr<rocksdb::DB> db) : db_(std::move(db)) {}
  bool Load(std::string_view key, std::string* value) override {
    const rocksdb::Status got = db_->Get(rocksdb::ReadOptions(), ToSlice(key), value);
    // Deciding as if a row that cannot be read were absent would be worse than ending here.
    RT_CHECK(got.ok() || got.IsNotFound());
    return got.ok();
  }

 private:
  std::shared_ptr<rocksdb::DB> db_;
};

class Store final : public RocksDbProjectionStore {
 public:
  Store(std::shared_ptr<OpenDatabase> open, const StoreOptions& options, Generation generation,
        bool aside, StoreState state)
      : open_(std::move(open)),
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
    return std::make_shared<RocksSnapshot>(db_);
  }
  std::string Hash() const override {
    const std::lock_guard lock(mutex_);
    return hash_.ToHex();
  }
  absl::Status Flush() override {
    rocksdb::FlushOptions options;
    options.wait = true;
    return ToStatus(db_->Flush(options), path_);
  }

  bool aside() const override { return aside_; }
  absl::Status MakeCurrent() override;
  absl::Status VerifyHash() const override { return AddUp(*db_, path_).status(); }
  absl::Status CreateCheckpoint(const std::string& dir) const override {
    return WriteCheckpoint(*db_, dir);
  }

 private:
  std::shared_ptr<OpenDatabase> open_;
  std::shared_ptr<rocksdb::DB> db_;
  std::string path_;
  Generation generation_;
  bool aside_;
  mutable std::mutex mutex_;  // of hash_
  RowHash hash_;
  Cursors cursors_;
  std::map<eventlog::TopicPartition, std::string> moved_;
  absl::Status failed_;
  RocksSource source_;
  RowCache rows_;
  RowIndexes indexes_;
};

absl::Status Store::Commit() {
  RT_RETURN_IF_ERROR(failed_);
  rocksdb::WriteBatch batch;
  rocksdb::Status filled;
  RowHash hash = hash_;
  rows_.Drain(&hash, [&](std::string_view key, const std::string* value) {
    const rocksdb::Status added =
        value != nullptr ? batch.Put(ToSlice(key), *value) : batch.Delete(ToSlice(key));
    if (filled.ok()) filled = added;
  });
  for (const auto& [source, cursor] : moved_) {
    if (filled.ok()) filled = batch.Put(CursorKey(source), cursor);
  }
  moved_.clear();
  if (filled.ok() && batch.Count() == 0) return absl::OkStatus();
  if (filled.ok()) filled = batch.Put(HashKey(), hash.Encode());
  rocksdb::WriteOptions write;
  write.disableWAL = true;
  if (filled.ok()) filled = db_->Write(write, &batch);
  // The cache holds what is not stored now: this store has nothing true to say any more.
  failed_ = ToStatus(filled, path_);
  if (failed_.ok()) {
    const std::lock_guard lock(mutex_);
    hash_ = hash;
  }
  return failed_;
}

absl::Status Store::MakeCurrent() {
  if (!aside_) return absl::OkStatus();
  RT_RETURN_IF_ERROR(Flush());
  RT_RETURN_IF_ERROR(open_->directory->Switch(generation_));
  aside_ = false;
  return open_->directory->RemoveSuperseded(generation_);
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

}  // namespace

absl::StatusOr<std::unique_ptr<RocksDbProjectionStore>> RocksDbProjectionStore::Open(
    const StoreOptions& options) {
  auto open = std::make_shared<OpenDatabase>();
  RT_ASSIGN_OR_RETURN(open->directory, ProjectionDirectory::Lock(options.dir));
  RT_ASSIGN_OR_RETURN(const Choice choice, Choose(*open->directory, options));
  const std::string path = open->directory->PathOf(choice.generation);
  std::error_code ignored;
  std::filesystem::remove_all(base::Cat(path, '/', kSortedFolder), ignored);
  rocksdb::DB* db = nullptr;
  RT_RETURN_IF_ERROR(ToStatus(rocksdb::DB::Open(RocksOptions(options), path, &db), path));
  open->db.reset(db);
  RT_ASSIGN_OR_RETURN(std::optional<StoreState> state, ReadState(*db, path));
  const StoreIdentity identity = IdentityOf(options);
  if (state) {
    RT_RETURN_IF_ERROR(CheckIdentity(state->identity, identity, options.dir));
  } else {
    RT_RETURN_IF_ERROR(WriteFirstRows(*db, identity, path));
    state = StoreState{identity, {}, {}};
  }
  if (!choice.aside) {
    RT_RETURN_IF_ERROR(open->directory->Switch(choice.generation));
    RT_RETURN_IF_ERROR(open->directory->RemoveSuperseded(choice.generation));
  }
  return std::make_unique<Store>(std::move(open), options, choice.generation, choice.aside,
                                 *std::move(state));
}

}  // namespace rondetafel::projection
