// What triage's methods do, without gRPC: decode, let the domain decide, encode. Nothing is decided
// here beyond the shape of what came in; personal data is sealed before a command and opened after
// a read.
#pragma once
#include <absl/status/statusor.h>

#include <optional>
#include <string>
#include <string_view>

#include "rondetafel/triage/v1/service.pb.h"
#include "services/triage/domain/assessment.h"
#include "services/triage/domain/facilitator.h"
#include "shared/base/resource_name.h"
#include "shared/rpc/call.h"
#include "shared/runtime/service_runtime.h"
#include "shared/sealing/keyring_client.h"

namespace rondetafel::triage {

// Thread-safe; blocks until the deadline of the call at most. Runtime and keyring outlive it.
class TriageHandlers {
 public:
  TriageHandlers(runtime::ServiceRuntime* runtime, sealing::KeyringClient* keyring)
      : runtime_(*runtime), keyring_(*keyring) {}

  // Assessments: decisions.
  absl::StatusOr<v1::RecordCapacityResponse> RecordCapacity(
      const rpc::Call& call, const v1::RecordCapacityRequest& request);
  absl::StatusOr<v1::AdmitRequestResponse> AdmitRequest(const rpc::Call& call,
                                                        const v1::AdmitRequestRequest& request);
  absl::StatusOr<v1::RejectRequestResponse> RejectRequest(const rpc::Call& call,
                                                          const v1::RejectRequestRequest& request);
  absl::StatusOr<v1::TransferRequestResponse> TransferRequest(
      const rpc::Call& call, const v1::TransferRequestRequest& request);
  absl::StatusOr<v1::RedirectRequestResponse> RedirectRequest(
      const rpc::Call& call, const v1::RedirectRequestRequest& request);
  absl::StatusOr<v1::AppointChairResponse> AppointChair(const rpc::Call& call,
                                                        const v1::AppointChairRequest& request);
  absl::StatusOr<v1::ReplaceChairResponse> ReplaceChair(const rpc::Call& call,
                                                        const v1::ReplaceChairRequest& request);
  absl::StatusOr<v1::LogContactResponse> LogContact(const rpc::Call& call,
                                                    const v1::LogContactRequest& request);
  // Assessments: looks.
  absl::StatusOr<v1::GetAssessmentResponse> GetAssessment(const rpc::Call& call,
                                                          const v1::GetAssessmentRequest& request);
  absl::StatusOr<v1::ExplainGatesResponse> ExplainGates(const rpc::Call& call,
                                                        const v1::ExplainGatesRequest& request);
  absl::StatusOr<v1::ListAssessmentsResponse> ListAssessments(
      const rpc::Call& call, const v1::ListAssessmentsRequest& request);
  absl::StatusOr<v1::FindCasesResponse> FindCases(const rpc::Call& call,
                                                  const v1::FindCasesRequest& request);
  absl::StatusOr<v1::GetDecisionLetterResponse> GetDecisionLetter(
      const rpc::Call& call, const v1::GetDecisionLetterRequest& request);
  // Registers.
  absl::StatusOr<v1::RegisterFacilitatorResponse> RegisterFacilitator(
      const rpc::Call& call, const v1::RegisterFacilitatorRequest& request);
  absl::StatusOr<v1::AddFacilitatorTieResponse> AddFacilitatorTie(
      const rpc::Call& call, const v1::AddFacilitatorTieRequest& request);
  absl::StatusOr<v1::EndFacilitatorTieResponse> EndFacilitatorTie(
      const rpc::Call& call, const v1::EndFacilitatorTieRequest& request);
  absl::StatusOr<v1::RetireFacilitatorResponse> RetireFacilitator(
      const rpc::Call& call, const v1::RetireFacilitatorRequest& request);
  absl::StatusOr<v1::ListFacilitatorsResponse> ListFacilitators(
      const rpc::Call& call, const v1::ListFacilitatorsRequest& request);
  absl::StatusOr<v1::RecordDeskResponse> RecordDesk(const rpc::Call& call,
                                                    const v1::RecordDeskRequest& request);
  absl::StatusOr<v1::ListDesksResponse> ListDesks(const rpc::Call& call,
                                                  const v1::ListDesksRequest& request);

 private:
  // A stream to decide on: known to exist, its data key at hand.
  struct Target {
    std::string_view kind;
    base::ResourceName name;
    std::optional<sealing::DataKey> key;  // nullopt: erased
  };
  // An assessment as asked for, now or as known on a moment, and where it was read.
  struct Look {
    runtime::ReadView view;
    v1::AssessmentState state;
  };
  // Waits for the position. NOT_FOUND, unrecorded, when the stream is not there: a reaction may
  // still open it, and the same command then must not meet a recorded refusal.
  absl::StatusOr<Target> ReachAssessment(const rpc::Call& call, const base::ResourceName& name,
                                         const type::v1::Position& position);
  absl::StatusOr<Target> ReachFacilitator(const rpc::Call& call, const base::ResourceName& name);
  absl::StatusOr<Target> WithKey(const rpc::Call& call, std::string_view kind,
                                 const base::ResourceName& name);
  absl::StatusOr<v1::FacilitatorState> ReadFacilitator(const base::ResourceName& name);
  absl::StatusOr<v1::AssessmentState> ReadAssessment(const projection::Snapshot& snapshot,
                                                     const base::ResourceName& name) const;
  absl::StatusOr<Look> LookAt(const rpc::Call& call, const base::ResourceName& name,
                              const type::v1::Position& position,
                              std::optional<base::Instant> as_known_on);

  // Opened at the edge; empty when unset or erased.
  absl::StatusOr<std::string> OpenText(const type::v1::Sealed& sealed, std::string_view field,
                                       base::Instant deadline);
  absl::Status OpenPeople(const v1::AssessmentState& state, base::Instant deadline,
                          v1::Assessment* out);
  absl::Status OpenContacts(const v1::AssessmentState& state, base::Instant deadline,
                            v1::Assessment* out);
  void AddEarlier(const projection::Snapshot& snapshot, const v1::AssessmentState& state,
                  v1::Assessment* out) const;
  absl::StatusOr<v1::Facilitator> OpenFacilitator(const base::StreamId& stream,
                                                  const v1::FacilitatorState& state,
                                                  base::Instant deadline);

  runtime::Command MakeCommand(const rpc::Call& call, const Target& target,
                               const google::protobuf::Message& request,
                               const std::string& command_id) const;
  // Decides `domain` on the target; `fill` completes the response from the state after. Position is
  // set.
  template <class Response, class State, class Event, class Request, class DomainCommand,
            class Fill>
  absl::StatusOr<Response> Act(const rpc::Call& call, const Target& target, const Request& request,
                               DomainCommand domain, Fill fill);
  absl::StatusOr<runtime::Outcome> Run(const rpc::Call& call, runtime::Command command);

  runtime::ServiceRuntime& runtime_;
  sealing::KeyringClient& keyring_;
};

runtime::StreamKind AssessmentKind();

}  // namespace rondetafel::triage
