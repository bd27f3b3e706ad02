#include "services/triage/triage_service.h"

namespace rondetafel::triage {

using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

Reactor* TriageGrpc::GetAssessment(Context* context, const v1::GetAssessmentRequest* request,
                                   v1::GetAssessmentResponse* response) {
  return rpc::Serve(shell_, context, "GetAssessment", request, response, handlers_,
                    &TriageHandlers::GetAssessment);
}

Reactor* TriageGrpc::ExplainGates(Context* context, const v1::ExplainGatesRequest* request,
                                  v1::ExplainGatesResponse* response) {
  return rpc::Serve(shell_, context, "ExplainGates", request, response, handlers_,
                    &TriageHandlers::ExplainGates);
}

Reactor* TriageGrpc::ListAssessments(Context* context, const v1::ListAssessmentsRequest* request,
                                     v1::ListAssessmentsResponse* response) {
  return rpc::Serve(shell_, context, "ListAssessments", request, response, handlers_,
                    &TriageHandlers::ListAssessments);
}

Reactor* TriageGrpc::FindCases(Context* context, const v1::FindCasesRequest* request,
                               v1::FindCasesResponse* response) {
  return rpc::Serve(shell_, context, "FindCases", request, response, handlers_,
                    &TriageHandlers::FindCases);
}

Reactor* TriageGrpc::RecordCapacity(Context* context, const v1::RecordCapacityRequest* request,
                                    v1::RecordCapacityResponse* response) {
  return rpc::Serve(shell_, context, "RecordCapacity", request, response, handlers_,
                    &TriageHandlers::RecordCapacity);
}

Reactor* TriageGrpc::AdmitRequest(Context* context, const v1::AdmitRequestRequest* request,
                                  v1::AdmitRequestResponse* response) {
  return rpc::Serve(shell_, context, "AdmitRequest", request, response, handlers_,
                    &TriageHandlers::AdmitRequest);
}

Reactor* TriageGrpc::RejectRequest(Context* context, const v1::RejectRequestRequest* request,
                                   v1::RejectRequestResponse* response) {
  return rpc::Serve(shell_, context, "RejectRequest", request, response, handlers_,
                    &TriageHandlers::RejectRequest);
}

Reactor* TriageGrpc::GetDecisionLetter(Context* context,
                                       const v1::GetDecisionLetterRequest* request,
                                       v1::GetDecisionLetterResponse* response) {
  return rpc::Serve(shell_, context, "GetDecisionLetter", request, response, handlers_,
                    &TriageHandlers::GetDecisionLetter);
}

Reactor* TriageGrpc::TransferRequest(Context* context, const v1::TransferRequestRequest* request,
                                     v1::TransferRequestResponse* response) {
  return rpc::Serve(shell_, context, "TransferRequest", request, response, handlers_,
                    &TriageHandlers::TransferRequest);
}

Reactor* TriageGrpc::RedirectRequest(Context* context, const v1::RedirectRequestRequest* request,
                                     v1::RedirectRequestResponse* response) {
  return rpc::Serve(shell_, context, "RedirectRequest", request, response, handlers_,
                    &TriageHandlers::RedirectRequest);
}

Reactor* TriageGrpc::AppointChair(Context* context, const v1::AppointChairRequest* request,
                                  v1::AppointChairResponse* response) {
  return rpc::Serve(shell_, context, "AppointChair", request, response, handlers_,
                    &TriageHandlers::AppointChair);
}

Reactor* TriageGrpc::ReplaceChair(Context* context, const v1::ReplaceChairRequest* request,
                                  v1::ReplaceChairResponse* response) {
  return rpc::Serve(shell_, context, "ReplaceChair", request, response, handlers_,
                    &TriageHandlers::ReplaceChair);
}

Reactor* TriageGrpc::LogContact(Context* context, const v1::LogContactRequest* request,
                                v1::LogContactResponse* response) {
  return rpc::Serve(shell_, context, "LogContact", request, response, handlers_,
                    &TriageHandlers::LogContact);
}

Reactor* TriageGrpc::RegisterFacilitator(Context* context,
                                         const v1::RegisterFacilitatorRequest* request,
                                         v1::RegisterFacilitatorResponse* response) {
  return rpc::Serve(shell_, context, "RegisterFacilitator", request, response, handlers_,
                    &TriageHandlers::RegisterFacilitator);
}

Reactor* TriageGrpc::AddFacilitatorTie(Context* context,
                                       const v1::AddFacilitatorTieRequest* request,
                                       v1::AddFacilitatorTieResponse* response) {
  return rpc::Serve(shell_, context, "AddFacilitatorTie", request, response, handlers_,
                    &TriageHandlers::AddFacilitatorTie);
}

Reactor* TriageGrpc::EndFacilitatorTie(Context* context,
                                       const v1::EndFacilitatorTieRequest* request,
                                       v1::EndFacilitatorTieResponse* response) {
  return rpc::Serve(shell_, context, "EndFacilitatorTie", request, response, handlers_,
                    &TriageHandlers::EndFacilitatorTie);
}

Reactor* TriageGrpc::RetireFacilitator(Context* context,
                                       const v1::RetireFacilitatorRequest* request,
                                       v1::RetireFacilitatorResponse* response) {
  return rpc::Serve(shell_, context, "RetireFacilitator", request, response, handlers_,
                    &TriageHandlers::RetireFacilitator);
}

Reactor* TriageGrpc::ListFacilitators(Context* context, const v1::ListFacilitatorsRequest* request,
                                      v1::ListFacilitatorsResponse* response) {
  return rpc::Serve(shell_, context, "ListFacilitators", request, response, handlers_,
                    &TriageHandlers::ListFacilitators);
}

Reactor* TriageGrpc::RecordDesk(Context* context, const v1::RecordDeskRequest* request,
                                v1::RecordDeskResponse* response) {
  return rpc::Serve(shell_, context, "RecordDesk", request, response, handlers_,
                    &TriageHandlers::RecordDesk);
}

Reactor* TriageGrpc::ListDesks(Context* context, const v1::ListDesksRequest* request,
                               v1::ListDesksResponse* response) {
  return rpc::Serve(shell_, context, "ListDesks", request, response, handlers_,
                    &TriageHandlers::ListDesks);
}

}  // namespace rondetafel::triage
