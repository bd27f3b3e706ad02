#include "services/keyring/grpc_keyring_client.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "rondetafel/keyring/v1/service.grpc.pb.h"
#include "shared/base/steady.h"
#include "shared/base/text.h"
#include "shared/rpc/server.h"

namespace rondetafel::keyring {
namespace {

using Stub = v1::KeyringService::Stub;

class GrpcKeyringClient : public ProtoKeyringClient {
 public:
  explicit GrpcKeyringClient(GrpcKeyringOptions options)
      : options_(std::move(options)),
        stub_(v1::KeyringService::NewStub(grpc::CreateChannel(
            base::Cat(options_.host, ':', options_.port), grpc::InsecureChannelCredentials()))) {}

 protected:
  absl::StatusOr<v1::EnsureCaseResponse> Send(const v1::EnsureCaseRequest& request,
                                              base::Instant deadline) override {
    return Call(&Stub::EnsureCase, request, deadline);
  }
  absl::StatusOr<v1::OpenKeyResponse> Send(const v1::OpenKeyRequest& request,
                                           base::Instant deadline) override {
    return Call(&Stub::OpenKey, request, deadline);
  }
  absl::StatusOr<v1::FindSubjectResponse> Send(const v1::FindSubjectRequest& request,
                                               base::Instant deadline) override {
    return Call(&Stub::FindSubject, request, deadline);
  }

 private:
  template <class Request, class Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const Request& request, base::Instant deadline) {
    grpc::ClientContext context;
    // The deadline is by the given clock, gRPC's by the system's: only what is left is carried
    // over.
    const auto left = std::chrono::microseconds(
        std::max<std::int64_t>(0, deadline.us - base::SteadyNow(*options_.clock).us));
    context.set_deadline(std::chrono::system_clock::now() + left);
    if (options_.authorization) context.AddMetadata("authorization", options_.authorization());
    Response response;
    const grpc::Status status = ((*stub_).*method)(&context, request, &response);
    if (!status.ok()) {
      return absl::Status(static_cast<absl::StatusCode>(status.error_code()),
                          status.error_message());
    }
    return response;
  }

  const GrpcKeyringOptions options_;
  const std::unique_ptr<Stub> stub_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<sealing::KeyringClient>> MakeGrpcKeyringClient(
    GrpcKeyringOptions options) {
  if (!rpc::IsLoopback(options.host)) {
    return absl::FailedPreconditionError(
        "keys travel in plaintext for now: the keyring's address must be on loopback");
  }
  return std::make_unique<GrpcKeyringClient>(std::move(options));
}

}  // namespace rondetafel::keyring
