// One process owns a directory: held by an advisory lock on a file in it, given up when the process
// ends however it ends.
#pragma once
#include <absl/status/statusor.h>

#include <memory>
#include <string>

namespace rondetafel::eventlog {

class DirectoryLock {
 public:
  // Makes the directory if it is absent. FAILED_PRECONDITION: another process, or another log in
  // this one, holds it. UNAVAILABLE: it cannot be made or opened.
  static absl::StatusOr<std::unique_ptr<DirectoryLock>> Take(const std::string& dir);
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  explicit DirectoryLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

// Makes the names in `dir`, and its own name, durable.
absl::Status SyncDirectory(const std::string& dir);

}  // namespace rondetafel::eventlog
