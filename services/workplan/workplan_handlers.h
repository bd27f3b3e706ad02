// What workplan's methods do, without gRPC: decode, seal, let the domain decide, encode.
#pragma once
#include <absl/status/statusor.h>

#include "rondetafel/workplan/v1/service.pb.h"
#include "services/workplan/domain/work_plan.h"
#include "shared/base/resource_name.h"
#include "shared/rpc/call.h"
#include "shared/rpc/errors.h"
#include "shared/runtime/service_runtime.h"
#include "shared/sealing/keyring_client.h"

namespace rondetafel::workplan {

runtime::StreamKind WorkPlanKind();

// Thread-safe; blocks until the deadline of the call at most. Runtime and keyring outlive it.
class WorkPlanHandlers {
 public:
  WorkPlanHandlers(runtime::ServiceRuntime* runtime, sealing::KeyringClient* keyring)
      : runtime_(*runtime), keyring_(*keyring) {}

  absl::StatusOr<v1::DraftPlanResponse> DraftPlan(const rpc::Call& call,
                                                  const v1::DraftPlanRequest& request);
  absl::StatusOr<v1::StartMandateRoundResponse> StartMandateRound(
      const rpc::Call& call, const v1::StartMandateRoundRequest& request);
  absl::StatusOr<v1::RecordMandateResponse> RecordMandate(const rpc::Call& call,
                                                          const v1::RecordMandateRequest& request);
  absl::StatusOr<v1::DistributePlanResponse> DistributePlan(
      const rpc::Call& call, const v1::DistributePlanRequest& request);
  absl::StatusOr<v1::RecordAcceptanceResponse> RecordAcceptance(
      const rpc::Call& call, const v1::RecordAcceptanceRequest& request);
  absl::StatusOr<v1::RecordTaskProgressResponse> RecordTaskProgress(
      const rpc::Call& call, const v1::RecordTaskProgressRequest& request);
  absl::StatusOr<v1::ReassignTaskResponse> ReassignTask(const rpc::Call& call,
                                                        const v1::ReassignTaskRequest& request);
  absl::StatusOr<v1::PlanEvaluationResponse> PlanEvaluation(
      const rpc::Call& call, const v1::PlanEvaluationRequest& request);
  absl::StatusOr<v1::RecordEvaluationResponse> RecordEvaluation(
      const rpc::Call& call, const v1::RecordEvaluationRequest& request);
  absl::StatusOr<v1::AskFollowUpResponse> AskFollowUp(const rpc::Call& call,
                                                      const v1::AskFollowUpRequest& request);
  absl::StatusOr<v1::CloseWorkPlanResponse> CloseWorkPlan(const rpc::Call& call,
                                                          const v1::CloseWorkPlanRequest& request);

  absl::StatusOr<v1::GetWorkPlanResponse> GetWorkPlan(const rpc::Call& call,
                                                      const v1::GetWorkPlanRequest& request);
  absl::StatusOr<v1::ListWorkPlansResponse> ListWorkPlans(const rpc::Call& call,
                                                          const v1::ListWorkPlansRequest& request);
  absl::StatusOr<v1::GetWorkPlanDocumentResponse> GetWorkPlanDocument(
      const rpc::Call& call, const v1::GetWorkPlanDocumentRequest& request);

 private:
  // The plan as it is now; NOT_FOUND when there is none by that name or the actor has nothing to do
  // with it, after a strong read.
  absl::StatusOr<State> FindPlan(const rpc::Call& call, const base::ResourceName& name);
  // Runs `domain` on the plan; `fill` makes the reply from the state after.
  template <class Response, class Domain, class Fill>
  absl::StatusOr<Response> Act(const rpc::Call& call, const base::ResourceName& name,
                               const google::protobuf::Message& request, Domain domain, Fill fill);
  absl::StatusOr<v1::WorkPlan> Show(const rpc::Call& call, const base::ResourceName& name,
                                    const State& state);

  runtime::ServiceRuntime& runtime_;
  sealing::KeyringClient& keyring_;
};

// nullopt adds a fault for `name`.
std::optional<base::ResourceName> CheckName(const std::string& name, rpc::FieldFaults& faults);

}  // namespace rondetafel::workplan
