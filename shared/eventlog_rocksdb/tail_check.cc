#include "shared/eventlog_rocksdb/tail_check.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/eventlog/append_result.h"
#include "shared/eventlog_rocksdb/directory_lock.h"
#include "shared/eventlog_rocksdb/framed_file.h"

namespace rondetafel::eventlog {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> FilesIn(const std::string& dir) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(dir, error)) files.push_back(entry.path());
  return files;
}

void CopyDurably(const fs::path& from, const fs::path& to, std::error_code& error) {
  fs::copy_file(from, to, error);
  if (error) return;
  const int file = open(to.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0 || fsync(file) != 0) error.assign(errno, std::generic_category());
  if (file >= 0) close(file);
}

absl::StatusOr<std::string> LostBehind(const RecordStore& store, const PartitionOffsets& told) {
  std::string lost;
  for (const auto& [of, end] : told) {
    RT_ASSIGN_OR_RETURN(const Offset found, store.End(of));
    if (found >= end) continue;
    if (!lost.empty()) lost += ", ";
    lost += base::Cat(ToString(of), " from ", found, " to ", end - 1);
  }
  return lost;
}

// Records missing below the end, as when RocksDB has forgotten a file of its.
absl::Status CheckDensity(const RecordStore& store, const PartitionOffsets& told) {
  std::uint64_t expected = 0;
  std::map<TopicPartition, Offset> ends;
  for (const auto& [of, end] : told) {
    RT_ASSIGN_OR_RETURN(ends[of], store.End(of));
    expected += static_cast<std::uint64_t>(ends[of]);
  }
  RT_ASSIGN_OR_RETURN(const std::uint64_t found, store.Count());
  if (found >= expected) return absl::OkStatus();
  for (const auto& [of, end] : ends) {
    RT_ASSIGN_OR_RETURN(const Offset missing, store.FirstMissing(of, end));
    if (missing == end) continue;
    return absl::DataLossError(base::Cat("records of ", ToString(of), " are missing from offset ",
                                         missing, " on, later ones are there: ", expected - found,
                                         " records in all"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<TailCheck> CheckTail(const std::string& log_dir, const StoreOptions& options) {
  TailCheck check;
  PartitionOffsets told;
  if (auto read = ReadAcknowledgedEnds(log_dir); !read.ok()) {
    check.in_doubt = true;
    check.damage = std::string(read.status().message());
  } else if (*read) {
    told = **std::move(read);
  }
  if (const auto place = FirstDamagedPlace(options.dir)) {
    check.damage += base::Cat(check.damage.empty() ? "" : "; ", place->what);
    if (RecordsFollow(place->file, place->offset)) check.in_doubt = true;
  }
  auto store = RecordStore::Open(options, Opening::kLook);
  if (absl::IsDataLoss(store.status())) {
    auto shorter = RecordStore::Open(options, Opening::kLookUpTo);
    if (!shorter.ok()) return store.status();
    store = std::move(shorter);
    check.up_to_damage = true;
    if (told.empty()) check.in_doubt = true;
  }
  if (!store.ok()) return store.status();
  RT_ASSIGN_OR_RETURN(check.lost, LostBehind(**store, told));
  const absl::Status dense = CheckDensity(**store, told);
  if (!absl::IsDataLoss(dense)) {
    RT_RETURN_IF_ERROR(dense);
    return check;
  }
  return absl::DataLossError(base::Cat(options.dir, ": ", std::string(dense.message()),
                                       check.damage.empty() ? "" : "; ", check.damage));
}

absl::StatusOr<std::string> KeepLostTail(const std::string& log_dir, const StoreOptions& options) {
  RT_ASSIGN_OR_RETURN(const auto store, RecordStore::Open(options, Opening::kLookUpTo));
  const std::set<std::string> tables = store->Tables();
  std::error_code error;
  std::string kept;
  for (int number = 1; kept.empty() || fs::exists(kept); ++number) {
    kept = base::Cat(log_dir, "/lost-tail-", number);
  }
  fs::create_directory(kept, error);
  for (const fs::path& file : FilesIn(options.dir)) {
    const fs::path to = fs::path(kept) / file.filename();
    if (!error && file.extension() == ".log") CopyDurably(file, to, error);
    const bool forgotten = file.extension() == ".sst" && !tables.contains(file.filename());
    if (!error && forgotten) fs::create_hard_link(file, to, error);
  }
  if (!error) {
    RT_RETURN_IF_ERROR(SyncDirectory(kept));
    return kept;
  }
  return absl::UnavailableError(
      base::Cat("cannot keep the lost tail in ", kept, ": ", error.message()));
}

}  // namespace rondetafel::eventlog
