#include "services/keyring/keyring_service.h"

namespace rondetafel::keyring {

grpc::ServerUnaryReactor* KeyringGrpcService::EnsureCase(grpc::CallbackServerContext* context,
                                                         const v1::EnsureCaseRequest* request,
                                                         v1::EnsureCaseResponse* response) {
  return rpc::Serve(shell_, context, "EnsureCase", request, response, handlers_,
                    &KeyringHandlers::EnsureCase);
}

grpc::ServerUnaryReactor* KeyringGrpcService::OpenKey(grpc::CallbackServerContext* context,
                                                      const v1::OpenKeyRequest* request,
                                                      v1::OpenKeyResponse* response) {
  return rpc::Serve(shell_, context, "OpenKey", request, response, handlers_,
                    &KeyringHandlers::OpenKey);
}

grpc::ServerUnaryReactor* KeyringGrpcService::FindSubject(grpc::CallbackServerContext* context,
                                                          const v1::FindSubjectRequest* request,
                                                          v1::FindSubjectResponse* response) {
  return rpc::Serve(shell_, context, "FindSubject", request, response, handlers_,
                    &KeyringHandlers::FindSubject);
}

}  // namespace rondetafel::keyring
