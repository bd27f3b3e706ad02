// absl::Status ↔ grpc::Status, with the details of errors.h travelling in the trailer
// "grpc-status-details-bin".
#pragma once
#include <absl/status/status.h>
#include <grpcpp/support/status.h>

namespace rondetafel::rpc {

// A status without details gets them here: a reason named after its code and a general Dutch
// sentence.
grpc::Status ToGrpcStatus(const absl::Status& status);
// For clients of ours: code, message and details payload.
absl::Status FromGrpcStatus(const grpc::Status& status);

}  // namespace rondetafel::rpc
