#include "services/workplan/workplan_service.h"

namespace rondetafel::workplan {

using Reactor = grpc::ServerUnaryReactor;
using Context = grpc::CallbackServerContext;

Reactor* WorkPlanGrpc::DraftPlan(Context* context, const v1::DraftPlanRequest* request,
                                 v1::DraftPlanResponse* response) {
  return rpc::Serve(shell_, context, "DraftPlan", request, response, handlers_,
                    &WorkPlanHandlers::DraftPlan);
}

Reactor* WorkPlanGrpc::StartMandateRound(Context* context,
                                         const v1::StartMandateRoundRequest* request,
                                         v1::StartMandateRoundResponse* response) {
  return rpc::Serve(shell_, context, "StartMandateRound", request, response, handlers_,
                    &WorkPlanHandlers::StartMandateRound);
}

Reactor* WorkPlanGrpc::RecordMandate(Context* context, const v1::RecordMandateRequest* request,
                                     v1::RecordMandateResponse* response) {
  return rpc::Serve(shell_, context, "RecordMandate", request, response, handlers_,
                    &WorkPlanHandlers::RecordMandate);
}

Reactor* WorkPlanGrpc::DistributePlan(Context* context, const v1::DistributePlanRequest* request,
                                      v1::DistributePlanResponse* response) {
  return rpc::Serve(shell_, context, "DistributePlan", request, response, handlers_,
                    &WorkPlanHandlers::DistributePlan);
}

Reactor* WorkPlanGrpc::RecordAcceptance(Context* context,
                                        const v1::RecordAcceptanceRequest* request,
                                        v1::RecordAcceptanceResponse* response) {
  return rpc::Serve(shell_, context, "RecordAcceptance", request, response, handlers_,
                    &WorkPlanHandlers::RecordAcceptance);
}

Reactor* WorkPlanGrpc::RecordTaskProgress(Context* context,
                                          const v1::RecordTaskProgressRequest* request,
                                          v1::RecordTaskProgressResponse* response) {
  return rpc::Serve(shell_, context, "RecordTaskProgress", request, response, handlers_,
                    &WorkPlanHandlers::RecordTaskProgress);
}

Reactor* WorkPlanGrpc::ReassignTask(Context* context, const v1::ReassignTaskRequest* request,
                                    v1::ReassignTaskResponse* response) {
  return rpc::Serve(shell_, context, "ReassignTask", request, response, handlers_,
                    &WorkPlanHandlers::ReassignTask);
}

Reactor* WorkPlanGrpc::PlanEvaluation(Context* context, const v1::PlanEvaluationRequest* request,
                                      v1::PlanEvaluationResponse* response) {
  return rpc::Serve(shell_, context, "PlanEvaluation", request, response, handlers_,
                    &WorkPlanHandlers::PlanEvaluation);
}

Reactor* WorkPlanGrpc::RecordEvaluation(Context* context,
                                        const v1::RecordEvaluationRequest* request,
                                        v1::RecordEvaluationResponse* response) {
  return rpc::Serve(shell_, context, "RecordEvaluation", request, response, handlers_,
                    &WorkPlanHandlers::RecordEvaluation);
}

Reactor* WorkPlanGrpc::AskFollowUp(Context* context, const v1::AskFollowUpRequest* request,
                                   v1::AskFollowUpResponse* response) {
  return rpc::Serve(shell_, context, "AskFollowUp", request, response, handlers_,
                    &WorkPlanHandlers::AskFollowUp);
}

Reactor* WorkPlanGrpc::CloseWorkPlan(Context* context, const v1::CloseWorkPlanRequest* request,
                                     v1::CloseWorkPlanResponse* response) {
  return rpc::Serve(shell_, context, "CloseWorkPlan", request, response, handlers_,
                    &WorkPlanHandlers::CloseWorkPlan);
}

Reactor* WorkPlanGrpc::GetWorkPlan(Context* context, const v1::GetWorkPlanRequest* request,
                                   v1::GetWorkPlanResponse* response) {
  return rpc::Serve(shell_, context, "GetWorkPlan", request, response, handlers_,
                    &WorkPlanHandlers::GetWorkPlan);
}

Reactor* WorkPlanGrpc::ListWorkPlans(Context* context, const v1::ListWorkPlansRequest* request,
                                     v1::ListWorkPlansResponse* response) {
  return rpc::Serve(shell_, context, "ListWorkPlans", request, response, handlers_,
                    &WorkPlanHandlers::ListWorkPlans);
}

Reactor* WorkPlanGrpc::GetWorkPlanDocument(Context* context,
                                           const v1::GetWorkPlanDocumentRequest* request,
                                           v1::GetWorkPlanDocumentResponse* response) {
  return rpc::Serve(shell_, context, "GetWorkPlanDocument", request, response, handlers_,
                    &WorkPlanHandlers::GetWorkPlanDocument);
}

}  // namespace rondetafel::workplan
