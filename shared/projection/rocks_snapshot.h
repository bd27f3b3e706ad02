// RocksSnapshot: Snapshot on a RocksDB snapshot.
#pragma once
#include <rocksdb/db.h>

#include <memory>

#include "shared/projection/snapshot.h"

namespace rondetafel::projection {

// Keeps the database open as long as it lives.
class RocksSnapshot : public Snapshot {
 public:
  explicit RocksSnapshot(std::shared_ptr<rocksdb::DB> db);
  ~RocksSnapshot() override;
  RocksSnapshot(const RocksSnapshot&) = delete;
  RocksSnapshot& operator=(const RocksSnapshot&) = delete;

  bool GetBytes(const Key& key, std::string* value) const override;
  void Scan(const Key& prefix, std::string_view from,
            const std::function<bool(std::string_view key, std::string_view value)>& visit)
      const override;
  std::unique_ptr<RowWalk> Walk() const override;

 private:
  std::shared_ptr<rocksdb::DB> db_;
  const rocksdb::Snapshot* snapshot_;
};

// All rows of a database, as `options` show it, which must outlive the walk.
std::unique_ptr<RowWalk> WalkRows(rocksdb::DB& db, rocksdb::ReadOptions options);

}  // namespace rondetafel::projection
