// BulkBuilder: a whole projection from offset 0, about as fast as the records can be parsed. It is
// folded in memory with the same Rows and FoldIndex as the live store; what outgrows the memory
// bound is sorted and written as finished files, which a store in a folder of its own takes in,
// and read back from there when the fold asks for it again.
//
//   BulkBuilder builder({directory->BuildPathOf(next)});
//   … fold everything with builder.rows(), builder.index(topic), builder.PutCursor(), Commit() …
//   RT_RETURN_IF_ERROR(builder.Build(*directory, next, options));   // closed and whole; nothing
//                                                                   // points at it yet
//
// To check a live store, fold to its positions and compare Hash().
#pragma once
#include <memory>

#include "shared/projection/directory.h"
#include "shared/projection/row_cache.h"
#include "shared/projection/row_index.h"
#include "shared/projection/store.h"

namespace rocksdb {
class DB;
}

namespace rondetafel::projection {

struct BulkOptions {
  // Folder of its own for what outgrows memory; made when needed, gone with the builder unless
  // built. Empty: everything stays in memory.
  std::string scratch;
  // Of rows, estimated; a group between two Commits comes on top.
  std::size_t memory_bytes_max = 256 << 20;
  bool compression = true;
};

class BulkBuilder : public ProjectionWriter {
 public:
  explicit BulkBuilder(BulkOptions options = {});
  ~BulkBuilder() override;

  Rows& rows() override { return rows_; }
  commit::FoldIndex& index(std::string_view topic) override { return indexes_.Of(topic); }
  commit::FoldCursor GetCursor(const eventlog::TopicPartition& of) override;
  void PutCursor(const eventlog::TopicPartition& of, const commit::FoldCursor& cursor) override;
  // Writes out what is in memory when that is more than the bound.
  absl::Status Commit() override;
  // As a live store with these rows says it. Encodes what changed since the last spill.
  std::string Hash() { return rows_.HashAfterDrain(hash_).ToHex(); }
  int spills() const { return runs_; }
  // All rows, for a comparison. The builder must have a scratch folder, outlives the walk, and
  // takes no rows while that lasts.
  absl::StatusOr<std::unique_ptr<RowWalk>> Walk();

  // Leaves a closed store in the directory's folder of that generation, which must be a new one;
  // scratch is its build path or empty. Once; the builder is empty then.
  absl::Status Build(const ProjectionDirectory& directory, const Generation& generation,
                     const StoreOptions& options);
  // The same for a service that is stopped: locks the directory, builds, makes it the current one
  // and removes the others.
  absl::Status Finish(const StoreOptions& options);

 private:
  class Scratch : public RowSource {
   public:
    bool Load(std::string_view key, std::string* value) override;
    std::unique_ptr<rocksdb::DB> db;  // none before the first spill
  };

  absl::Status Spill();
  absl::Status OpenScratch();

  BulkOptions options_;
  Scratch scratch_;
  int runs_ = 0;  // written out so far
  RowHash hash_;  // of what was written out
  RowCache rows_;
  RowIndexes indexes_;
  std::map<eventlog::TopicPartition, commit::FoldCursor> cursors_;
};

}  // namespace rondetafel::projection
