// MemoryProjectionStore: the store of tests and simulations. The same rows, batches and hash as on
// disk, and a kill that costs nothing: Crash() gives what a process finds that was killed. A disk
// may have kept more than the last Flush, any batch's end: with a journal, CrashAt(batch) gives
// each.
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "shared/projection/row_cache.h"
#include "shared/projection/row_index.h"
#include "shared/projection/store.h"

namespace rondetafel::projection {

// Threads as for ProjectionStore. Snapshots share the rows until the next Commit copies them, so
// this is for thousands of rows, not millions.
class MemoryProjectionStore : public ProjectionStore {
 public:
  // `journal`: keeps what each batch replaced, so that CrashAt can go back.
  explicit MemoryProjectionStore(bool journal = false);

  Rows& rows() override { return rows_; }
  commit::FoldIndex& index(std::string_view topic) override { return indexes_.Of(topic); }
  commit::FoldCursor GetCursor(const eventlog::TopicPartition& of) override;
  void PutCursor(const eventlog::TopicPartition& of, const commit::FoldCursor& cursor) override;
  absl::Status Commit() override;
  std::shared_ptr<const Snapshot> TakeSnapshot() const override;
  std::string Hash() const override;
  absl::Status Flush() override;

  // While full, Commit and Flush are RESOURCE_EXHAUSTED.
  void SetFull(bool full) { full_ = full; }

  // A new store with what the last Flush kept: the earliest a kill can leave.
  std::unique_ptr<MemoryProjectionStore> Crash() const;
  // With a journal: batches written so far, and how many of them the last Flush kept.
  std::size_t batches() const { return journal_.size(); }
  std::size_t batches_flushed() const { return flushed_batches_; }
  // With a journal: the store as it was after so many batches. Takes this store's rows: it is of no
  // use any more. A kill leaves any number from batches_flushed() on; a restored checkpoint fewer.
  std::unique_ptr<MemoryProjectionStore> CrashAt(std::size_t batches);

 private:
  using Table = std::map<std::string, std::string, std::less<>>;
  struct Content {
    std::shared_ptr<const Table> rows = std::make_shared<Table>();
    std::map<eventlog::TopicPartition, commit::FoldCursor> cursors;
    RowHash hash;
  };
  class Source : public RowSource {
   public:
    explicit Source(const Content* content) : content_(content) {}
    bool Load(std::string_view key, std::string* value) override;

   private:
    const Content* content_;
  };
  class TableSnapshot;
  // What a batch replaced.
  struct Undo {
    std::vector<std::pair<std::string, std::optional<std::string>>> rows;
    std::vector<std::pair<eventlog::TopicPartition, std::optional<commit::FoldCursor>>> cursors;
    RowHash hash;
  };

  mutable std::mutex mutex_;  // of content_ and flushed_, for readers on other threads
  Content content_;
  Content flushed_;
  const bool keeps_journal_;
  bool full_ = false;
  std::vector<Undo> journal_;
  std::size_t flushed_batches_ = 0;
  std::map<eventlog::TopicPartition, commit::FoldCursor> moved_;
  Source source_;
  RowCache rows_;
  RowIndexes indexes_;
};

}  // namespace rondetafel::projection
