#include "shared/rpc/audit.h"

#include <algorithm>

#include "shared/base/id.h"
#include "shared/telemetry/log.h"

namespace rondetafel::rpc {
namespace {

constexpr std::size_t kCollectionCharactersMax = 32;

// Takes "collection/uuid" off the front.
bool TakePair(std::string_view& text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash > kCollectionCharactersMax) {
    return false;
  }
  const bool letters = std::ranges::all_of(text.substr(0, slash), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
  text.remove_prefix(slash + 1);
  if (!letters || !base::ParseUuid(text.substr(0, 36))) return false;
  text.remove_prefix(36);
  return true;
}

}  // namespace

bool IsResourceName(std::string_view text) {
  if (!TakePair(text)) return false;
  if (text.empty()) return true;
  if (text[0] != '/') return false;
  text.remove_prefix(1);
  return TakePair(text) && text.empty();
}

std::string ResourceNamedBy(const google::protobuf::Message& request) {
  using google::protobuf::FieldDescriptor;
  for (const char* name :
       {"name", "parent", "request_name", "consultation_name", "work_plan_name"}) {
    const FieldDescriptor* field = request.GetDescriptor()->FindFieldByName(name);
    if (field == nullptr || field->is_repeated() ||
        field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) {
      continue;
    }
    std::string value = request.GetReflection()->GetString(request, field);
    if (IsResourceName(value)) return value;
  }
  return {};
}

void WriteAuditLine(const std::string& service, const Call& call, access::AuditLevel level,
                    const std::string& result, const std::string& resource) {
  telemetry::Log(telemetry::Level::kInfo, "audit",
                 {{"service", service},
                  {"method", call.method},
                  {"access", level == access::AuditLevel::kWrite ? "write" : "read"},
                  {"actor", call.actor.actor_id()},
                  {"role", type::v1::Role_Name(call.actor.role())},
                  {"resource", resource},
                  {"result", result},
                  {"trace", call.traceparent}});
}

}  // namespace rondetafel::rpc
