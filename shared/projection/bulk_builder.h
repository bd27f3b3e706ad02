// BulkBuilder: a whole projection from offset 0, about as fast as the records can be parsed. It is
// folded in memory with the same Rows and FoldIndex as the live store, then sorted and written as
// finished files that an empty store takes in at once: there is no half-built store at any moment.
//
//   BulkBuilder builder;
//   … fold everything with builder.rows(), builder.index(topic), builder.PutCursor() …
//   RT_RETURN_IF_ERROR(builder.Finish(options));          // closed directory: build, switch, then
//   Open
//
// To check a live store, fold to its positions and compare Hash(); nothing is written then.
#pragma once
#include "shared/projection/row_cache.h"
#include "shared/projection/row_index.h"
#include "shared/projection/store.h"

namespace rondetafel::projection {

// All rows are in memory until Finish: about 200 bytes a row beside its key and value.
class BulkBuilder : public ProjectionWriter {
 public:
  BulkBuilder();

  Rows& rows() override { return rows_; }
  commit::FoldIndex& index(std::string_view topic) override { return indexes_.Of(topic); }
  commit::FoldCursor GetCursor(const eventlog::TopicPartition& of) override;
  void PutCursor(const eventlog::TopicPartition& of, const commit::FoldCursor& cursor) override;
  // Nothing is written before Finish, so there is nothing to do; the fold needs not know.
  absl::Status Commit() override { return absl::OkStatus(); }
  // As a live store with these rows says it. Encodes what changed since the last call.
  std::string Hash();
  std::size_t rows_built() const { return rows_.rows(); }

  // Writes a new generation, makes it the directory's current one and removes the others. The
  // directory must not be open anywhere. Once; the builder is empty then.
  absl::Status Finish(const StoreOptions& options);

 private:
  class Nothing : public RowSource {
   public:
    bool Load(std::string_view, std::string*) override { return false; }
  };

  Nothing nothing_;
  RowHash hash_;
  RowCache rows_;
  RowIndexes indexes_;
  std::map<eventlog::TopicPartition, commit::FoldCursor> cursors_;
};

}  // namespace rondetafel::projection
