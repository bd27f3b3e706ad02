// MemoryProjectionStore: the store of tests and simulations. The same rows, batches and hash as on
// disk, and a kill that costs nothing: Crash() gives what a process finds that was killed.
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "shared/projection/row_cache.h"
#include "shared/projection/row_index.h"
#include "shared/projection/store.h"

namespace rondetafel::projection {

// Threads as for ProjectionStore. Snapshots share the rows until the next Commit copies them, so
// this is for thousands of rows, not millions.
class MemoryProjectionStore : public ProjectionStore {
 public:
  MemoryProjectionStore();

  Rows& rows() override { return rows_; }
  commit::FoldIndex& index(std::string_view topic) override { return indexes_.Of(topic); }
  commit::FoldCursor GetCursor(const eventlog::TopicPartition& of) override;
  void PutCursor(const eventlog::TopicPartition& of, const commit::FoldCursor& cursor) override;
  absl::Status Commit() override;
  std::shared_ptr<const Snapshot> TakeSnapshot() const override;
  std::string Hash() const override;
  absl::Status Flush() override;

  // A new store with what the last Flush kept: the earliest a kill can leave.
  std::unique_ptr<MemoryProjectionStore> Crash() const;

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

  mutable std::mutex mutex_;  // of content_ and flushed_, for readers on other threads
  Content content_;
  Content flushed_;
  std::map<eventlog::TopicPartition, commit::FoldCursor> moved_;
  Source source_;
  RowCache rows_;
  RowIndexes indexes_;
};

}  // namespace rondetafel::projection
