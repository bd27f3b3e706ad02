#include "shared/projection/memory_store.h"

#include <algorithm>
#include <limits>

namespace rondetafel::projection {

class MemoryProjectionStore::TableSnapshot : public Snapshot {
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

 private:
  std::shared_ptr<const Table> rows_;
};

bool MemoryProjectionStore::Source::Load(std::string_view key, std::string* value) {
  const auto found = content_->rows->find(key);
  if (found == content_->rows->end()) return false;
  *value = found->second;
  return true;
}

MemoryProjectionStore::MemoryProjectionStore()
    : source_(&content_),
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
  const std::lock_guard lock(mutex_);
  // Nobody else looks at the rows: change them in place. Somebody does: leave theirs alone.
  auto rows = content_.rows.use_count() == 1 ? std::const_pointer_cast<Table>(content_.rows)
                                             : std::make_shared<Table>(*content_.rows);
  rows_.Drain(&content_.hash, [&rows](std::string_view key, const std::string* value) {
    if (value != nullptr) {
      rows->insert_or_assign(std::string(key), *value);
    } else {
      rows->erase(std::string(key));
    }
  });
  content_.rows = std::move(rows);
  for (const auto& [source, cursor] : moved_) content_.cursors[source] = cursor;
  moved_.clear();
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
  const std::lock_guard lock(mutex_);
  flushed_ = content_;
  return absl::OkStatus();
}

std::unique_ptr<MemoryProjectionStore> MemoryProjectionStore::Crash() const {
  const std::lock_guard lock(mutex_);
  auto store = std::make_unique<MemoryProjectionStore>();
  store->content_ = flushed_;
  store->flushed_ = flushed_;
  return store;
}

}  // namespace rondetafel::projection
