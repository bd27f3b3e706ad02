#include "shared/eventlog_rocksdb/record_store.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <filesystem>
#include <limits>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/eventlog/append_result.h"
#include "shared/eventlog_rocksdb/crc32c.h"
#include "shared/eventlog_rocksdb/framed_file.h"
#include "shared/telemetry/rocksdb_log.h"

namespace rondetafel::eventlog {

namespace {

constexpr std::size_t kCrcBytes = 4;
constexpr std::size_t kKeyTailBytes = 1 + 4 + 8;
constexpr std::size_t kReadBytesMax = 8 * 1024 * 1024;
// Up to here single look-ups, which are mostly served from memory, beat making an iterator.
constexpr std::size_t kFewRecords = 4;

std::string_view View(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

void AppendBigEndian(std::uint64_t number, int bytes, std::string* out) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    *out += static_cast<char>((number >> shift) & 0xff);
  }
}

std::string KeyOf(const TopicPartition& of, Offset offset) {
  std::string key = of.topic;
  key.reserve(key.size() + kKeyTailBytes);
  key += '\0';
  AppendBigEndian(static_cast<std::uint64_t>(of.partition), 4, &key);
  AppendBigEndian(static_cast<std::uint64_t>(offset), 8, &key);
  return key;
}

Offset OffsetIn(std::string_view key) {
  std::uint64_t offset = 0;
  for (char c : key.substr(key.size() - 8)) offset = offset << 8 | static_cast<unsigned char>(c);
  return static_cast<Offset>(offset);
}

absl::Status FromRocksDb(const rocksdb::Status& status, std::string_view doing) {
  if (status.ok()) return absl::OkStatus();
  const std::string text = base::Cat(doing, ": ", status.ToString());
  if (status.IsCorruption()) return absl::DataLossError(text);
  if (status.IsNoSpace()) return absl::ResourceExhaustedError(text);
  return absl::UnavailableError(text);
}

bool HasStoreFiles(const std::string& dir) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(dir, error)) {
    const std::filesystem::path name = entry.path().filename();
    if (name.extension() == ".sst" || name.extension() == ".log") return true;
    if (name.string().starts_with("MANIFEST-")) return true;
  }
  return false;
}

bool OnlyLooks(Opening opening) {
  return opening == Opening::kLook || opening == Opening::kLookUpTo;
}

bool StopsAtDamage(Opening opening) {
  return opening == Opening::kLookUpTo || opening == Opening::kWriteUpTo;
}

rocksdb::Options MakeOptions(const StoreOptions& options, Opening opening) {
  rocksdb::Options made;
  if (options.env != nullptr) made.env = options.env;
  made.create_if_missing = opening == Opening::kCreate;
  // RocksDB's default mode stops silently at the first damaged record of the write-ahead log and
  // drops everything behind it, synced or not; the other forgives only a torn tail.
  made.wal_recovery_mode = StopsAtDamage(opening)
                               ? rocksdb::WALRecoveryMode::kPointInTimeRecovery
                               : rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  // What a start finds in the write-ahead log it writes to a new file and syncs. It may have read
  // it from memory only: after a failed sync the kernel keeps pages that never reached the disk.
  made.avoid_flush_during_recovery = false;
  made.compression = options.compression ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
  made.write_buffer_size = 8 * 1024 * 1024;
  made.max_write_buffer_number = 3;
  made.target_file_size_base = 32 * 1024 * 1024;
  made.max_background_jobs = 2;
  made.max_open_files = 256;
  made.info_log = telemetry::NoRocksDbLog();
  made.stats_dump_period_sec = 0;
  made.stats_persist_period_sec = 0;
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(8 * 1024 * 1024);
  table.cache_index_and_filter_blocks = true;
  table.block_size = 32 * 1024;
  table.format_version = 5;
  made.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return made;
}

}  // namespace

RecordStore::RecordStore(std::string dir, std::unique_ptr<rocksdb::DB> db)
    : dir_(std::move(dir)), db_(std::move(db)) {}

RecordStore::~RecordStore() = default;

