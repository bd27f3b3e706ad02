#include "services/intake/intake_service.h"

namespace rondetafel::intake {

using grpc::CallbackServerContext;
using grpc::ServerUnaryReactor;

ServerUnaryReactor* IntakeGrpc::SubmitRequest(CallbackServerContext* context,
                                              const v1::SubmitRequestRequest* request,
                                              v1::SubmitRequestResponse* response) {
  return rpc::Serve(shell_, context, "SubmitRequest", request, response, handlers_,
                    &IntakeHandlers::SubmitRequest);
}

ServerUnaryReactor* IntakeGrpc::ValidateRequest(CallbackServerContext* context,
                                                const v1::ValidateRequestRequest* request,
                                                v1::ValidateRequestResponse* response) {
  return rpc::Serve(shell_, context, "ValidateRequest", request, response, handlers_,
                    &IntakeHandlers::ValidateRequest);
}

ServerUnaryReactor* IntakeGrpc::AmendRequest(CallbackServerContext* context,
                                             const v1::AmendRequestRequest* request,
                                             v1::AmendRequestResponse* response) {
  return rpc::Serve(shell_, context, "AmendRequest", request, response, handlers_,
                    &IntakeHandlers::AmendRequest);
}

ServerUnaryReactor* IntakeGrpc::WithdrawRequest(CallbackServerContext* context,
                                                const v1::WithdrawRequestRequest* request,
                                                v1::WithdrawRequestResponse* response) {
  return rpc::Serve(shell_, context, "WithdrawRequest", request, response, handlers_,
                    &IntakeHandlers::WithdrawRequest);
}

ServerUnaryReactor* IntakeGrpc::RecordAgreement(CallbackServerContext* context,
                                                const v1::RecordAgreementRequest* request,
                                                v1::RecordAgreementResponse* response) {
  return rpc::Serve(shell_, context, "RecordAgreement", request, response, handlers_,
                    &IntakeHandlers::RecordAgreement);
}

ServerUnaryReactor* IntakeGrpc::WithdrawAgreement(CallbackServerContext* context,
                                                  const v1::WithdrawAgreementRequest* request,
                                                  v1::WithdrawAgreementResponse* response) {
  return rpc::Serve(shell_, context, "WithdrawAgreement", request, response, handlers_,
                    &IntakeHandlers::WithdrawAgreement);
}

ServerUnaryReactor* IntakeGrpc::GetRequest(CallbackServerContext* context,
                                           const v1::GetRequestRequest* request,
                                           v1::GetRequestResponse* response) {
  return rpc::Serve(shell_, context, "GetRequest", request, response, handlers_,
                    &IntakeHandlers::GetRequest);
}

ServerUnaryReactor* IntakeGrpc::ListRequests(CallbackServerContext* context,
                                             const v1::ListRequestsRequest* request,
                                             v1::ListRequestsResponse* response) {
  return rpc::Serve(shell_, context, "ListRequests", request, response, handlers_,
                    &IntakeHandlers::ListRequests);
}

ServerUnaryReactor* IntakeGrpc::LookUpReference(CallbackServerContext* context,
                                                const v1::LookUpReferenceRequest* request,
                                                v1::LookUpReferenceResponse* response) {
  return rpc::Serve(shell_, context, "LookUpReference", request, response, handlers_,
                    &IntakeHandlers::LookUpReference);
}

ServerUnaryReactor* IntakeGrpc::ListStatusChanges(CallbackServerContext* context,
                                                  const v1::ListStatusChangesRequest* request,
                                                  v1::ListStatusChangesResponse* response) {
  return rpc::Serve(shell_, context, "ListStatusChanges", request, response, handlers_,
                    &IntakeHandlers::ListStatusChanges);
}

ServerUnaryReactor* IntakeGrpc::GetAcknowledgement(CallbackServerContext* context,
                                                   const v1::GetAcknowledgementRequest* request,
                                                   v1::GetAcknowledgementResponse* response) {
  return rpc::Serve(shell_, context, "GetAcknowledgement", request, response, handlers_,
                    &IntakeHandlers::GetAcknowledgement);
}

}  // namespace rondetafel::intake
