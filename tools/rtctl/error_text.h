// A refused call as one clear sentence with the rule and the way out.
#pragma once
#include <absl/status/status.h>

#include <string>
#include <utility>
#include <vector>

namespace rondetafel::rtctl {

struct ErrorText {
  std::string reason;   // "TRIAGE_REASON_GATE_FAILED"; empty when the server gave none
  std::string rule;     // "CO-3"; may be empty
  std::string english;  // what is wrong and the way out
  std::string dutch;    // the same in plain Dutch; may be empty
  std::vector<std::pair<std::string, std::string>> fields;  // path, what would be right
};

struct ErrorStyle {
  bool json = false;
  bool dutch = false;
};

ErrorText DescribeError(const absl::Status& status);
// Lines ended by \n: "refused [CO-3]: …", then a line for each field at fault. With `json` one
// object.
std::string RenderError(const absl::Status& status, const ErrorStyle& style);
// An error that is no failed call, so that UNAVAILABLE does not mean that the suite is away: what
// is out of reach is a file or a broker, and the message says so.
absl::Status InItsOwnWords(const absl::Status& status);
int ExitCodeOf(const absl::Status& status);

}  // namespace rondetafel::rtctl