absl::StatusOr<std::unique_ptr<RecordStore>> RecordStore::Open(const StoreOptions& options,
                                                               Opening opening) {
  rocksdb::DB* db = nullptr;
  const rocksdb::Options made = MakeOptions(options, opening);
  const rocksdb::Status status = OnlyLooks(opening)
                                     ? rocksdb::DB::OpenForReadOnly(made, options.dir, &db)
                                     : rocksdb::DB::Open(made, options.dir, &db);
  if (!status.ok()) {
    absl::Status told = FromRocksDb(status, base::Cat("cannot open the log in ", options.dir));
    if (opening == Opening::kCreate || status.IsNoSpace()) return told;
    if (!HasStoreFiles(options.dir)) {
      return absl::NotFoundError(base::Cat("there is no log in ", options.dir));
    }
    const auto place = FirstDamagedPlace(options.dir);
    if (!place) return told;
    return absl::DataLossError(base::Cat(std::string(told.message()), "; ", place->what));
  }
  return std::unique_ptr<RecordStore>(
      new RecordStore(options.dir, std::unique_ptr<rocksdb::DB>(db)));
}

absl::StatusOr<std::vector<std::string>> RecordStore::Topics() const {
  std::vector<std::string> topics;
  std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator(rocksdb::ReadOptions()));
  for (at->SeekToFirst(); at->Valid(); at->Seek(topics.back() + '\x01')) {
    const std::string_view key = View(at->key());
    if (key.size() <= kKeyTailBytes) {
      return absl::DataLossError(base::Cat("a key in ", dir_, " is no record key"));
    }
    topics.emplace_back(key.substr(0, key.size() - kKeyTailBytes));
  }
  RT_RETURN_IF_ERROR(FromRocksDb(at->status(), base::Cat("cannot list the topics in ", dir_)));
  return topics;
}

absl::StatusOr<Offset> RecordStore::End(const TopicPartition& of) const {
  std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator(rocksdb::ReadOptions()));
  at->SeekForPrev(KeyOf(of, std::numeric_limits<Offset>::max()));
  RT_RETURN_IF_ERROR(FromRocksDb(at->status(), base::Cat("cannot find the end of ", ToString(of))));
  const std::string first = KeyOf(of, 0);
  if (!at->Valid() || View(at->key()) < first) return 0;
  return OffsetIn(View(at->key())) + 1;
}

absl::StatusOr<std::uint64_t> RecordStore::Count() const {
  rocksdb::TablePropertiesCollection tables;
  RT_RETURN_IF_ERROR(FromRocksDb(db_->GetPropertiesOfAllTables(&tables),
                                 base::Cat("cannot count the records in ", dir_)));
  std::uint64_t count = 0;
  for (const auto& [file, properties] : tables) count += properties->num_entries;
  for (const std::string& property : {rocksdb::DB::Properties::kNumEntriesActiveMemTable,
                                      rocksdb::DB::Properties::kNumEntriesImmMemTables}) {
    std::uint64_t in_memory = 0;
    db_->GetIntProperty(property, &in_memory);
    count += in_memory;
  }
  return count;
}

std::set<std::string> RecordStore::Tables() const {
  std::vector<rocksdb::LiveFileMetaData> files;
  db_->GetLiveFilesMetaData(&files);
  std::set<std::string> names;
  for (const rocksdb::LiveFileMetaData& file : files) names.insert(file.relative_filename);
  return names;
}

absl::StatusOr<Offset> RecordStore::FirstMissing(const TopicPartition& of, Offset end) const {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator(options));
  Offset expected = 0;
  for (at->Seek(KeyOf(of, 0)); at->Valid() && expected < end; at->Next(), ++expected) {
    if (View(at->key()) != KeyOf(of, expected)) break;
  }
  RT_RETURN_IF_ERROR(FromRocksDb(at->status(), base::Cat("cannot read record ", expected, " of ",
                                                         ToString(of), " in ", dir_)));
  return expected;
}

absl::Status RecordStore::Read(const TopicPartition& of, Offset from, std::size_t count,
                               std::vector<LogRecord>* out) const {
  return count <= kFewRecords ? ReadFew(of, from, count, out) : ReadMany(of, from, count, out);
}

