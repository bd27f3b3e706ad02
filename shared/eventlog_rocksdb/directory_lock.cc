#include "shared/eventlog_rocksdb/directory_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "shared/base/text.h"

namespace rondetafel::eventlog {

namespace {

std::string ErrorText(int error) { return std::generic_category().message(error); }

}  // namespace

absl::StatusOr<std::unique_ptr<DirectoryLock>> DirectoryLock::Take(const std::string& dir) {
  std::error_code error;
  std::filesystem::create_directories(dir, error);
  if (error) {
    return absl::UnavailableError(
        base::Cat("cannot make the log directory ", dir, ": ", error.message()));
  }
  const std::string file = base::Cat(dir, "/lock");
  const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return absl::UnavailableError(base::Cat("cannot open ", file, ": ", ErrorText(errno)));
  }
  if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) {
    return std::unique_ptr<DirectoryLock>(new DirectoryLock(descriptor));
  }
  const int lock_error = errno;
  close(descriptor);
  if (lock_error != EWOULDBLOCK) {
    return absl::UnavailableError(base::Cat("cannot lock ", file, ": ", ErrorText(lock_error)));
  }
  return absl::FailedPreconditionError(base::Cat(
      "the log in ", dir, " is in use by another process; an embedded log has one owner"));
}

DirectoryLock::~DirectoryLock() { close(descriptor_); }

absl::Status SyncDirectory(const std::string& dir) {
  const std::filesystem::path path = std::filesystem::absolute(dir);
  for (const std::filesystem::path& each : {path, path.parent_path()}) {
    const int descriptor = open(each.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = descriptor >= 0 && fsync(descriptor) == 0;
    const int error = errno;
    if (descriptor >= 0) close(descriptor);
    if (!synced) {
      return absl::UnavailableError(
          base::Cat("cannot sync ", each.string(), ": ", ErrorText(error)));
    }
  }
  return absl::OkStatus();
}

}  // namespace rondetafel::eventlog
