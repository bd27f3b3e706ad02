#include "shared/projection/bulk_builder.h"

#include <rocksdb/db.h>
#include <rocksdb/sst_file_writer.h>

#include <filesystem>
#include <limits>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/projection/directory.h"
#include "shared/projection/rocks_rows.h"

namespace rondetafel::projection {
namespace {

constexpr std::uint64_t kFileBytesMax = 64 << 20;

// Writes rows that come in key order into a row of files, each sorted, none overlapping.
class SortedFiles {
 public:
  SortedFiles(const rocksdb::Options& options, std::string dir)
      : options_(options), dir_(std::move(dir)) {}

  absl::Status Add(std::string_view key, std::string_view value) {
    if (writer_ && writer_->FileSize() >= kFileBytesMax) RT_RETURN_IF_ERROR(Close());
    if (!writer_) {
      writer_ = std::make_unique<rocksdb::SstFileWriter>(rocksdb::EnvOptions(), options_);
      paths_.push_back(base::Cat(dir_, '/', paths_.size(), ".sst"));
      RT_RETURN_IF_ERROR(ToStatus(writer_->Open(paths_.back()), dir_));
    }
    return ToStatus(writer_->Put(ToSlice(key), ToSlice(value)), dir_);
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

// Merges the store's own rows into the stream of the others.
class OwnRows {
 public:
  explicit OwnRows(std::map<std::string, std::string> rows) : rows_(std::move(rows)) {}
  absl::Status AddBefore(std::string_view key, SortedFiles& files) {
    while (!rows_.empty() && rows_.begin()->first < key) RT_RETURN_IF_ERROR(AddFirst(files));
    return absl::OkStatus();
  }
  absl::Status AddRest(SortedFiles& files) {
    while (!rows_.empty()) RT_RETURN_IF_ERROR(AddFirst(files));
    return absl::OkStatus();
  }

 private:
  absl::Status AddFirst(SortedFiles& files) {
    const auto first = rows_.extract(rows_.begin());
    return files.Add(first.key(), first.mapped());
  }
  std::map<std::string, std::string> rows_;
};

absl::Status Ingest(const rocksdb::Options& options, const std::string& path,
                    const std::vector<std::string>& files) {
  rocksdb::DB* made = nullptr;
  RT_RETURN_IF_ERROR(ToStatus(rocksdb::DB::Open(options, path, &made), path));
  const std::unique_ptr<rocksdb::DB> db(made);
  rocksdb::IngestExternalFileOptions ingest;
  ingest.move_files = true;
  return ToStatus(db->IngestExternalFile(files, ingest), path);
}

}  // namespace

BulkBuilder::BulkBuilder()
    : rows_(&nothing_, std::numeric_limits<std::size_t>::max()), indexes_(&rows_) {}

commit::FoldCursor BulkBuilder::GetCursor(const eventlog::TopicPartition& of) {
  const auto found = cursors_.find(of);
  return found == cursors_.end() ? commit::FoldCursor{} : found->second;
}

void BulkBuilder::PutCursor(const eventlog::TopicPartition& of, const commit::FoldCursor& cursor) {
  cursors_[of] = cursor;
}

std::string BulkBuilder::Hash() {
  rows_.Drain(&hash_, [](std::string_view, const std::string*) {});
  return hash_.ToHex();
}

absl::Status BulkBuilder::Finish(const StoreOptions& options) {
  namespace fs = std::filesystem;
  RT_ASSIGN_OR_RETURN(const auto directory, ProjectionDirectory::Lock(options.dir));
  const std::vector<Generation> all = directory->All();
  Generation next{options.projection_version, 1};
  for (const Generation& generation : all) {
    if (generation.version == next.version) next.number = generation.number + 1;
  }
  const std::string path = directory->PathOf(next);
  const std::string sorted = base::Cat(path, '/', kSortedFolder);
  std::error_code error;
  fs::create_directories(sorted, error);
  if (error) return absl::UnavailableError(base::Cat("cannot create ", sorted));

  const rocksdb::Options rocks = RocksOptions(options);
  SortedFiles files(rocks, sorted);
  // The hash is complete only after the last row, so it has to be known before the first is
  // written.
  Hash();
  std::map<std::string, std::string> own{{IdentityKey(), IdentityOf(options).Encode()},
                                         {HashKey(), hash_.Encode()}};
  for (const auto& [source, cursor] : cursors_) own[CursorKey(source)] = cursor.Encode();
  OwnRows own_rows(std::move(own));
  absl::Status status;
  rows_.DrainSorted(&hash_, [&](std::string_view key, const std::string* value) {
    if (status.ok()) status = own_rows.AddBefore(key, files);
    if (status.ok()) status = files.Add(key, *value);
  });
  RT_RETURN_IF_ERROR(status);
  RT_RETURN_IF_ERROR(own_rows.AddRest(files));
  RT_RETURN_IF_ERROR(files.Close());
  RT_RETURN_IF_ERROR(Ingest(rocks, path, files.paths()));
  fs::remove_all(sorted, error);
  RT_RETURN_IF_ERROR(directory->Switch(next));
  return directory->RemoveSuperseded(next);
}

}  // namespace rondetafel::projection
