#include "shared/projection/checkpoint.h"

#include <rocksdb/utilities/checkpoint.h>
#include <sodium.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/projection/rocks_rows.h"

namespace rondetafel::projection {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kReadBytes = 1 << 20;

absl::Status Damaged(const std::string& dir, std::string_view what) {
  return absl::DataLossError(base::Cat("checkpoint ", dir, ": ", what));
}

absl::StatusOr<std::unique_ptr<rocksdb::DB>> OpenCopy(const std::string& dir) {
  rocksdb::Options options = RocksOptions(StoreOptions{});
  options.create_if_missing = false;
  rocksdb::DB* db = nullptr;
  RT_RETURN_IF_ERROR(ToStatus(rocksdb::DB::OpenForReadOnly(options, dir, &db), dir));
  return std::unique_ptr<rocksdb::DB>(db);
}

// What RocksDB leaves in a folder by looking at it.
bool IsTrace(const std::string& name) {
  return name.starts_with("LOG") || name == "LOCK" || name == kManifestFile;
}

std::vector<std::string> FilesIn(const std::string& dir) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(dir, error)) {
    const std::string name = entry.path().filename().string();
    if (!IsTrace(name)) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

absl::StatusOr<CheckpointFile> Describe(const std::string& dir, const std::string& name) {
  std::ifstream in(base::Cat(dir, '/', name), std::ios::binary);
  CheckpointFile file{name, 0, {}};
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, file.hash.size());
  std::string buffer(kReadBytes, '\0');
  while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
    const auto got = static_cast<std::size_t>(in.gcount());
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(buffer.data()), got);
    file.bytes += got;
  }
  if (!in.eof()) return Damaged(dir, base::Cat(name, " cannot be read"));
  crypto_generichash_final(&state, file.hash.data(), file.hash.size());
  return file;
}

absl::StatusOr<CheckpointManifest> Describe(const std::string& dir) {
  CheckpointManifest manifest;
  {
    RT_ASSIGN_OR_RETURN(const auto copy, OpenCopy(dir));
    RT_ASSIGN_OR_RETURN(const std::optional<StoreState> state, ReadState(*copy, dir));
    if (!state) return Damaged(dir, "it is empty");
    manifest.log_id = state->identity.log_id;
    manifest.topic = state->identity.topic;
    manifest.projection_version = state->identity.projection_version;
    manifest.hash = state->hash.ToHex();
    for (const auto& [source, cursor] : state->cursors) {
      // Not what a service keeps under a name that no topic has.
      if (source.topic.find('#') != std::string::npos) continue;
      manifest.positions.push_back({source, cursor.next, cursor.running});
    }
  }
  for (const std::string& name : FilesIn(dir)) {
    RT_ASSIGN_OR_RETURN(CheckpointFile file, Describe(dir, name));
    manifest.files.push_back(std::move(file));
  }
  return manifest;
}

absl::Status CopyFiles(const std::string& from, const std::string& to,
                       const CheckpointManifest& manifest) {
  std::error_code error;
  fs::create_directories(to, error);
  for (const CheckpointFile& file : manifest.files) {
    if (!error)
      fs::copy_file(base::Cat(from, '/', file.name), base::Cat(to, '/', file.name), error);
    if (!error && !SyncFile(base::Cat(to, '/', file.name)))
      error = std::make_error_code(std::errc::io_error);
  }
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(
      base::Cat("checkpoint ", from, " cannot be copied to ", to, ": ", error.message()));
}

}  // namespace

absl::StatusOr<CheckpointManifest> WriteCheckpoint(rocksdb::DB& db, const std::string& dir) {
  rocksdb::Checkpoint* made = nullptr;
  RT_RETURN_IF_ERROR(ToStatus(rocksdb::Checkpoint::Create(&db, &made), dir));
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  // 0: flush first, always. Any other threshold leaves the memtable out when there is no WAL.
  RT_RETURN_IF_ERROR(ToStatus(checkpoint->CreateCheckpoint(dir, 0), dir));
  RT_ASSIGN_OR_RETURN(CheckpointManifest manifest, Describe(dir));
  RT_RETURN_IF_ERROR(ReplaceFile(dir, std::string(kManifestFile), EncodeManifest(manifest)));
  return manifest;
}

