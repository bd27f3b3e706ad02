#include "shared/host/operations_service.h"

#include "shared/base/status.h"
#include "shared/host/timestamps.h"
#include "shared/rpc/errors.h"

namespace rondetafel::host {
namespace {

using operations::v1::CloseMigrationRequest;
using operations::v1::CloseMigrationResponse;
using operations::v1::ConfirmClockRequest;
using operations::v1::ConfirmClockResponse;
using operations::v1::CreateCheckpointRequest;
using operations::v1::CreateCheckpointResponse;
using operations::v1::ForgetPreviousProjectionRequest;
using operations::v1::ForgetPreviousProjectionResponse;
using operations::v1::GetProjectionHashRequest;
using operations::v1::GetProjectionHashResponse;
using operations::v1::GetProjectionWorkRequest;
using operations::v1::GetProjectionWorkResponse;
using operations::v1::GetStatusRequest;
using operations::v1::GetStatusResponse;
using operations::v1::GetVerificationRequest;
using operations::v1::GetVerificationResponse;
using operations::v1::IntroduceMacKeyRequest;
using operations::v1::IntroduceMacKeyResponse;
using operations::v1::RebuildProjectionRequest;
using operations::v1::RebuildProjectionResponse;
using operations::v1::RollBackProjectionRequest;
using operations::v1::RollBackProjectionResponse;
using operations::v1::SignHeadsRequest;
using operations::v1::SignHeadsResponse;
using operations::v1::VerifyProjectionRequest;
using operations::v1::VerifyProjectionResponse;

constexpr int kHashTriesMax = 100;

absl::Status CheckCommandId(const std::string& command_id) {
  rpc::FieldFaults faults;
  faults.CheckCommandId(command_id);
  return std::move(faults).ToStatus();
}

operations::v1::PartitionStatus Describe(const runtime::PartitionStatus& from) {
  operations::v1::PartitionStatus to;
  to.set_topic(from.topic);
  to.set_partition(from.partition);
  to.set_offset(from.position);
  to.set_log_end(from.log_end);
  *to.mutable_effective_at() = ToTimestamp(from.effective);
  to.set_halted(from.halted);
  to.set_halt_reason(from.halt_reason);
  to.set_accepted(from.accepted);
  to.set_ignored(from.ignored);
  return to;
}

}  // namespace

absl::StatusOr<HeadsDraft> DraftHeads(const OperationsFacts& facts,
                                      runtime::ServiceRuntime& runtime) {
  if (facts.signing_key == nullptr) {
    return absl::FailedPreconditionError(
        "there is no key to sign heads with in the folder of key files");
  }
  const auto log_id = base::LogId::Parse(facts.log_id);
  heads::Heads now{*log_id, facts.service, base::SystemClock().Now(), {}};
  RT_ASSIGN_OR_RETURN(now.cursors, runtime.OwnCursors());
  HeadsDraft draft;
  draft.file = heads::SignHeads(now, *facts.signing_key);
  draft.name = heads::HeadsFileName(now, draft.file);
  return draft;
}

OperationsHandlers::OperationsHandlers(OperationsFacts facts, runtime::ServiceRuntime* runtime,
                                       Verification* verification, ProjectionWork* work)
    : facts_(std::move(facts)), runtime_(runtime), verification_(verification), work_(work) {}

absl::StatusOr<GetStatusResponse> OperationsHandlers::GetStatus(const rpc::Call& call,
                                                                const GetStatusRequest& request) {
  RT_ASSIGN_OR_RETURN(const auto view, runtime_->Read(request.position(), call.deadline));
  GetStatusResponse response;
  response.set_service(facts_.service);
  response.set_log_id(facts_.log_id);
  response.set_partition_count(facts_.partition_count);
  response.set_version(facts_.version);
  response.set_serving(runtime_->serving());
  for (const auto& partition : runtime_->Status()) {
    *response.add_partitions() = Describe(partition);
  }
  *response.mutable_position() = view.position;
  return response;
}

absl::StatusOr<GetProjectionHashResponse> OperationsHandlers::GetProjectionHash(
    const rpc::Call& call, const GetProjectionHashRequest& request) {
  RT_RETURN_IF_ERROR(runtime_->Read(request.position(), call.deadline).status());
  GetProjectionHashResponse response;
  // Positions on both sides of the hash: equal ones say that nothing was folded in between.
  for (int i = 0; i < kHashTriesMax; ++i) {
    *response.mutable_position() = runtime_->ReadNow().position;
    response.set_hash(runtime_->ProjectionHash());
    const auto after = runtime_->ReadNow().position;
    if (after.SerializeAsString() == response.position().SerializeAsString()) return response;
  }
  return absl::UnavailableError("records arrive faster than a hash can be taken; ask again");
}

absl::StatusOr<VerifyProjectionResponse> OperationsHandlers::VerifyProjection(
    const rpc::Call&, const VerifyProjectionRequest& request) {
  RT_RETURN_IF_ERROR(CheckCommandId(request.command_id()));
  VerifyProjectionResponse response;
  *response.mutable_verification() = verification_->Start(request.command_id());
  *response.mutable_position() = runtime_->ReadNow().position;
  return response;
}

absl::StatusOr<GetVerificationResponse> OperationsHandlers::GetVerification(
    const rpc::Call& call, const GetVerificationRequest& request) {
  RT_ASSIGN_OR_RETURN(const auto view, runtime_->Read(request.position(), call.deadline));
  GetVerificationResponse response;
  *response.mutable_verification() = verification_->Get();
  *response.mutable_position() = view.position;
  return response;
}

absl::StatusOr<RebuildProjectionResponse> OperationsHandlers::RebuildProjection(
    const rpc::Call&, const RebuildProjectionRequest& request) {
  RT_RETURN_IF_ERROR(CheckCommandId(request.command_id()));
  RebuildProjectionResponse response;
  RT_ASSIGN_OR_RETURN(
      *response.mutable_work(),
      work_->Rebuild(request.command_id(), {request.switch_over(), request.accept_difference()}));
  *response.mutable_position() = runtime_->ReadNow().position;
  return response;
}

absl::StatusOr<RollBackProjectionResponse> OperationsHandlers::RollBackProjection(
    const rpc::Call&, const RollBackProjectionRequest& request) {
  RT_RETURN_IF_ERROR(CheckCommandId(request.command_id()));
  RollBackProjectionResponse response;
  RT_ASSIGN_OR_RETURN(*response.mutable_work(),
                      work_->RollBack(request.command_id(), {true, request.accept_difference()}));
  *response.mutable_position() = runtime_->ReadNow().position;
  return response;
}

absl::StatusOr<CreateCheckpointResponse> OperationsHandlers::CreateCheckpoint(
    const rpc::Call&, const CreateCheckpointRequest& request) {
  RT_RETURN_IF_ERROR(CheckCommandId(request.command_id()));
  CreateCheckpointResponse response;
  RT_ASSIGN_OR_RETURN(*response.mutable_work(),
                      work_->Checkpoint(request.command_id(), request.directory()));
  *response.mutable_position() = runtime_->ReadNow().position;
  return response;
}

absl::StatusOr<ForgetPreviousProjectionResponse> OperationsHandlers::ForgetPreviousProjection(
    const rpc::Call&, const ForgetPreviousProjectionRequest& request) {
  RT_RETURN_IF_ERROR(CheckCommandId(request.command_id()));
  RT_RETURN_IF_ERROR(work_->ForgetPrevious());
  ForgetPreviousProjectionResponse response;
  *response.mutable_position() = runtime_->ReadNow().position;
  return response;
}

absl::StatusOr<GetProjectionWorkResponse> OperationsHandlers::GetProjectionWork(
    const rpc::Call& call, const GetProjectionWorkRequest& request) {
  RT_ASSIGN_OR_RETURN(const auto view, runtime_->Read(request.position(), call.deadline));
  GetProjectionWorkResponse response;
  *response.mutable_work() = work_->Get();
  *response.mutable_position() = view.position;
  return response;
}

absl::StatusOr<ConfirmClockResponse> OperationsHandlers::ConfirmClock(
    const rpc::Call&, const ConfirmClockRequest& request) {
  RT_RETURN_IF_ERROR(CheckCommandId(request.command_id()));
  runtime_->ConfirmClock();
  ConfirmClockResponse response;
  *response.mutable_position() = runtime_->ReadNow().position;
  return response;
}

absl::StatusOr<CloseMigrationResponse> OperationsHandlers::CloseMigration(
    const rpc::Call& call, const CloseMigrationRequest& request) {
  RT_RETURN_IF_ERROR(CheckCommandId(request.command_id()));
  RT_RETURN_IF_ERROR(runtime_->CloseMigration(call.deadline));
  CloseMigrationResponse response;
  *response.mutable_position() = runtime_->ReadNow().position;
  return response;
}

absl::StatusOr<SignHeadsResponse> OperationsHandlers::SignHeads(const rpc::Call& call,
                                                                const SignHeadsRequest& request) {
  RT_ASSIGN_OR_RETURN(const auto view, runtime_->Read(request.position(), call.deadline));
  RT_ASSIGN_OR_RETURN(HeadsDraft draft, DraftHeads(facts_, *runtime_));
  SignHeadsResponse response;
  response.set_heads_file(std::move(draft.file));
  response.set_file_name(std::move(draft.name));
  *response.mutable_position() = view.position;
  return response;
}

absl::StatusOr<IntroduceMacKeyResponse> OperationsHandlers::IntroduceMacKey(
    const rpc::Call& call, const IntroduceMacKeyRequest& request) {
  rpc::FieldFaults faults;
  faults.CheckCommandId(request.command_id());
  const auto key = base::KeyId::Parse(request.mac_key_id());
  if (!key) faults.Add("mac_key_id", "", "must be a UUID of the MAC key file");
  RT_RETURN_IF_ERROR(std::move(faults).ToStatus());
  RT_RETURN_IF_ERROR(runtime_->IntroduceMacKey(*key, call.deadline));
  IntroduceMacKeyResponse response;
  *response.mutable_position() = runtime_->ReadNow().position;
  return response;
}

grpc::ServerUnaryReactor* OperationsService::GetStatus(grpc::CallbackServerContext* context,
                                                       const GetStatusRequest* request,
                                                       GetStatusResponse* response) {
  return rpc::Serve(*shell_, context, "GetStatus", request, response, handlers_,
                    &OperationsHandlers::GetStatus);
}

grpc::ServerUnaryReactor* OperationsService::GetProjectionHash(
    grpc::CallbackServerContext* context, const GetProjectionHashRequest* request,
    GetProjectionHashResponse* response) {
  return rpc::Serve(*shell_, context, "GetProjectionHash", request, response, handlers_,
                    &OperationsHandlers::GetProjectionHash);
}

grpc::ServerUnaryReactor* OperationsService::VerifyProjection(
    grpc::CallbackServerContext* context, const VerifyProjectionRequest* request,
    VerifyProjectionResponse* response) {
  return rpc::Serve(*shell_, context, "VerifyProjection", request, response, handlers_,
                    &OperationsHandlers::VerifyProjection);
}

grpc::ServerUnaryReactor* OperationsService::GetVerification(grpc::CallbackServerContext* context,
                                                             const GetVerificationRequest* request,
                                                             GetVerificationResponse* response) {
  return rpc::Serve(*shell_, context, "GetVerification", request, response, handlers_,
                    &OperationsHandlers::GetVerification);
}

grpc::ServerUnaryReactor* OperationsService::RebuildProjection(
    grpc::CallbackServerContext* context, const RebuildProjectionRequest* request,
    RebuildProjectionResponse* response) {
  return rpc::Serve(*shell_, context, "RebuildProjection", request, response, handlers_,
                    &OperationsHandlers::RebuildProjection);
}

grpc::ServerUnaryReactor* OperationsService::RollBackProjection(
    grpc::CallbackServerContext* context, const RollBackProjectionRequest* request,
    RollBackProjectionResponse* response) {
  return rpc::Serve(*shell_, context, "RollBackProjection", request, response, handlers_,
                    &OperationsHandlers::RollBackProjection);
}

grpc::ServerUnaryReactor* OperationsService::CreateCheckpoint(
    grpc::CallbackServerContext* context, const CreateCheckpointRequest* request,
    CreateCheckpointResponse* response) {
  return rpc::Serve(*shell_, context, "CreateCheckpoint", request, response, handlers_,
                    &OperationsHandlers::CreateCheckpoint);
}

grpc::ServerUnaryReactor* OperationsService::ForgetPreviousProjection(
    grpc::CallbackServerContext* context, const ForgetPreviousProjectionRequest* request,
    ForgetPreviousProjectionResponse* response) {
  return rpc::Serve(*shell_, context, "ForgetPreviousProjection", request, response, handlers_,
                    &OperationsHandlers::ForgetPreviousProjection);
}

grpc::ServerUnaryReactor* OperationsService::GetProjectionWork(
    grpc::CallbackServerContext* context, const GetProjectionWorkRequest* request,
    GetProjectionWorkResponse* response) {
  return rpc::Serve(*shell_, context, "GetProjectionWork", request, response, handlers_,
                    &OperationsHandlers::GetProjectionWork);
}

grpc::ServerUnaryReactor* OperationsService::ConfirmClock(grpc::CallbackServerContext* context,
                                                          const ConfirmClockRequest* request,
                                                          ConfirmClockResponse* response) {
  return rpc::Serve(*shell_, context, "ConfirmClock", request, response, handlers_,
                    &OperationsHandlers::ConfirmClock);
}

grpc::ServerUnaryReactor* OperationsService::CloseMigration(grpc::CallbackServerContext* context,
                                                            const CloseMigrationRequest* request,
                                                            CloseMigrationResponse* response) {
  return rpc::Serve(*shell_, context, "CloseMigration", request, response, handlers_,
                    &OperationsHandlers::CloseMigration);
}

grpc::ServerUnaryReactor* OperationsService::SignHeads(grpc::CallbackServerContext* context,
                                                       const SignHeadsRequest* request,
                                                       SignHeadsResponse* response) {
  return rpc::Serve(*shell_, context, "SignHeads", request, response, handlers_,
                    &OperationsHandlers::SignHeads);
}

grpc::ServerUnaryReactor* OperationsService::IntroduceMacKey(grpc::CallbackServerContext* context,
                                                             const IntroduceMacKeyRequest* request,
                                                             IntroduceMacKeyResponse* response) {
  return rpc::Serve(*shell_, context, "IntroduceMacKey", request, response, handlers_,
                    &OperationsHandlers::IntroduceMacKey);
}

}  // namespace rondetafel::host
