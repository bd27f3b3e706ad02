#include "shared/projection/rocks_rows.h"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include <charconv>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/telemetry/rocksdb_log.h"

namespace rondetafel::projection {
namespace {

constexpr int kBloomBitsPerKey = 10;  // most look-ups ask for a command id that is new

absl::Status NotOurs(const std::string& path, std::string_view what) {
  return absl::DataLossError(
      base::Cat("projection store ", path, ": ", what, "; remove it to rebuild"));
}

// Releases on every way out.
class SnapshotGuard {
 public:
  explicit SnapshotGuard(rocksdb::DB& db) : db_(db), snapshot_(db.GetSnapshot()) {}
  ~SnapshotGuard() { db_.ReleaseSnapshot(snapshot_); }
  SnapshotGuard(const SnapshotGuard&) = delete;
  SnapshotGuard& operator=(const SnapshotGuard&) = delete;
  rocksdb::ReadOptions Options() const {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot_;
    options.fill_cache = false;
    options.total_order_seek = true;
    return options;
  }

 private:
  rocksdb::DB& db_;
  const rocksdb::Snapshot* snapshot_;
};

}  // namespace

rocksdb::Options RocksOptions(const StoreOptions& options) {
  rocksdb::Options out;
  out.create_if_missing = true;
  out.write_buffer_size = options.write_buffer_bytes;
  out.max_write_buffer_number = 3;
  // The same filter in front of the memtable.
  out.memtable_prefix_bloom_size_ratio = 0.1;
  out.memtable_whole_key_filtering = true;
  out.max_background_jobs = 2;
  out.max_open_files = 256;
  out.level_compaction_dynamic_level_bytes = true;
  out.target_file_size_base = 16 << 20;
  out.max_bytes_for_level_base = 64 << 20;
  out.compression = options.compression ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
  out.bottommost_compression = out.compression;
  // Quiet: no statistics thread, no log file.
  out.stats_dump_period_sec = 0;
  out.stats_persist_period_sec = 0;
  out.info_log = telemetry::NoRocksDbLog();
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(options.block_cache_bytes);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));
  // Indexes and filters are a twentieth of the rows. In parts that come and go with the blocks they
  // take no more memory for a long log than for a short one.
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.partition_filters = true;
  table.cache_index_and_filter_blocks = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.format_version = 5;
  out.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return out;
}

absl::Status ToStatus(const rocksdb::Status& status, std::string_view path) {
  if (status.ok()) return absl::OkStatus();
  const std::string message = base::Cat("projection store ", path, ": ", status.ToString());
  if (status.IsCorruption()) return absl::DataLossError(message);
  if (status.IsNoSpace()) return absl::ResourceExhaustedError(message);
  return absl::UnavailableError(message);
}

std::string StoreIdentity::Encode() const {
  return base::Cat(log_id.raw(), projection_version, ' ', topic);
}

std::optional<StoreIdentity> StoreIdentity::Decode(std::string_view bytes) {
  if (bytes.size() < 16) return std::nullopt;
  StoreIdentity identity;
  identity.log_id = base::LogId::FromRaw(bytes);
  bytes.remove_prefix(16);
  const auto [end, error] =
      std::from_chars(bytes.data(), bytes.data() + bytes.size(), identity.projection_version);
  const auto used = static_cast<std::size_t>(end - bytes.data());
  if (error != std::errc() || used >= bytes.size() || bytes[used] != ' ') return std::nullopt;
  identity.topic = bytes.substr(used + 1);
  return identity;
}

StoreIdentity IdentityOf(const StoreOptions& options) {
  return {options.log_id, options.topic, options.projection_version};
}

std::string IdentityKey() { return Key(kMetaTable).Add("identity").bytes(); }
std::string HashKey() { return Key(kMetaTable).Add("hash").bytes(); }
std::string CursorKey(const eventlog::TopicPartition& of) {
  return Key(kCursorTable).Add(of.topic).Add(of.partition).bytes();
}

std::string EndOfPrefix(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && end.back() == '\xff') end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  return end;
}

absl::StatusOr<std::optional<StoreState>> ReadState(rocksdb::DB& db, const std::string& path) {
  const SnapshotGuard guard(db);
  const rocksdb::ReadOptions read = guard.Options();
  std::string value;
  rocksdb::Status got = db.Get(read, IdentityKey(), &value);
  if (got.IsNotFound()) {
    const std::unique_ptr<rocksdb::Iterator> any(db.NewIterator(read));
    any->SeekToFirst();
    if (any->Valid()) return NotOurs(path, "has rows but does not say whose");
    RT_RETURN_IF_ERROR(ToStatus(any->status(), path));
    return std::optional<StoreState>();
  }
  RT_RETURN_IF_ERROR(ToStatus(got, path));
  StoreState state;
  const auto identity = StoreIdentity::Decode(value);
  if (!identity) return NotOurs(path, "does not say whose it is");
  state.identity = *identity;
  RT_RETURN_IF_ERROR(ToStatus(db.Get(read, HashKey(), &value), path));
  const auto hash = RowHash::Decode(value);
  if (!hash) return NotOurs(path, "has a hash that cannot be read");
  state.hash = *hash;

  const std::string prefix = Key(kCursorTable).bytes();
  const std::unique_ptr<rocksdb::Iterator> it(db.NewIterator(read));
  for (it->Seek(prefix); it->Valid() && it->key().starts_with(prefix); it->Next()) {
    Key::Reader key(FromSlice(it->key()));
    eventlog::TopicPartition source{key.Text(), 0};
    source.partition = static_cast<int>(key.Number());
    const auto cursor = commit::FoldCursor::Decode(FromSlice(it->value()));
    if (!cursor) return NotOurs(path, "has a cursor that cannot be read");
    state.cursors.emplace(std::move(source), *cursor);
  }
  RT_RETURN_IF_ERROR(ToStatus(it->status(), path));
  return std::optional<StoreState>(std::move(state));
}

absl::StatusOr<RowHash> AddUp(rocksdb::DB& db, const std::string& path) {
  const SnapshotGuard guard(db);
  const rocksdb::ReadOptions read = guard.Options();
  const std::string cursors = Key(kCursorTable).bytes();
  const std::string meta = Key(kMetaTable).bytes();
  RowHash sum;
  const std::unique_ptr<rocksdb::Iterator> it(db.NewIterator(read));
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    if (it->key().starts_with(cursors) || it->key().starts_with(meta)) continue;
    sum += HashRow(FromSlice(it->key()), FromSlice(it->value()));
  }
  RT_RETURN_IF_ERROR(ToStatus(it->status(), path));
  std::string stored;
  RT_RETURN_IF_ERROR(ToStatus(db.Get(read, HashKey(), &stored), path));
  if (RowHash::Decode(stored) != sum) {
    return NotOurs(path, "its rows do not add up to the hash stored with them");
  }
  return sum;
}

}  // namespace rondetafel::projection
