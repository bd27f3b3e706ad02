#include "shared/host/data_layout.h"

#include <fcntl.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "shared/base/status.h"
#include "shared/base/text.h"

namespace rondetafel::host {
namespace {

using eventlog::LogIdentity;

absl::Status WriteDurably(const std::string& path, const std::string& text) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return absl::FailedPreconditionError(base::Cat("cannot write ", path));
  const bool written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       fsync(file) == 0;
  close(file);
  return written ? absl::OkStatus()
                 : absl::FailedPreconditionError(base::Cat("cannot write ", path));
}

std::string Describe(const LogIdentity& identity) {
  return base::Cat(identity.log_id.ToString(), " (", identity.partition_count, " partitions)");
}

}  // namespace

absl::StatusOr<std::unique_ptr<eventlog::DirectoryLock>> LockDataDir(const DataLayout& layout) {
  auto lock = eventlog::DirectoryLock::Take(layout.root);
  if (absl::IsFailedPrecondition(lock.status())) {
    return absl::FailedPreconditionError(
        base::Cat("the data directory ", layout.root,
                  " is in use by another process; stop that process or give --data-dir another"));
  }
  return lock;
}

absl::StatusOr<std::optional<LogIdentity>> ReadDataIdentity(const DataLayout& layout) {
  const std::string path = layout.identity_file();
  if (!std::filesystem::exists(path)) return std::optional<LogIdentity>();
  try {
    const toml::table table = toml::parse_file(path);
    const auto id = base::LogId::Parse(table["log_id"].value_or(std::string()));
    const int partitions = table["partitions"].value_or(0);
    if (id && partitions > 0) return std::optional<LogIdentity>({*id, partitions});
  } catch (const toml::parse_error&) {
  }
  return absl::DataLossError(
      base::Cat(path, " is damaged: it does not say which log this directory belongs to"));
}

absl::Status WriteDataIdentity(const DataLayout& layout, const LogIdentity& identity) {
  const std::string path = layout.identity_file();
  const std::string aside = path + ".new";
  RT_RETURN_IF_ERROR(WriteDurably(
      aside,
      base::Cat("# Which log this directory belongs to. Written once; do not edit.\nlog_id = \"",
                identity.log_id.ToString(), "\"\npartitions = ", identity.partition_count, "\n")));
  if (std::rename(aside.c_str(), path.c_str()) != 0) {
    return absl::FailedPreconditionError(base::Cat("cannot write ", path));
  }
  return eventlog::SyncDirectory(layout.root);
}

absl::Status ClaimDataDir(const DataLayout& layout, const LogIdentity& identity) {
  RT_ASSIGN_OR_RETURN(const auto known, ReadDataIdentity(layout));
  if (!known) return WriteDataIdentity(layout, identity);
  if (*known == identity) return absl::OkStatus();
  return absl::FailedPreconditionError(base::Cat(
      "the data directory ", layout.root, " belongs to log ", Describe(*known), ", not to log ",
      Describe(identity), "; give --data-dir another, or the log it belongs to"));
}

}  // namespace rondetafel::host
