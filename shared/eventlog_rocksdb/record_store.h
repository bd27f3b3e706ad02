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
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "shared/eventlog/event_log.h"

namespace rocksdb {
class DB;
class Env;
}  // namespace rocksdb

namespace rondetafel::eventlog {

// How a store is opened.
enum class Opening {
  kCreate,     // made when absent
  kWrite,      // as it is; records that were in the write-ahead log alone are written anew
  kLook,       // changes nothing on the disk
  kLookUpTo,   // as kLook, but only up to the first damaged place of the write-ahead log
  kWriteUpTo,  // as kWrite, up to there; what stands behind it is deleted
};

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
  // NOT_FOUND: there is no store. DATA_LOSS: the store is damaged, names the file.
  static absl::StatusOr<std::unique_ptr<RecordStore>> Open(const StoreOptions& options,
                                                           Opening opening);
  ~RecordStore();

  // Every topic that has a record, in order of name.
  absl::StatusOr<std::vector<std::string>> Topics() const;
  // One more than the last offset; 0 when there is none.
  absl::StatusOr<Offset> End(const TopicPartition& of) const;
  // How many records there are, told from what the files say of themselves. More than there really
  // are when some were written twice, never fewer.
  absl::StatusOr<std::uint64_t> Count() const;
  // File names of the tables that belong to it; RocksDB removes any other when it opens to write.
  std::set<std::string> Tables() const;
  // The first offset below `end` that has no record; `end` when there is none. Reads every key.
  absl::StatusOr<Offset> FirstMissing(const TopicPartition& of, Offset end) const;
  // Appends `count` records from `from` on to `out`, fewer when they are large. DATA_LOSS: one of
  // them is missing or fails its check sum; those before it are in `out`.
  absl::Status Read(const TopicPartition& of, Offset from, std::size_t count,
                    std::vector<LogRecord>* out) const;
  // Writes all or none and syncs. RESOURCE_EXHAUSTED: the disk is full; writing the same records
  // again is harmless, and only they may be written next: they may be there already. Any other
  // error: nobody can say what is on the disk.
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
  bool stopped_by_full_disk_ = false;
};

}  // namespace rondetafel::eventlog
