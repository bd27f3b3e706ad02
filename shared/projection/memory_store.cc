#include "shared/projection/memory_store.h"

#include <algorithm>
#include <limits>

#include "shared/base/check.h"

namespace rondetafel::projection {

class MemoryProjectionStore::TableSnapshot : public Snapshot {
  class TableWalk : public RowWalk {
   public:
    explicit TableWalk(const Table& rows) : at_(rows.begin()), end_(rows.end()) {}
    bool valid() const override { return at_ != end_; }
    std::string_view key() const override { return at_->first; }
    std::string_view value() const override { return at_->second; }
    void Next() override { ++at_; }

   private:
    Table::const_iterator at_, end_;
  };

 public:
  explicit TableSnapshot(std::shared_ptr<const Table> rows) : rows_(std::move(rows)) {}
  bool GetBytes(const Key& key, std::string* value) const override {
    const auto found = rows_->find(key.bytes());
    if (found == rows_->end()) return false;
    *value = found->second;
    return true;
  }
  void Scan(const Key& prefix, std::string_view from,
            const std::function<bool(std::string_view key, std::string_view value)>& visit)
      const override {
    const std::string_view start = std::max(std::string_view(prefix.bytes()), from);
    for (auto it = rows_->lower_bound(start); it != rows_->end(); ++it) {
      if (!it->first.starts_with(prefix.bytes()) || !visit(it->first, it->second)) return;
    }
  }
  std::unique_ptr<RowWalk> Walk() const override { return std::make_unique<TableWalk>(*rows_); }

 private:
  std::shared_ptr<const Table> rows_;
};

bool MemoryProjectionStore::Source::Load(std::string_view key, std::string* value) {
  const auto found = content_->rows->find(key);
  if (found == content_->rows->end()) return false;
  *value = found->second;
  return true;
}

MemoryProjectionStore::MemoryProjectionStore(bool journal)
    : keeps_journal_(journal),
      source_(&content_),
      rows_(&source_, std::numeric_limits<std::size_t>::max()),
      indexes_(&rows_) {}

commit::FoldCursor MemoryProjectionStore::GetCursor(const eventlog::TopicPartition& of) {
  if (const auto moved = moved_.find(of); moved != moved_.end()) return moved->second;
  const auto found = content_.cursors.find(of);
  return found == content_.cursors.end() ? commit::FoldCursor{} : found->second;
}

void MemoryProjectionStore::PutCursor(const eventlog::TopicPartition& of,
                                      const commit::FoldCursor& cursor) {
  moved_[of] = cursor;
}

absl::Status MemoryProjectionStore::Commit() {
  if (full_) return absl::ResourceExhaustedError("full");
  const std::lock_guard lock(mutex_);
  // Nobody else looks at the rows: change them in place. Somebody does: leave theirs alone.
  auto rows = content_.rows.use_count() == 1 ? std::const_pointer_cast<Table>(content_.rows)
                                             : std::make_shared<Table>(*content_.rows);
  Undo undo;
  undo.hash = content_.hash;
  rows_.Drain(&content_.hash, [&](std::string_view key, const std::string* value) {
    const auto found = rows->find(key);
    if (keeps_journal_) {
      auto before = found == rows->end() ? std::nullopt : std::optional(std::move(found->second));
      undo.rows.emplace_back(key, std::move(before));
    }
    if (value == nullptr) {
      if (found != rows->end()) rows->erase(found);
    } else if (found != rows->end()) {
      found->second = *value;
    } else {
      rows->emplace(std::string(key), *value);
    }
  });
  content_.rows = std::move(rows);
  for (const auto& [source, cursor] : moved_) {
    if (keeps_journal_) {
      const auto found = content_.cursors.find(source);
      undo.cursors.emplace_back(
          source, found == content_.cursors.end() ? std::nullopt : std::optional(found->second));
    }
    content_.cursors[source] = cursor;
  }
  moved_.clear();
  if (keeps_journal_) journal_.push_back(std::move(undo));
  return absl::OkStatus();
}

std::shared_ptr<const Snapshot> MemoryProjectionStore::TakeSnapshot() const {
  const std::lock_guard lock(mutex_);
  return std::make_shared<TableSnapshot>(content_.rows);
}

std::string MemoryProjectionStore::Hash() const {
  const std::lock_guard lock(mutex_);
  return content_.hash.ToHex();
}

absl::Status MemoryProjectionStore::Flush() {
  if (full_) return absl::ResourceExhaustedError("full");
  const std::lock_guard lock(mutex_);
  flushed_batches_ = journal_.size();
  if (!keeps_journal_) flushed_ = content_;
  return absl::OkStatus();
}

std::unique_ptr<MemoryProjectionStore> MemoryProjectionStore::Crash() const {
  RT_CHECK(!keeps_journal_);
  const std::lock_guard lock(mutex_);
  auto store = std::make_unique<MemoryProjectionStore>();
  store->content_ = flushed_;
  store->flushed_ = flushed_;
  return store;
}

std::unique_ptr<MemoryProjectionStore> MemoryProjectionStore::CrashAt(std::size_t batches) {
  const std::lock_guard lock(mutex_);
  RT_CHECK(keeps_journal_ && batches <= journal_.size());
  auto store = std::make_unique<MemoryProjectionStore>(true);
  store->content_ = std::exchange(content_, {});
  auto rows = store->content_.rows.use_count() == 1
                  ? std::const_pointer_cast<Table>(store->content_.rows)
                  : std::make_shared<Table>(*store->content_.rows);
  for (; journal_.size() > batches; journal_.pop_back()) {
    Undo& undo = journal_.back();
    for (auto& [key, value] : undo.rows) {
      if (value) {
        (*rows)[key] = *std::move(value);
      } else {
        rows->erase(key);
      }
    }
    for (auto& [source, cursor] : undo.cursors) {
      if (cursor) {
        store->content_.cursors[source] = *std::move(cursor);
      } else {
        store->content_.cursors.erase(source);
      }
    }
    store->content_.hash = undo.hash;
  }
  store->content_.rows = std::move(rows);
  store->journal_ = std::move(journal_);
  store->flushed_batches_ = std::min(flushed_batches_, batches);
  return store;
}

}  // namespace rondetafel::projection