absl::Status RecordStore::ReadFew(const TopicPartition& of, Offset from, std::size_t count,
                                  std::vector<LogRecord>* out) const {
  rocksdb::PinnableSlice value;
  for (Offset offset = from; offset < from + static_cast<Offset>(count); ++offset) {
    const std::string key = KeyOf(of, offset);
    value.Reset();
    const rocksdb::Status status =
        db_->Get(rocksdb::ReadOptions(), db_->DefaultColumnFamily(), key, &value);
    if (status.IsNotFound()) {
      return absl::DataLossError(
          base::Cat("record ", offset, " of ", ToString(of), " in ", dir_, " is missing"));
    }
    RT_RETURN_IF_ERROR(FromRocksDb(
        status, base::Cat("cannot read record ", offset, " of ", ToString(of), " in ", dir_)));
    RT_RETURN_IF_ERROR(Decode(of, offset, key, View(value), out));
  }
  return absl::OkStatus();
}

absl::Status RecordStore::ReadMany(const TopicPartition& of, Offset from, std::size_t count,
                                   std::vector<LogRecord>* out) const {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  const std::string upper = KeyOf(of, from + static_cast<Offset>(count));
  const rocksdb::Slice bound(upper);
  options.iterate_upper_bound = &bound;
  std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator(options));
  Offset expected = from;
  std::size_t bytes = 0;
  for (at->Seek(KeyOf(of, from)); at->Valid() && bytes < kReadBytesMax; at->Next(), ++expected) {
    if (OffsetIn(View(at->key())) != expected) break;
    RT_RETURN_IF_ERROR(Decode(of, expected, View(at->key()), View(at->value()), out));
    bytes += out->back().bytes.size();
  }
  RT_RETURN_IF_ERROR(FromRocksDb(at->status(), base::Cat("cannot read record ", expected, " of ",
                                                         ToString(of), " in ", dir_)));
  const bool complete = expected == from + static_cast<Offset>(count) || bytes >= kReadBytesMax;
  if (complete) return absl::OkStatus();
  return absl::DataLossError(
      base::Cat("record ", expected, " of ", ToString(of), " in ", dir_, " is missing"));
}

absl::Status RecordStore::Decode(const TopicPartition& of, Offset offset, std::string_view key,
                                 std::string_view value, std::vector<LogRecord>* out) const {
  if (value.size() > kCrcBytes) {
    const std::string_view record = value.substr(kCrcBytes);
    std::string crc;
    AppendBigEndian(Crc32c(record, Crc32c(key)), kCrcBytes, &crc);
    if (value.substr(0, kCrcBytes) == crc) {
      out->push_back({of, offset, std::string(record)});
      return absl::OkStatus();
    }
  }
  return absl::DataLossError(
      base::Cat("record ", offset, " of ", ToString(of), " in ", dir_, " fails its check sum"));
}

absl::Status RecordStore::Write(const std::vector<PlacedRecord>& records) {
  rocksdb::WriteBatch batch;
  std::string crc;
  for (const PlacedRecord& record : records) {
    const std::string key = KeyOf(record.to, record.offset);
    crc.clear();
    AppendBigEndian(Crc32c(record.bytes, Crc32c(key)), kCrcBytes, &crc);
    const rocksdb::Slice key_part(key);
    const rocksdb::Slice value_parts[] = {crc,
                                          rocksdb::Slice(record.bytes.data(), record.bytes.size())};
    const rocksdb::Status status =
        batch.Put(rocksdb::SliceParts(&key_part, 1), rocksdb::SliceParts(value_parts, 2));
    RT_RETURN_IF_ERROR(FromRocksDb(status, "cannot batch a record"));
  }
  const std::string doing = base::Cat("cannot write to ", dir_);
  if (stopped_by_full_disk_) {
    // RocksDB takes nothing more until it is told to try again.
    const rocksdb::Status resumed = db_->Resume();
    if (resumed.IsBusy()) return absl::ResourceExhaustedError(base::Cat(doing, ": not yet"));
    RT_RETURN_IF_ERROR(FromRocksDb(resumed, doing));
  }
  rocksdb::WriteOptions options;
  options.sync = true;
  const rocksdb::Status status = db_->Write(options, &batch);
  stopped_by_full_disk_ = status.IsNoSpace();
  std::uint64_t in_memory = 0;
  db_->GetIntProperty(rocksdb::DB::Properties::kNumEntriesActiveMemTable, &in_memory);
  if (status.IsNoSpace() && in_memory == 0) {
    // With nothing to flush RocksDB goes on with the same file of its write-ahead log, and gives
    // up.
    return absl::UnavailableError(base::Cat(doing, ": ", status.ToString()));
  }
  return FromRocksDb(status, doing);
}

}  // namespace rondetafel::eventlog
