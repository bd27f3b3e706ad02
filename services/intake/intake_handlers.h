// What intake's methods do, without gRPC: decode, let the domain decide, encode. Nothing is decided
// here beyond the shape of what came in.
#pragma once
#include <absl/status/statusor.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "rondetafel/intake/v1/service.pb.h"
#include "services/intake/domain/request.h"
#include "shared/base/resource_name.h"
#include "shared/rpc/call.h"
#include "shared/rpc/errors.h"
#include "shared/runtime/service_runtime.h"
#include "shared/sealing/keyring_client.h"

namespace rondetafel::intake {

// The kind of stream intake owns.
runtime::StreamKind RequestKind();

// Thread-safe; blocks until the deadline of the call at most. Runtime and keyring outlive it.
class IntakeHandlers {
 public:
  IntakeHandlers(runtime::ServiceRuntime* runtime, sealing::KeyringClient* keyring)
      : runtime_(*runtime), keyring_(*keyring) {}

  absl::StatusOr<v1::SubmitRequestResponse> SubmitRequest(const rpc::Call& call,
                                                          const v1::SubmitRequestRequest& request);
  absl::StatusOr<v1::ValidateRequestResponse> ValidateRequest(
      const rpc::Call& call, const v1::ValidateRequestRequest& request);
  absl::StatusOr<v1::AmendRequestResponse> AmendRequest(const rpc::Call& call,
                                                        const v1::AmendRequestRequest& request);
  absl::StatusOr<v1::WithdrawRequestResponse> WithdrawRequest(
      const rpc::Call& call, const v1::WithdrawRequestRequest& request);
  absl::StatusOr<v1::RecordAgreementResponse> RecordAgreement(
      const rpc::Call& call, const v1::RecordAgreementRequest& request);
  absl::StatusOr<v1::WithdrawAgreementResponse> WithdrawAgreement(
      const rpc::Call& call, const v1::WithdrawAgreementRequest& request);

  absl::StatusOr<v1::GetRequestResponse> GetRequest(const rpc::Call& call,
                                                    const v1::GetRequestRequest& request);
  absl::StatusOr<v1::ListRequestsResponse> ListRequests(const rpc::Call& call,
                                                        const v1::ListRequestsRequest& request);
  absl::StatusOr<v1::LookUpReferenceResponse> LookUpReference(
      const rpc::Call& call, const v1::LookUpReferenceRequest& request);
  absl::StatusOr<v1::ListStatusChangesResponse> ListStatusChanges(
      const rpc::Call& call, const v1::ListStatusChangesRequest& request);
  absl::StatusOr<v1::GetAcknowledgementResponse> GetAcknowledgement(
      const rpc::Call& call, const v1::GetAcknowledgementRequest& request);

 private:
  // A filing, checked: what SubmitRequest stores and ValidateRequest judges.
  struct Filing {
    // Of the earlier request, for a follow-up or a re-submission.
    std::optional<base::CaseId> case_id;
    v1::RequestContent draft;
    std::vector<type::v1::Agreement> agreements;
    // National numbers of the persons carried over, as sealed in the earlier request.
    std::vector<v1::SealedIdentity> carried_identities;
  };
  // INVALID_ARGUMENT with every fault, which `faults` holds too; NOT_FOUND or FAILED_PRECONDITION
  // about the earlier request.
  absl::StatusOr<Filing> CheckFiling(const rpc::Call& call, const v1::SubmitRequestRequest& request,
                                     rpc::FieldFaults& faults);
  absl::Status ReadEarlier(const rpc::Call& call, const v1::SubmitRequestRequest& request,
                           const base::ResourceName& name, Filing* filing);

  // The state of a request the actor has to do with; NOT_FOUND for everybody else, so that its
  // existence does not leak. Looks again with a strong read before it says no.
  absl::StatusOr<State> FindRelated(const rpc::Call& call, const base::ResourceName& name);
  absl::StatusOr<State> ReadState(const projection::Snapshot& snapshot,
                                  const base::ResourceName& name) const;
  // Birth date as the request knows it, for the age band of an answer (Q23).
  absl::StatusOr<std::optional<base::Date>> BirthDateOf(const State& state,
                                                        const std::string& person_id,
                                                        base::Instant deadline);
  runtime::Command MakeCommand(const rpc::Call& call, const base::ResourceName& name,
                               const std::string& command_id) const;
  // Runs a command on an existing request; the response has name, status and position.
  template <class Response, class DomainCommand>
  absl::StatusOr<Response> Act(const rpc::Call& call, const base::ResourceName& name,
                               const google::protobuf::Message& request,
                               const std::string& command_id, DomainCommand command);
  template <class Response>
  absl::StatusOr<Response> Run(const rpc::Call& call, runtime::Command command);

  runtime::ServiceRuntime& runtime_;
  sealing::KeyringClient& keyring_;
};

// The held meeting and plan of a request, as a follow-up names them.
v1::EarlierMeeting MeetingOf(const State& state, const base::ResourceName& name);

}  // namespace rondetafel::intake
