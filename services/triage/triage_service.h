// Triage over gRPC: a shell around TriageHandlers, nothing is decided or shaped here.
#pragma once
#include "rondetafel/triage/v1/service.grpc.pb.h"
#include "services/triage/triage_handlers.h"
#include "shared/rpc/serve.h"

namespace rondetafel::triage {

class TriageGrpc final : public v1::TriageService::CallbackService {
 public:
  // Both outlive it.
  TriageGrpc(rpc::Shell* shell, TriageHandlers* handlers) : shell_(*shell), handlers_(handlers) {}

  grpc::ServerUnaryReactor* GetAssessment(grpc::CallbackServerContext* context,
                                          const v1::GetAssessmentRequest* request,
                                          v1::GetAssessmentResponse* response) override;
  grpc::ServerUnaryReactor* ExplainGates(grpc::CallbackServerContext* context,
                                         const v1::ExplainGatesRequest* request,
                                         v1::ExplainGatesResponse* response) override;
  grpc::ServerUnaryReactor* ListAssessments(grpc::CallbackServerContext* context,
                                            const v1::ListAssessmentsRequest* request,
                                            v1::ListAssessmentsResponse* response) override;
  grpc::ServerUnaryReactor* FindCases(grpc::CallbackServerContext* context,
                                      const v1::FindCasesRequest* request,
                                      v1::FindCasesResponse* response) override;
  grpc::ServerUnaryReactor* RecordCapacity(grpc::CallbackServerContext* context,
                                           const v1::RecordCapacityRequest* request,
                                           v1::RecordCapacityResponse* response) override;
  grpc::ServerUnaryReactor* AdmitRequest(grpc::CallbackServerContext* context,
                                         const v1::AdmitRequestRequest* request,
                                         v1::AdmitRequestResponse* response) override;
  grpc::ServerUnaryReactor* RejectRequest(grpc::CallbackServerContext* context,
                                          const v1::RejectRequestRequest* request,
                                          v1::RejectRequestResponse* response) override;
  grpc::ServerUnaryReactor* GetDecisionLetter(grpc::CallbackServerContext* context,
                                              const v1::GetDecisionLetterRequest* request,
                                              v1::GetDecisionLetterResponse* response) override;
  grpc::ServerUnaryReactor* TransferRequest(grpc::CallbackServerContext* context,
                                            const v1::TransferRequestRequest* request,
                                            v1::TransferRequestResponse* response) override;
  grpc::ServerUnaryReactor* RedirectRequest(grpc::CallbackServerContext* context,
                                            const v1::RedirectRequestRequest* request,
                                            v1::RedirectRequestResponse* response) override;
  grpc::ServerUnaryReactor* AppointChair(grpc::CallbackServerContext* context,
                                         const v1::AppointChairRequest* request,
                                         v1::AppointChairResponse* response) override;
  grpc::ServerUnaryReactor* ReplaceChair(grpc::CallbackServerContext* context,
                                         const v1::ReplaceChairRequest* request,
                                         v1::ReplaceChairResponse* response) override;
  grpc::ServerUnaryReactor* LogContact(grpc::CallbackServerContext* context,
                                       const v1::LogContactRequest* request,
                                       v1::LogContactResponse* response) override;
  grpc::ServerUnaryReactor* RegisterFacilitator(grpc::CallbackServerContext* context,
                                                const v1::RegisterFacilitatorRequest* request,
                                                v1::RegisterFacilitatorResponse* response) override;
  grpc::ServerUnaryReactor* AddFacilitatorTie(grpc::CallbackServerContext* context,
                                              const v1::AddFacilitatorTieRequest* request,
                                              v1::AddFacilitatorTieResponse* response) override;
  grpc::ServerUnaryReactor* EndFacilitatorTie(grpc::CallbackServerContext* context,
                                              const v1::EndFacilitatorTieRequest* request,
                                              v1::EndFacilitatorTieResponse* response) override;
  grpc::ServerUnaryReactor* RetireFacilitator(grpc::CallbackServerContext* context,
                                              const v1::RetireFacilitatorRequest* request,
                                              v1::RetireFacilitatorResponse* response) override;
  grpc::ServerUnaryReactor* ListFacilitators(grpc::CallbackServerContext* context,
                                             const v1::ListFacilitatorsRequest* request,
                                             v1::ListFacilitatorsResponse* response) override;
  grpc::ServerUnaryReactor* RecordDesk(grpc::CallbackServerContext* context,
                                       const v1::RecordDeskRequest* request,
                                       v1::RecordDeskResponse* response) override;
  grpc::ServerUnaryReactor* ListDesks(grpc::CallbackServerContext* context,
                                      const v1::ListDesksRequest* request,
                                      v1::ListDesksResponse* response) override;

 private:
  rpc::Shell& shell_;
  TriageHandlers* handlers_;
};

}  // namespace rondetafel::triage
