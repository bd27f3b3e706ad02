// One run of rtctl: what the global flags said, the suite once it is needed, and how it ends.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "tools/rtctl/connection.h"

namespace rondetafel::rtctl {

struct Session {
  ConnectionOptions options;
  bool json = false;
  bool dutch = false;
  int exit_code = 0;

  // Opens the connection on first use.
  absl::StatusOr<Connection*> Open();
  // Prints one clear sentence on standard error and keeps the exit code that belongs to it.
  void Fail(const absl::Status& status);
  // A wrong command line, found after it was parsed.
  void FailUsage(std::string_view sentence);
  // OK does nothing.
  void Finish(const absl::Status& status) {
    if (!status.ok()) Fail(status);
  }

 private:
  std::unique_ptr<Connection> connection_;
};

}  // namespace rondetafel::rtctl
