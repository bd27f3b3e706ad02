#include "shared/access/access.h"

#include "shared/base/check.h"
#include "shared/base/text.h"

namespace rondetafel::access {
namespace {

std::string ListRoles(const Roles& roles) {
  std::string list;
  for (type::v1::Role role : roles) {
    if (!list.empty()) list += ", ";
    list += type::v1::Role_Name(role);
  }
  return list.empty() ? "nobody" : list;
}

}  // namespace

PolicyTable::PolicyTable(std::vector<MethodPolicy> rows) {
  for (MethodPolicy& row : rows) {
    RT_CHECK(!row.roles.contains(type::v1::ROLE_UNSPECIFIED));
    std::string method = row.method;
    RT_CHECK(rows_.emplace(std::move(method), std::move(row)).second);
  }
}

absl::Status PolicyTable::Check(std::string_view method, const type::v1::Actor& actor) const {
  const MethodPolicy* row = Find(method);
  if (row == nullptr) {
    return absl::PermissionDeniedError(base::Cat(method, " is not open to anybody"));
  }
  if (row->roles.contains(actor.role())) return absl::OkStatus();
  return absl::PermissionDeniedError(base::Cat(method, " is not open to ",
                                               type::v1::Role_Name(actor.role()),
                                               "; it is open to ", ListRoles(row->roles)));
}

bool PolicyTable::Has(std::string_view method) const { return Find(method) != nullptr; }

const MethodPolicy* PolicyTable::Find(std::string_view method) const {
  const auto row = rows_.find(method);
  return row == rows_.end() ? nullptr : &row->second;
}

std::vector<std::string> PolicyTable::methods() const {
  std::vector<std::string> names;
  names.reserve(rows_.size());
  for (const auto& [name, row] : rows_) names.push_back(name);
  return names;
}

}  // namespace rondetafel::access
