#include "shared/rpc/call_metadata.h"

#include <algorithm>
#include <chrono>

#include "shared/base/id.h"
#include "shared/rpc/errors.h"
#include "shared/rpc/serve.h"

namespace rondetafel::rpc {
namespace {

bool IsHex(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool AllZero(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c == '0'; });
}

std::string WithoutDashes(std::string uuid) {
  std::erase(uuid, '-');
  return uuid;
}

}  // namespace

std::string MetadataOf(const grpc::CallbackServerContext& context, const std::string& name) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find(name);
  return found == metadata.end() ? std::string()
                                 : std::string(found->second.data(), found->second.size());
}

base::Instant DeadlineOf(const grpc::CallbackServerContext& context, base::Instant now) {
  using std::chrono::duration_cast, std::chrono::microseconds, std::chrono::system_clock;
  const auto deadline = context.deadline();
  if (deadline == system_clock::time_point::max()) {
    return {now.us + microseconds(kDeadlineDefault).count()};
  }
  const auto left = duration_cast<microseconds>(deadline - system_clock::now());
  return {now.us + std::min<microseconds>(left, kDeadlineMax).count()};
}

bool IsTraceparent(std::string_view text) {
  if (text.size() != 55 || !text.starts_with("00-") || text[35] != '-' || text[52] != '-') {
    return false;
  }
  const std::string_view trace = text.substr(3, 32);
  const std::string_view span = text.substr(36, 16);
  return IsHex(trace) && IsHex(span) && IsHex(text.substr(53)) && !AllZero(trace) && !AllZero(span);
}

std::string TraceparentOf(const grpc::CallbackServerContext& context) {
  std::string given = MetadataOf(context, "traceparent");
  if (IsTraceparent(given)) return given;
  const std::string trace = WithoutDashes(base::FormatUuid(base::RandomUuid()));
  const std::string span = WithoutDashes(base::FormatUuid(base::RandomUuid())).substr(0, 16);
  return "00-" + trace + "-" + span + "-00";
}

absl::Status ReadRegisteredAt(const grpc::CallbackServerContext& context, Call& call) {
  const std::string given = MetadataOf(context, "rondetafel-registered-at");
  if (given.empty()) return absl::OkStatus();
  if (call.actor.role() != type::v1::ROLE_MIGRATION) {
    return MakeError(absl::StatusCode::kPermissionDenied, "REGISTERED_AT_NOT_ALLOWED", "R186",
                     "metadata rondetafel-registered-at is for the migration actor only",
                     "Alleen de migratie geeft een eigen registratietijd mee.");
  }
  call.registered_at = base::ParseRfc3339(given);
  if (!call.registered_at || *call.registered_at > call.now) {
    return InvalidFields({{"metadata.rondetafel-registered-at", "R186",
                           "must be an RFC 3339 moment in UTC that does not lie in the future"}});
  }
  return absl::OkStatus();
}

}  // namespace rondetafel::rpc
