// What a call brings beside its request: credentials, deadline, trace, registration time.
#pragma once
#include <absl/status/statusor.h>
#include <grpcpp/grpcpp.h>

#include <string>

#include "shared/base/time.h"
#include "shared/rpc/call.h"

namespace rondetafel::rpc {

// "" when absent; the first when given twice.
std::string MetadataOf(const grpc::CallbackServerContext& context, const std::string& name);
// `now` plus what the client left of its deadline, bounded (serve.h).
base::Instant DeadlineOf(const grpc::CallbackServerContext& context, base::Instant now);
// The client's traceparent when it is one, else a new one.
std::string TraceparentOf(const grpc::CallbackServerContext& context);
// Fills call.registered_at. Only for ROLE_MIGRATION, RFC 3339, not after `call.now`.
absl::Status ReadRegisteredAt(const grpc::CallbackServerContext& context, Call& call);

// W3C trace context, version 00: lower-case hex, neither id all zero.
bool IsTraceparent(std::string_view text);

}  // namespace rondetafel::rpc
