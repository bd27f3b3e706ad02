// The records of an embedded log in RocksDB: one column family, written once, never changed.
//
//   key    topic, a zero byte, partition (4 bytes, big endian), offset (8 bytes, big endian)
//   value  CRC-32C over key and record (4 bytes, big endian), record
//
// These bytes outlive the process: a change of the layout is a new log. The check sum covers the
// key, so a record in another's place is found out too.
#pragma once
#include <absl/status/statusor.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "shared/eventlog/event_log.h"

namespace rocksdb {
class DB;
class Env;
}  // namespace rocksdb

namespace rondetafel::eventlog {

struct StoreOptions {
  std::string dir;
  bool compression = true;
  rocksdb::Env* env = nullptr;  // null: the operating system; tests put faults here
};

// A record on its way to the disk.
struct PlacedRecord {
  TopicPartition to;
  Offset offset = 0;
  std::string_view bytes;
};

// Thread-safe; one writer at a time.
class RecordStore {
 public:
  // NOT_FOUND: there is no store and `create` is false. DATA_LOSS: the store is damaged, names the
  // file.
  static absl::StatusOr<std::unique_ptr<RecordStore>> Open(const StoreOptions& options,
                                                           bool create);
  ~RecordStore();

  // Every topic that has a record, in order of name.
  absl::StatusOr<std::vector<std::string>> Topics() const;
  // One more than the last offset; 0 when there is none.
  absl::StatusOr<Offset> End(const TopicPartition& of) const;
  // Appends `count` records from `from` on to `out`, fewer when they are large. DATA_LOSS: one of
  // them is missing or fails its check sum; those before it are in `out`.
  absl::Status Read(const TopicPartition& of, Offset from, std::size_t count,
                    std::vector<LogRecord>* out) const;
  // Writes all or none and syncs. RESOURCE_EXHAUSTED: the disk is full; writing the same records
  // again is harmless. Any other error: nobody can say what is on the disk.
  absl::Status Write(const std::vector<PlacedRecord>& records);

 private:
  RecordStore(std::string dir, std::unique_ptr<rocksdb::DB> db);
  absl::Status Decode(const TopicPartition& of, Offset offset, std::string_view key,
                      std::string_view value, std::vector<LogRecord>* out) const;
  absl::Status ReadFew(const TopicPartition& of, Offset from, std::size_t count,
                       std::vector<LogRecord>* out) const;
  absl::Status ReadMany(const TopicPartition& of, Offset from, std::size_t count,
                        std::vector<LogRecord>* out) const;

  const std::string dir_;
  std::unique_ptr<rocksdb::DB> db_;
};

}  // namespace rondetafel::eventlog
