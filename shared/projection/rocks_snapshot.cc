#include "shared/projection/rocks_snapshot.h"

#include <algorithm>

#include "shared/projection/damage.h"
#include "shared/projection/rocks_rows.h"

namespace rondetafel::projection {
namespace {

class RocksWalk : public RowWalk {
 public:
  RocksWalk(std::unique_ptr<rocksdb::Iterator> it, std::string path)
      : it_(std::move(it)), path_(std::move(path)) {
    it_->SeekToFirst();
    Check();
  }
  bool valid() const override { return it_->Valid(); }
  std::string_view key() const override { return FromSlice(it_->key()); }
  std::string_view value() const override { return FromSlice(it_->value()); }
  void Next() override {
    it_->Next();
    Check();
  }

 private:
  void Check() {
    if (!it_->Valid() && !it_->status().ok()) EndForDamage(path_, it_->status());
  }

  std::unique_ptr<rocksdb::Iterator> it_;
  const std::string path_;
};

}  // namespace

RocksSnapshot::RocksSnapshot(std::shared_ptr<rocksdb::DB> db)
    : db_(std::move(db)), snapshot_(db_->GetSnapshot()) {}

RocksSnapshot::~RocksSnapshot() { db_->ReleaseSnapshot(snapshot_); }

// A row that cannot be read is not an absent row: the process ends rather than answer so.
bool RocksSnapshot::GetBytes(const Key& key, std::string* value) const {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot_;
  const rocksdb::Status got = db_->Get(options, key.bytes(), value);
  if (!got.ok() && !got.IsNotFound()) EndForDamage(db_->GetName(), got);
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
  if (!it->status().ok()) EndForDamage(db_->GetName(), it->status());
}

std::unique_ptr<RowWalk> RocksSnapshot::Walk() const {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot_;
  return WalkRows(*db_, options);
}

std::unique_ptr<RowWalk> WalkRows(rocksdb::DB& db, rocksdb::ReadOptions options) {
  options.fill_cache = false;
  options.total_order_seek = true;
  return std::make_unique<RocksWalk>(std::unique_ptr<rocksdb::Iterator>(db.NewIterator(options)),
                                     db.GetName());
}

}  // namespace rondetafel::projection
