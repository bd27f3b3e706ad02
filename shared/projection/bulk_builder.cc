#include "shared/projection/bulk_builder.h"

#include <rocksdb/db.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/write_batch.h>

#include <filesystem>
#include <limits>

#include "shared/base/check.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/projection/rocks_rows.h"
#include "shared/projection/rocks_snapshot.h"

namespace rondetafel::projection {
namespace {

// Where files are sorted before the store takes them in.
constexpr std::string_view kSortedFolder = "sorted";
constexpr std::uint64_t kFileBytesMax = 64 << 20;
constexpr std::size_t kBlockCacheBytes = 32 << 20;
// Files of several runs that may overlap before RocksDB merges some in the background.
constexpr int kOverlappingFilesMax = 16;

// Writes rows that come in key order into a row of files, each sorted, none overlapping.
class SortedFiles {
 public:
  SortedFiles(const rocksdb::Options& options, std::string dir)
      : options_(options), dir_(std::move(dir)) {}

  // nullptr: the row is gone.
  absl::Status Add(std::string_view key, const std::string* value) {
    if (writer_ && writer_->FileSize() >= kFileBytesMax) RT_RETURN_IF_ERROR(Close());
    if (!writer_) {
      writer_ = std::make_unique<rocksdb::SstFileWriter>(rocksdb::EnvOptions(), options_);
      paths_.push_back(base::Cat(dir_, '/', paths_.size(), ".sst"));
      RT_RETURN_IF_ERROR(ToStatus(writer_->Open(paths_.back()), dir_));
    }
    return ToStatus(
        value != nullptr ? writer_->Put(ToSlice(key), *value) : writer_->Delete(ToSlice(key)),
        dir_);
  }
  absl::Status Close() {
    if (!writer_) return absl::OkStatus();
    const rocksdb::Status finished = writer_->Finish();
    writer_.reset();
    return ToStatus(finished, dir_);
  }
  const std::vector<std::string>& paths() const { return paths_; }

