#include "shared/projection/rocks_snapshot.h"

#include <algorithm>

#include "shared/base/check.h"
#include "shared/projection/rocks_rows.h"

namespace rondetafel::projection {

RocksSnapshot::RocksSnapshot(std::shared_ptr<rocksdb::DB> db)
    : db_(std::move(db)), snapshot_(db_->GetSnapshot()) {}

RocksSnapshot::~RocksSnapshot() { db_->ReleaseSnapshot(snapshot_); }

// A row that cannot be read is not an absent row: the process ends rather than answer so.
bool RocksSnapshot::GetBytes(const Key& key, std::string* value) const {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot_;
  const rocksdb::Status got = db_->Get(options, key.bytes(), value);
  RT_CHECK(got.ok() || got.IsNotFound());
  return got.ok();
}

void RocksSnapshot::Scan(
    const Key& prefix, std::string_view from,
    const std::function<bool(std::string_view key, std::string_view value)>& visit) const {
  const std::string end = EndOfPrefix(prefix.bytes());
  const rocksdb::Slice upper(end);
  rocksdb::ReadOptions options;
  options.snapshot = snapshot_;
  options.iterate_upper_bound = &upper;
  const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(options));
  for (it->Seek(ToSlice(std::max(std::string_view(prefix.bytes()), from))); it->Valid();
       it->Next()) {
    if (!visit(FromSlice(it->key()), FromSlice(it->value()))) return;
  }
  RT_CHECK(it->status().ok());
}

}  // namespace rondetafel::projection
