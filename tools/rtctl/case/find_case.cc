#include "tools/rtctl/case/find_case.h"

#include "shared/base/id.h"
#include "shared/base/resource_name.h"
#include "shared/base/status.h"
#include "shared/base/text.h"

namespace rondetafel::rtctl {
namespace {

using intake::v1::IntakeService;

std::string CaseNameOf(std::string_view name) {
  return std::string(name.substr(0, name.find('/', std::string_view("cases/").size())));
}

absl::StatusOr<FoundRequest> FromName(std::string_view name) {
  const std::string case_name = CaseNameOf(name);
  if (!base::ParseOwnName(case_name, "cases")) {
    return absl::InvalidArgumentError(base::Cat(
        "\"", name, "\" is no name: cases/{case} or cases/{case}/requests/{request}, with UUIDs"));
  }
  FoundRequest found{case_name, {}};
  if (base::ParseName(name, "requests")) found.request_name = std::string(name);
  return found;
}

}  // namespace

absl::StatusOr<FoundRequest> FindCase(Caller& caller, Connection& connection,
                                      std::string_view typed) {
  if (base::ParseUuid(typed)) return FromName(base::Cat("cases/", typed));
  if (typed.starts_with("cases/")) return FromName(typed);
  intake::v1::LookUpReferenceRequest request;
  request.set_reference(std::string(typed));
  RT_ASSIGN_OR_RETURN(
      const auto found,
      caller.Unary(connection.intake(), &IntakeService::Stub::LookUpReference, request));
  if (found.requests().empty()) {
    return absl::NotFoundError(base::Cat("there is no request with reference ", found.reference(),
                                         "; see `rtctl intake list-requests`"));
  }
  const std::string& first = found.requests(0).name();
  std::string names;
  for (const auto& row : found.requests()) names += "\n  " + row.name();
  if (found.requests_size() > 1) {
    return absl::FailedPreconditionError(
        base::Cat("several requests share ", found.reference(), "; name the one you mean:", names));
  }
  return FoundRequest{CaseNameOf(first), first};
}

}  // namespace rondetafel::rtctl
