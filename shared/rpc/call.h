// One call, authenticated and allowed: what a handler gets beside the request. Handlers are plain
// blocking functions `absl::StatusOr<Response> Method(const Call&, const Request&)`, tested without
// gRPC; the thin gRPC shell around them is rpc/serve.h.
#pragma once
#include <absl/status/statusor.h>

#include <optional>
#include <string>

#include "rondetafel/type/v1/type.pb.h"
#include "shared/base/decision.h"
#include "shared/base/id.h"
#include "shared/base/time.h"

namespace rondetafel::rpc {

struct Call {
  std::string method;  // "SubmitRequest"
  type::v1::Actor actor;
  base::Instant now;       // at the edge
  base::Instant deadline;  // never unbounded: 10 s when the client gave none
  std::string traceparent;
  // From "rondetafel-registered-at" metadata (RFC 3339), accepted from ROLE_MIGRATION only.
  std::optional<base::Instant> registered_at;
  std::string language = "nl";
};

}  // namespace rondetafel::rpc
