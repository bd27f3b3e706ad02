// The keyring's gRPC service: decode, execute, encode. Nothing is decided here.
#pragma once
#include "rondetafel/keyring/v1/service.grpc.pb.h"
#include "services/keyring/keyring_handlers.h"
#include "shared/rpc/serve.h"

namespace rondetafel::keyring {

// Shell and handlers outlive it.
class KeyringGrpcService : public v1::KeyringService::CallbackService {
 public:
  KeyringGrpcService(rpc::Shell* shell, KeyringHandlers* handlers)
      : shell_(*shell), handlers_(handlers) {}

  grpc::ServerUnaryReactor* EnsureCase(grpc::CallbackServerContext* context,
                                       const v1::EnsureCaseRequest* request,
                                       v1::EnsureCaseResponse* response) override;
  grpc::ServerUnaryReactor* OpenKey(grpc::CallbackServerContext* context,
                                    const v1::OpenKeyRequest* request,
                                    v1::OpenKeyResponse* response) override;
  grpc::ServerUnaryReactor* FindSubject(grpc::CallbackServerContext* context,
                                        const v1::FindSubjectRequest* request,
                                        v1::FindSubjectResponse* response) override;

 private:
  rpc::Shell& shell_;
  KeyringHandlers* const handlers_;
};

}  // namespace rondetafel::keyring
