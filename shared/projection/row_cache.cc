#include "shared/projection/row_cache.h"

#include <algorithm>

#include "shared/base/check.h"
#include "shared/projection/store.h"

namespace rondetafel::projection {
namespace {

using google::protobuf::Message;

// List node, map slot and string headers of one row; a decoded message takes about twice its bytes.
constexpr std::size_t kRowOverheadBytes = 200;
constexpr std::size_t kDecodedFactor = 2;
// Guess at a message that was just made, until it is encoded for the first time.
constexpr std::size_t kNewMessageBytes = 1000;

bool IsIn(std::string_view key, std::string_view table) {
  return key.starts_with(table) && key[table.size()] == '\0';
}

}  // namespace

RowCache::RowCache(RowSource* source, std::size_t bytes_max)
    : source_(source), bytes_max_(bytes_max) {}

RowCache::Row& RowCache::Touch(const Key& key) {
  if (const auto found = by_key_.find(key.bytes()); found != by_key_.end()) {
    rows_.splice(rows_.begin(), rows_, found->second);
    return *found->second;
  }
  // These tables are the store's: a row of a service there would escape the hash.
  RT_CHECK(!IsIn(key.bytes(), kCursorTable) && !IsIn(key.bytes(), kMetaTable));
  Row& row = rows_.emplace_front();
  row.key = key.bytes();
  by_key_.emplace(row.key, rows_.begin());
  if (source_->Load(row.key, &row.bytes)) {
    row.form = Form::kBytes;
    row.stored = true;
    row.stored_hash = HashRow(row.key, row.bytes);
  }
  Charge(row, row.bytes.size());
  return row;
}

void RowCache::MarkChanged(Row& row) {
  if (row.changed) return;
  row.changed = true;
  changed_.push_back(&row);
}

void RowCache::PutRaw(const Key& key, std::string value) {
  Row& row = Touch(key);
  RT_CHECK(row.form != Form::kMessage);
  row.form = Form::kBytes;
  row.bytes = std::move(value);
  Charge(row, row.bytes.size());
  MarkChanged(row);
}

bool RowCache::GetRaw(const Key& key, std::string* value) {
  Row& row = Touch(key);
  RT_CHECK(row.form != Form::kMessage);
  if (row.form == Form::kAbsent) return false;
  *value = row.bytes;
  return true;
}

void RowCache::Erase(const Key& key) {
  Row& row = Touch(key);
  row.form = Form::kAbsent;
  row.bytes = std::string();
  row.message.reset();
  MarkChanged(row);
}

const Message* RowCache::FindMessage(const Key& key, const Message& prototype) {
  Row& row = Touch(key);
  if (row.form == Form::kBytes) {
    row.message.reset(prototype.New());
    RT_CHECK(row.message->ParseFromString(row.bytes));
    Charge(row, kDecodedFactor * row.bytes.size());
    row.bytes = std::string();
    row.form = Form::kMessage;
  }
  return row.message.get();
}

Message* RowCache::MutableMessage(const Key& key, const Message& prototype) {
  FindMessage(key, prototype);
  Row& row = *rows_.begin();
  if (row.form == Form::kAbsent) {
    row.message.reset(prototype.New());
    row.form = Form::kMessage;
    Charge(row, kNewMessageBytes);
  }
  MarkChanged(row);
  return row.message.get();
}

const std::string* RowCache::Encode(const Row& row) {
  switch (row.form) {
    case Form::kAbsent:
      return nullptr;
    case Form::kBytes:
      return &row.bytes;
    case Form::kMessage:
      break;
  }
  scratch_.clear();
  RT_CHECK(row.message->AppendToString(&scratch_));
  return &scratch_;
}

bool RowCache::Settle(Row& row, const std::string* value, RowHash* hash) {
  row.changed = false;
  const RowHash now = value != nullptr ? HashRow(row.key, *value) : RowHash{};
  if (row.stored == (value != nullptr) && now == row.stored_hash) return false;
  *hash -= row.stored_hash;
  *hash += now;
  row.stored = value != nullptr;
  row.stored_hash = now;
  return true;
}

void RowCache::Drain(RowHash* hash, const Write& write) {
  for (Row* row : changed_) {
    const std::string* value = Encode(*row);
    const std::size_t factor = row->form == Form::kMessage ? kDecodedFactor : 1;
    Charge(*row, value != nullptr ? factor * value->size() : 0);
    if (Settle(*row, value, hash)) write(row->key, value);
  }
  changed_.clear();
}

// Keys of one table share a beginning and then differ soon, mostly in random ids: comparing eight
// bytes that lie in the array itself spares nearly every visit to a key.
struct RowCache::Sortable {
  std::uint64_t start;  // of the key, after what all keys of the table begin with
  Row* row;
};

std::map<std::string_view, std::vector<RowCache::Sortable>> RowCache::SortedByTable() {
  std::map<std::string_view, std::vector<Sortable>> tables;
  for (Row* row : changed_) {
    const std::string_view key = row->key;
    tables[key.substr(0, key.find('\0'))].push_back({0, row});
  }
  for (auto& [name, rows] : tables) {
    const std::string& first = rows.front().row->key;
    std::size_t shared = first.size();
    for (const Sortable& sortable : rows) {
      const std::string& key = sortable.row->key;
      const auto end = first.begin() + static_cast<std::ptrdiff_t>(shared);
      shared = static_cast<std::size_t>(
          std::mismatch(first.begin(), end, key.begin(), key.end()).first - first.begin());
    }
    for (Sortable& sortable : rows) {
      const std::string& key = sortable.row->key;
      for (std::size_t i = shared; i < shared + 8; ++i) {
        sortable.start =
            sortable.start << 8 | (i < key.size() ? static_cast<std::uint8_t>(key[i]) : 0);
      }
    }
    std::sort(rows.begin(), rows.end(), [](const Sortable& a, const Sortable& b) {
      return a.start != b.start ? a.start < b.start : a.row->key < b.row->key;
    });
  }
  return tables;
}

void RowCache::DrainSorted(RowHash* hash, const Write& write) {
  for (const auto& [name, rows] : SortedByTable()) {
    for (const Sortable& sortable : rows) {
      Row& row = *sortable.row;
      const std::string* value = Encode(row);
      if (Settle(row, value, hash)) write(row.key, value);
    }
  }
  changed_.clear();
  Clear();
}

RowHash RowCache::HashAfterDrain(RowHash hash) {
  for (const Row* row : changed_) {
    hash -= row->stored_hash;
    if (const std::string* value = Encode(*row)) hash += HashRow(row->key, *value);
  }
  return hash;
}

void RowCache::Clear() {
  RT_CHECK(changed_.empty());
  by_key_.clear();
  rows_.clear();
  bytes_ = 0;
}

void RowCache::Charge(Row& row, std::size_t bytes) {
  const std::size_t now = kRowOverheadBytes + 2 * row.key.size() + bytes;
  bytes_ += now - row.charged;
  row.charged = now;
}

void RowCache::Trim() {
  RT_CHECK(changed_.empty());
  while (bytes_ > bytes_max_ && !rows_.empty()) {
    const Row& oldest = rows_.back();
    bytes_ -= oldest.charged;
    by_key_.erase(oldest.key);
    rows_.pop_back();
  }
}

}  // namespace rondetafel::projection
