// OperationsService for any service: status, the projection and work on it, clock and migration.
#pragma once
#include <absl/status/statusor.h>
#include <grpcpp/grpcpp.h>

#include <string>

#include "rondetafel/operations/v1/service.grpc.pb.h"
#include "shared/heads/heads.h"
#include "shared/host/projection_work.h"
#include "shared/host/verification.h"
#include "shared/rpc/serve.h"
#include "shared/runtime/service_runtime.h"

namespace rondetafel::host {

// Which service in which log this is.
struct OperationsFacts {
  std::string service;
  std::string log_id;
  int partition_count = 1;
  std::string version;
  // Signs heads; nullptr when this process has no signing key. Outlives the handlers.
  const heads::SigningKey* signing_key = nullptr;
};

// Heads of the service's topic as they are now, signed: the name and the content of a file.
struct HeadsDraft {
  std::string name;
  std::string file;
};
absl::StatusOr<HeadsDraft> DraftHeads(const OperationsFacts& facts,
                                      runtime::ServiceRuntime& runtime);

// Thread-safe. The pointers outlive it.
class OperationsHandlers {
 public:
  OperationsHandlers(OperationsFacts facts, runtime::ServiceRuntime* runtime,
                     Verification* verification, ProjectionWork* work);

  absl::StatusOr<operations::v1::GetStatusResponse> GetStatus(
      const rpc::Call& call, const operations::v1::GetStatusRequest& request);
  absl::StatusOr<operations::v1::GetProjectionHashResponse> GetProjectionHash(
      const rpc::Call& call, const operations::v1::GetProjectionHashRequest& request);
  absl::StatusOr<operations::v1::VerifyProjectionResponse> VerifyProjection(
      const rpc::Call& call, const operations::v1::VerifyProjectionRequest& request);
  absl::StatusOr<operations::v1::GetVerificationResponse> GetVerification(
      const rpc::Call& call, const operations::v1::GetVerificationRequest& request);
  absl::StatusOr<operations::v1::RebuildProjectionResponse> RebuildProjection(
      const rpc::Call& call, const operations::v1::RebuildProjectionRequest& request);
  absl::StatusOr<operations::v1::RollBackProjectionResponse> RollBackProjection(
      const rpc::Call& call, const operations::v1::RollBackProjectionRequest& request);
  absl::StatusOr<operations::v1::CreateCheckpointResponse> CreateCheckpoint(
      const rpc::Call& call, const operations::v1::CreateCheckpointRequest& request);
  absl::StatusOr<operations::v1::ForgetPreviousProjectionResponse> ForgetPreviousProjection(
      const rpc::Call& call, const operations::v1::ForgetPreviousProjectionRequest& request);
  absl::StatusOr<operations::v1::GetProjectionWorkResponse> GetProjectionWork(
      const rpc::Call& call, const operations::v1::GetProjectionWorkRequest& request);
  absl::StatusOr<operations::v1::ConfirmClockResponse> ConfirmClock(
      const rpc::Call& call, const operations::v1::ConfirmClockRequest& request);
  absl::StatusOr<operations::v1::CloseMigrationResponse> CloseMigration(
      const rpc::Call& call, const operations::v1::CloseMigrationRequest& request);
  absl::StatusOr<operations::v1::SignHeadsResponse> SignHeads(
      const rpc::Call& call, const operations::v1::SignHeadsRequest& request);
  absl::StatusOr<operations::v1::IntroduceMacKeyResponse> IntroduceMacKey(
      const rpc::Call& call, const operations::v1::IntroduceMacKeyRequest& request);

 private:
  const OperationsFacts facts_;
  runtime::ServiceRuntime* const runtime_;
  Verification* const verification_;
  ProjectionWork* const work_;
};

class OperationsService : public operations::v1::OperationsService::CallbackService {
 public:
  OperationsService(rpc::Shell* shell, OperationsHandlers* handlers)
      : shell_(shell), handlers_(handlers) {}
  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const operations::v1::GetStatusRequest* request,
                                      operations::v1::GetStatusResponse* response) override;
  grpc::ServerUnaryReactor* GetProjectionHash(
      grpc::CallbackServerContext* context, const operations::v1::GetProjectionHashRequest* request,
      operations::v1::GetProjectionHashResponse* response) override;
  grpc::ServerUnaryReactor* VerifyProjection(
      grpc::CallbackServerContext* context, const operations::v1::VerifyProjectionRequest* request,
      operations::v1::VerifyProjectionResponse* response) override;
  grpc::ServerUnaryReactor* GetVerification(
      grpc::CallbackServerContext* context, const operations::v1::GetVerificationRequest* request,
      operations::v1::GetVerificationResponse* response) override;
  grpc::ServerUnaryReactor* RebuildProjection(
      grpc::CallbackServerContext* context, const operations::v1::RebuildProjectionRequest* request,
      operations::v1::RebuildProjectionResponse* response) override;
  grpc::ServerUnaryReactor* RollBackProjection(
      grpc::CallbackServerContext* context,
      const operations::v1::RollBackProjectionRequest* request,
      operations::v1::RollBackProjectionResponse* response) override;
  grpc::ServerUnaryReactor* CreateCheckpoint(
      grpc::CallbackServerContext* context, const operations::v1::CreateCheckpointRequest* request,
      operations::v1::CreateCheckpointResponse* response) override;
  grpc::ServerUnaryReactor* ForgetPreviousProjection(
      grpc::CallbackServerContext* context,
      const operations::v1::ForgetPreviousProjectionRequest* request,
      operations::v1::ForgetPreviousProjectionResponse* response) override;
  grpc::ServerUnaryReactor* GetProjectionWork(
      grpc::CallbackServerContext* context, const operations::v1::GetProjectionWorkRequest* request,
      operations::v1::GetProjectionWorkResponse* response) override;
  grpc::ServerUnaryReactor* ConfirmClock(grpc::CallbackServerContext* context,
                                         const operations::v1::ConfirmClockRequest* request,
                                         operations::v1::ConfirmClockResponse* response) override;
  grpc::ServerUnaryReactor* CloseMigration(
      grpc::CallbackServerContext* context, const operations::v1::CloseMigrationRequest* request,
      operations::v1::CloseMigrationResponse* response) override;
  grpc::ServerUnaryReactor* SignHeads(grpc::CallbackServerContext* context,
                                      const operations::v1::SignHeadsRequest* request,
                                      operations::v1::SignHeadsResponse* response) override;
  grpc::ServerUnaryReactor* IntroduceMacKey(
      grpc::CallbackServerContext* context, const operations::v1::IntroduceMacKeyRequest* request,
      operations::v1::IntroduceMacKeyResponse* response) override;

 private:
  rpc::Shell* const shell_;
  OperationsHandlers* const handlers_;
};

}  // namespace rondetafel::host