 private:
  const rocksdb::Options& options_;
  std::string dir_;
  std::unique_ptr<rocksdb::SstFileWriter> writer_;
  std::vector<std::string> paths_;
};

rocksdb::Options ScratchOptions(const BulkOptions& bulk) {
  StoreOptions store;
  store.compression = bulk.compression;
  store.block_cache_bytes = kBlockCacheBytes;
  rocksdb::Options options = RocksOptions(store);
  options.level0_file_num_compaction_trigger = kOverlappingFilesMax;
  // Nobody waits here for a merge.
  options.level0_slowdown_writes_trigger = std::numeric_limits<int>::max();
  options.level0_stop_writes_trigger = std::numeric_limits<int>::max();
  return options;
}

}  // namespace

BulkBuilder::BulkBuilder(BulkOptions options)
    : options_(std::move(options)),
      rows_(&scratch_, std::numeric_limits<std::size_t>::max()),
      indexes_(&rows_) {}

BulkBuilder::~BulkBuilder() {
  scratch_.db.reset();
  std::error_code ignored;
  if (!options_.scratch.empty()) std::filesystem::remove_all(options_.scratch, ignored);
}

bool BulkBuilder::Scratch::Load(std::string_view key, std::string* value) {
  if (!db) return false;
  const rocksdb::Status got = db->Get(rocksdb::ReadOptions(), ToSlice(key), value);
  RT_CHECK(got.ok() || got.IsNotFound());
  return got.ok();
}

commit::FoldCursor BulkBuilder::GetCursor(const eventlog::TopicPartition& of) {
  const auto found = cursors_.find(of);
  return found == cursors_.end() ? commit::FoldCursor{} : found->second;
}

void BulkBuilder::PutCursor(const eventlog::TopicPartition& of, const commit::FoldCursor& cursor) {
  cursors_[of] = cursor;
}

absl::Status BulkBuilder::Commit() {
  if (options_.scratch.empty() || rows_.bytes() <= options_.memory_bytes_max) {
    return absl::OkStatus();
  }
  return Spill();
}

absl::Status BulkBuilder::OpenScratch() {
  const std::string& path = options_.scratch;
  std::error_code error;
  std::filesystem::create_directories(base::Cat(path, '/', kSortedFolder), error);
  if (error) return absl::UnavailableError(base::Cat("cannot create ", path));
  rocksdb::DB* made = nullptr;
  RT_RETURN_IF_ERROR(ToStatus(rocksdb::DB::Open(ScratchOptions(options_), path, &made), path));
  scratch_.db.reset(made);
  return absl::OkStatus();
}

absl::Status BulkBuilder::Spill() {
  if (!scratch_.db) RT_RETURN_IF_ERROR(OpenScratch());
  const rocksdb::Options options = scratch_.db->GetOptions();
  SortedFiles files(options, base::Cat(options_.scratch, '/', kSortedFolder));
  absl::Status status;
  rows_.DrainSorted(&hash_, [&](std::string_view key, const std::string* value) {
    if (status.ok()) status = files.Add(key, value);
  });
  RT_RETURN_IF_ERROR(status);
  RT_RETURN_IF_ERROR(files.Close());
  if (files.paths().empty()) return absl::OkStatus();
  ++runs_;
  rocksdb::IngestExternalFileOptions ingest;
  ingest.move_files = true;
  ingest.write_global_seqno = false;
  return ToStatus(scratch_.db->IngestExternalFile(files.paths(), ingest), options_.scratch);
}

absl::StatusOr<std::unique_ptr<RowWalk>> BulkBuilder::Walk() {
  RT_CHECK(!options_.scratch.empty());
  RT_RETURN_IF_ERROR(Spill());
  return WalkRows(*scratch_.db, rocksdb::ReadOptions());
}

absl::Status BulkBuilder::Build(const ProjectionDirectory& directory, const Generation& generation,
                                const StoreOptions& options) {
  const std::string path = directory.BuildPathOf(generation);
  RT_CHECK(options_.scratch.empty() || options_.scratch == path);
  options_.scratch = path;
  options_.compression = options.compression;
  RT_RETURN_IF_ERROR(Spill());
  rocksdb::DB& db = *scratch_.db;
  // Overlapping runs would stop the writes of the store until they are merged: it is done here.
  if (runs_ > 1) {
    RT_RETURN_IF_ERROR(
        ToStatus(db.CompactRange(rocksdb::CompactRangeOptions(), nullptr, nullptr), path));
  }
  rocksdb::WriteBatch own;
  RT_RETURN_IF_ERROR(ToStatus(own.Put(IdentityKey(), IdentityOf(options).Encode()), path));
  RT_RETURN_IF_ERROR(ToStatus(own.Put(HashKey(), hash_.Encode()), path));
  for (const auto& [source, cursor] : cursors_) {
    RT_RETURN_IF_ERROR(ToStatus(own.Put(CursorKey(source), cursor.Encode()), path));
  }
  rocksdb::WriteOptions write;
  write.disableWAL = true;
  RT_RETURN_IF_ERROR(ToStatus(db.Write(write, &own), path));
  RT_RETURN_IF_ERROR(ToStatus(db.Flush(rocksdb::FlushOptions()), path));
  RT_RETURN_IF_ERROR(ToStatus(db.Close(), path));
  scratch_.db.reset();
  std::error_code ignored;
  std::filesystem::remove_all(base::Cat(path, '/', kSortedFolder), ignored);
  RT_RETURN_IF_ERROR(directory.FinishBuild(generation));
  options_.scratch.clear();
  return absl::OkStatus();
}

absl::Status BulkBuilder::Finish(const StoreOptions& options) {
  RT_ASSIGN_OR_RETURN(const auto directory, ProjectionDirectory::Lock(options.dir));
  directory->RemoveUnfinished();
  const Generation next = directory->NextOf(options.projection_version);
  RT_RETURN_IF_ERROR(Build(*directory, next, options));
  RT_RETURN_IF_ERROR(directory->Switch({.current = next}));
  return directory->RemoveSuperseded();
}

}  // namespace rondetafel::projection
