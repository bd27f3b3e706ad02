#include "tools/rtctl/session.h"

#include <cstdio>

#include "shared/base/text.h"
#include "tools/rtctl/error_text.h"
#include "tools/rtctl/exit_code.h"

namespace rondetafel::rtctl {

absl::StatusOr<Connection*> Session::Open() {
  if (!connection_) {
    auto opened = Connection::Open(options);
    if (!opened.ok()) return opened.status();
    connection_ = *std::move(opened);
  }
  return connection_.get();
}

void Session::Fail(const absl::Status& status) {
  exit_code = ExitCodeOf(status);
  std::fputs(RenderError(status, {json, dutch}).c_str(), stderr);
}

void Session::FailUsage(std::string_view sentence) {
  exit_code = kExitUsage;
  std::fputs(base::Cat("rtctl: ", sentence, "\n").c_str(), stderr);
}

}  // namespace rondetafel::rtctl
