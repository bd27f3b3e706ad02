#include "shared/projection/checkpoint.h"

#include <rocksdb/utilities/checkpoint.h>

#include <fstream>
#include <sstream>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/projection/directory.h"
#include "shared/projection/rocks_rows.h"

namespace rondetafel::projection {
namespace {

absl::StatusOr<std::unique_ptr<rocksdb::DB>> OpenCopy(const std::string& dir) {
  rocksdb::Options options = RocksOptions(StoreOptions{});
  options.create_if_missing = false;
  rocksdb::DB* db = nullptr;
  RT_RETURN_IF_ERROR(ToStatus(rocksdb::DB::OpenForReadOnly(options, dir, &db), dir));
  return std::unique_ptr<rocksdb::DB>(db);
}

std::string Format(const StoreState& state) {
  std::string text =
      base::Cat("log_id ", state.identity.log_id.ToString(), "\ntopic ", state.identity.topic,
                "\nprojection_version ", state.identity.projection_version, "\nhash ",
                state.hash.ToHex(), '\n');
  for (const auto& [source, cursor] : state.cursors) {
    text += base::Cat("position ", source.topic, ' ', source.partition, ' ', cursor.next, '\n');
  }
  return text;
}

}  // namespace

absl::Status WriteCheckpoint(rocksdb::DB& db, const std::string& dir) {
  rocksdb::Checkpoint* made = nullptr;
  RT_RETURN_IF_ERROR(ToStatus(rocksdb::Checkpoint::Create(&db, &made), dir));
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  // 0: flush first, always. Any other threshold leaves the memtable out when there is no WAL.
  RT_RETURN_IF_ERROR(ToStatus(checkpoint->CreateCheckpoint(dir, 0), dir));
  RT_ASSIGN_OR_RETURN(const auto copy, OpenCopy(dir));
  RT_ASSIGN_OR_RETURN(const std::optional<StoreState> state, ReadState(*copy, dir));
  if (!state) return absl::DataLossError(base::Cat("checkpoint ", dir, " is empty"));
  return ReplaceFile(dir, std::string(kManifestFile), Format(*state));
}

absl::StatusOr<CheckpointManifest> ReadManifest(const std::string& dir) {
  std::ifstream in(base::Cat(dir, '/', kManifestFile));
  if (!in) return absl::NotFoundError(base::Cat("checkpoint ", dir, " has no manifest"));
  const absl::Status unreadable =
      absl::DataLossError(base::Cat("checkpoint ", dir, " has a manifest that cannot be read"));
  CheckpointManifest manifest;
  std::string log_id, key, line;
  auto take = [&in, &key](std::string_view name, auto& value) {
    return (in >> key >> value) && key == name;
  };
  if (!take("log_id", log_id) || !take("topic", manifest.topic) ||
      !take("projection_version", manifest.projection_version) || !take("hash", manifest.hash)) {
    return unreadable;
  }
  const auto parsed = base::LogId::Parse(log_id);
  if (!parsed) return unreadable;
  manifest.log_id = *parsed;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream fields(line);
    eventlog::ReadStart position;
    if (!(fields >> key >> position.source.topic >> position.source.partition >> position.from) ||
        key != "position") {
      return unreadable;
    }
    manifest.positions.push_back(std::move(position));
  }
  return manifest;
}

absl::Status VerifyCheckpoint(const std::string& dir) {
  RT_ASSIGN_OR_RETURN(const CheckpointManifest manifest, ReadManifest(dir));
  RT_ASSIGN_OR_RETURN(const auto copy, OpenCopy(dir));
  RT_ASSIGN_OR_RETURN(const RowHash sum, AddUp(*copy, dir));
  if (sum.ToHex() == manifest.hash) return absl::OkStatus();
  return absl::DataLossError(
      base::Cat("checkpoint ", dir, " does not hold what its manifest says"));
}

}  // namespace rondetafel::projection
