// workplan on gRPC: each method hands over to its handler.
#pragma once
#include <grpcpp/grpcpp.h>

#include "rondetafel/workplan/v1/service.grpc.pb.h"
#include "services/workplan/workplan_handlers.h"
#include "shared/rpc/serve.h"

namespace rondetafel::workplan {

class WorkPlanGrpc final : public v1::WorkPlanService::CallbackService {
 public:
  // Shell and handlers outlive it.
  WorkPlanGrpc(rpc::Shell* shell, WorkPlanHandlers* handlers)
      : shell_(*shell), handlers_(handlers) {}

  grpc::ServerUnaryReactor* DraftPlan(grpc::CallbackServerContext* context,
                                      const v1::DraftPlanRequest* request,
                                      v1::DraftPlanResponse* response) override;
  grpc::ServerUnaryReactor* StartMandateRound(grpc::CallbackServerContext* context,
                                              const v1::StartMandateRoundRequest* request,
                                              v1::StartMandateRoundResponse* response) override;
  grpc::ServerUnaryReactor* RecordMandate(grpc::CallbackServerContext* context,
                                          const v1::RecordMandateRequest* request,
                                          v1::RecordMandateResponse* response) override;
  grpc::ServerUnaryReactor* DistributePlan(grpc::CallbackServerContext* context,
                                           const v1::DistributePlanRequest* request,
                                           v1::DistributePlanResponse* response) override;
  grpc::ServerUnaryReactor* RecordAcceptance(grpc::CallbackServerContext* context,
                                             const v1::RecordAcceptanceRequest* request,
                                             v1::RecordAcceptanceResponse* response) override;
  grpc::ServerUnaryReactor* RecordTaskProgress(grpc::CallbackServerContext* context,
                                               const v1::RecordTaskProgressRequest* request,
                                               v1::RecordTaskProgressResponse* response) override;
  grpc::ServerUnaryReactor* ReassignTask(grpc::CallbackServerContext* context,
                                         const v1::ReassignTaskRequest* request,
                                         v1::ReassignTaskResponse* response) override;
  grpc::ServerUnaryReactor* PlanEvaluation(grpc::CallbackServerContext* context,
                                           const v1::PlanEvaluationRequest* request,
                                           v1::PlanEvaluationResponse* response) override;
  grpc::ServerUnaryReactor* RecordEvaluation(grpc::CallbackServerContext* context,
                                             const v1::RecordEvaluationRequest* request,
                                             v1::RecordEvaluationResponse* response) override;
  grpc::ServerUnaryReactor* AskFollowUp(grpc::CallbackServerContext* context,
                                        const v1::AskFollowUpRequest* request,
                                        v1::AskFollowUpResponse* response) override;
  grpc::ServerUnaryReactor* CloseWorkPlan(grpc::CallbackServerContext* context,
                                          const v1::CloseWorkPlanRequest* request,
                                          v1::CloseWorkPlanResponse* response) override;
  grpc::ServerUnaryReactor* GetWorkPlan(grpc::CallbackServerContext* context,
                                        const v1::GetWorkPlanRequest* request,
                                        v1::GetWorkPlanResponse* response) override;
  grpc::ServerUnaryReactor* ListWorkPlans(grpc::CallbackServerContext* context,
                                          const v1::ListWorkPlansRequest* request,
                                          v1::ListWorkPlansResponse* response) override;
  grpc::ServerUnaryReactor* GetWorkPlanDocument(grpc::CallbackServerContext* context,
                                                const v1::GetWorkPlanDocumentRequest* request,
                                                v1::GetWorkPlanDocumentResponse* response) override;

 private:
  rpc::Shell& shell_;
  WorkPlanHandlers* handlers_;
};

}  // namespace rondetafel::workplan