absl::StatusOr<CheckpointManifest> ReadManifest(const std::string& dir) {
  std::ifstream in(base::Cat(dir, '/', kManifestFile), std::ios::binary);
  if (!in) {
    return absl::NotFoundError(
        base::Cat("checkpoint ", dir, " has no manifest: it was never finished, or is none"));
  }
  std::stringstream text;
  text << in.rdbuf();
  auto manifest = DecodeManifest(text.str());
  if (!manifest.ok()) return Damaged(dir, std::string(manifest.status().message()));
  return manifest;
}

absl::Status CheckWhose(const std::string& dir, const CheckpointManifest& manifest,
                        const StoreOptions& into) {
  const auto refuse = [&dir](auto... what) {
    return absl::FailedPreconditionError(base::Cat("checkpoint ", dir, what...));
  };
  if (manifest.log_id != into.log_id) {
    return refuse(" was made from log ", manifest.log_id.ToString(), ", not from log ",
                  into.log_id.ToString());
  }
  if (manifest.topic != into.topic) {
    return refuse(" belongs to ", manifest.topic, ", not to ", into.topic);
  }
  if (manifest.projection_version != into.projection_version) {
    return refuse(" holds projection ", manifest.projection_version, "; this program makes ",
                  into.projection_version);
  }
  return absl::OkStatus();
}

absl::Status VerifyCheckpointFiles(const std::string& dir, const CheckpointManifest& manifest) {
  for (const CheckpointFile& wanted : manifest.files) {
    RT_ASSIGN_OR_RETURN(const CheckpointFile found, Describe(dir, wanted.name));
    if (found != wanted) return Damaged(dir, base::Cat(wanted.name, " is not as it was made"));
  }
  for (const std::string& name : FilesIn(dir)) {
    if (!std::ranges::binary_search(manifest.files, name, {}, &CheckpointFile::name)) {
      return Damaged(dir, base::Cat(name, " does not belong to it"));
    }
  }
  return absl::OkStatus();
}

absl::Status VerifyCheckpoint(const std::string& dir) {
  RT_ASSIGN_OR_RETURN(const CheckpointManifest manifest, ReadManifest(dir));
  RT_RETURN_IF_ERROR(VerifyCheckpointFiles(dir, manifest));
  RT_ASSIGN_OR_RETURN(const auto copy, OpenCopy(dir));
  RT_ASSIGN_OR_RETURN(const RowHash sum, AddUp(*copy, dir));
  if (sum.ToHex() == manifest.hash) return absl::OkStatus();
  return Damaged(dir, "its rows are not what its manifest says");
}

absl::Status RestoreCheckpoint(const std::string& dir, const StoreOptions& into) {
  RT_ASSIGN_OR_RETURN(const CheckpointManifest manifest, ReadManifest(dir));
  RT_RETURN_IF_ERROR(CheckWhose(dir, manifest, into));
  RT_RETURN_IF_ERROR(VerifyCheckpointFiles(dir, manifest));
  RT_ASSIGN_OR_RETURN(const auto directory, ProjectionDirectory::Lock(into.dir));
  RT_ASSIGN_OR_RETURN(const auto current, directory->Current());
  if (current && current->version > into.projection_version) {
    return absl::FailedPreconditionError(base::Cat(
        "projection directory ", into.dir, " was written by a newer version of this program"));
  }
  directory->RemoveUnfinished();
  const Generation next = directory->NextOf(into.projection_version);
  const std::string build = directory->BuildPathOf(next);
  RT_RETURN_IF_ERROR(CopyFiles(dir, build, manifest));
  {
    RT_ASSIGN_OR_RETURN(const auto copy, OpenCopy(build));
    RT_ASSIGN_OR_RETURN(const RowHash sum, AddUp(*copy, build));
    if (sum.ToHex() != manifest.hash)
      return Damaged(dir, "its rows are not what its manifest says");
  }
  RT_RETURN_IF_ERROR(directory->FinishBuild(next));
  const bool keep = current && current->version == next.version;
  RT_RETURN_IF_ERROR(directory->Switch({next, keep ? current : std::nullopt}));
  return directory->RemoveSuperseded();
}

}  // namespace rondetafel::projection
