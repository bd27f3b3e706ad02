// intake on gRPC: each method hands over to its handler.
#pragma once
#include <grpcpp/grpcpp.h>

#include "rondetafel/intake/v1/service.grpc.pb.h"
#include "services/intake/intake_handlers.h"
#include "shared/rpc/serve.h"

namespace rondetafel::intake {

class IntakeGrpc final : public v1::IntakeService::CallbackService {
 public:
  // Shell and handlers outlive it.
  IntakeGrpc(rpc::Shell* shell, IntakeHandlers* handlers) : shell_(*shell), handlers_(handlers) {}

  grpc::ServerUnaryReactor* SubmitRequest(grpc::CallbackServerContext* context,
                                          const v1::SubmitRequestRequest* request,
                                          v1::SubmitRequestResponse* response) override;
  grpc::ServerUnaryReactor* ValidateRequest(grpc::CallbackServerContext* context,
                                            const v1::ValidateRequestRequest* request,
                                            v1::ValidateRequestResponse* response) override;
  grpc::ServerUnaryReactor* AmendRequest(grpc::CallbackServerContext* context,
                                         const v1::AmendRequestRequest* request,
                                         v1::AmendRequestResponse* response) override;
  grpc::ServerUnaryReactor* WithdrawRequest(grpc::CallbackServerContext* context,
                                            const v1::WithdrawRequestRequest* request,
                                            v1::WithdrawRequestResponse* response) override;
  grpc::ServerUnaryReactor* RecordAgreement(grpc::CallbackServerContext* context,
                                            const v1::RecordAgreementRequest* request,
                                            v1::RecordAgreementResponse* response) override;
  grpc::ServerUnaryReactor* WithdrawAgreement(grpc::CallbackServerContext* context,
                                              const v1::WithdrawAgreementRequest* request,
                                              v1::WithdrawAgreementResponse* response) override;
  grpc::ServerUnaryReactor* GetRequest(grpc::CallbackServerContext* context,
                                       const v1::GetRequestRequest* request,
                                       v1::GetRequestResponse* response) override;
  grpc::ServerUnaryReactor* ListRequests(grpc::CallbackServerContext* context,
                                         const v1::ListRequestsRequest* request,
                                         v1::ListRequestsResponse* response) override;
  grpc::ServerUnaryReactor* LookUpReference(grpc::CallbackServerContext* context,
                                            const v1::LookUpReferenceRequest* request,
                                            v1::LookUpReferenceResponse* response) override;
  grpc::ServerUnaryReactor* ListStatusChanges(grpc::CallbackServerContext* context,
                                              const v1::ListStatusChangesRequest* request,
                                              v1::ListStatusChangesResponse* response) override;
  grpc::ServerUnaryReactor* GetAcknowledgement(grpc::CallbackServerContext* context,
                                               const v1::GetAcknowledgementRequest* request,
                                               v1::GetAcknowledgementResponse* response) override;

 private:
  rpc::Shell& shell_;
  IntakeHandlers* handlers_;
};

}  // namespace rondetafel::intake
