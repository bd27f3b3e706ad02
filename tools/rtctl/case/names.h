// The names of what a request leads to: each is a function of the one before
// (shared/base/resource_name.h).
#pragma once
#include <absl/status/statusor.h>

#include <string>

namespace rondetafel::rtctl {

struct Names {
  std::string case_name;
  std::string request;
  std::string assessment;
  std::string consultation;
  std::string work_plan;
};

// INVALID_ARGUMENT when `request_name` is not cases/{case}/requests/{request}.
absl::StatusOr<Names> NamesOf(const std::string& request_name);

}  // namespace rondetafel::rtctl
