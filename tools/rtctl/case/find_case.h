// From what somebody typed to the names the services use.
#pragma once
#include <absl/status/statusor.h>

#include <string>
#include <string_view>

#include "tools/rtctl/connection.h"

namespace rondetafel::rtctl {

struct FoundRequest {
  std::string case_name;     // "cases/{case}"
  std::string request_name;  // empty when only a case was named
};

// `typed`: a reference ("RT-7K3M-9QXA-4", any spelling), a case id, "cases/{case}", or the name of
// anything in a case. FAILED_PRECONDITION lists the requests when several cases share a reference.
absl::StatusOr<FoundRequest> FindCase(Caller& caller, Connection& connection,
                                      std::string_view typed);

}  // namespace rondetafel::rtctl
