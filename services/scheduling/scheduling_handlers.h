// What scheduling's methods do, without gRPC: check the shape, find the consultation and the
// caller's relation to it, seal, let the domain decide, answer. Nothing is decided here.
#pragma once
#include <absl/status/statusor.h>

#include <string>

#include "rondetafel/scheduling/v1/service.pb.h"
#include "services/scheduling/domain/consultation.h"
#include "services/scheduling/edge/shape.h"
#include "shared/base/resource_name.h"
#include "shared/rpc/call.h"
#include "shared/runtime/service_runtime.h"
#include "shared/sealing/keyring_client.h"

namespace rondetafel::scheduling {

using google::protobuf::Message;
template <class T>
using Or = absl::StatusOr<T>;

// The kind of stream scheduling owns.
runtime::StreamKind ConsultationKind();

// Thread-safe; blocks until the deadline of the call at most. Runtime and keyring outlive it.
class SchedulingHandlers {
 public:
  SchedulingHandlers(runtime::ServiceRuntime* runtime, sealing::KeyringClient* keyring)
      : runtime_(*runtime), keyring_(*keyring) {}

  Or<v1::RecordRequesterContactResponse> RecordRequesterContact(
      const rpc::Call& call, const v1::RecordRequesterContactRequest& request);
  Or<v1::ProposeAgendaItemResponse> ProposeAgendaItem(const rpc::Call& call,
                                                      const v1::ProposeAgendaItemRequest& request);
  Or<v1::ApproveAgendaItemResponse> ApproveAgendaItem(const rpc::Call& call,
                                                      const v1::ApproveAgendaItemRequest& request);
  Or<v1::RemoveAgendaItemResponse> RemoveAgendaItem(const rpc::Call& call,
                                                    const v1::RemoveAgendaItemRequest& request);
  Or<v1::ProposeInviteeResponse> ProposeInvitee(const rpc::Call& call,
                                                const v1::ProposeInviteeRequest& request);
  Or<v1::ApproveInviteeResponse> ApproveInvitee(const rpc::Call& call,
                                                const v1::ApproveInviteeRequest& request);
  Or<v1::RemoveInviteeResponse> RemoveInvitee(const rpc::Call& call,
                                              const v1::RemoveInviteeRequest& request);
  Or<v1::SendInvitationResponse> SendInvitation(const rpc::Call& call,
                                                const v1::SendInvitationRequest& request);
  Or<v1::MakeInformationAgreementResponse> MakeInformationAgreement(
      const rpc::Call& call, const v1::MakeInformationAgreementRequest& request);
  Or<v1::ProposeMomentsResponse> ProposeMoments(const rpc::Call& call,
                                                const v1::ProposeMomentsRequest& request);
  Or<v1::AnswerMomentResponse> AnswerMoment(const rpc::Call& call,
                                            const v1::AnswerMomentRequest& request);
  Or<v1::ChooseMomentResponse> ChooseMoment(const rpc::Call& call,
                                            const v1::ChooseMomentRequest& request);
  Or<v1::ProposePlaceResponse> ProposePlace(const rpc::Call& call,
                                            const v1::ProposePlaceRequest& request);
  Or<v1::AnswerPlaceResponse> AnswerPlace(const rpc::Call& call,
                                          const v1::AnswerPlaceRequest& request);
  Or<v1::RecordReplyResponse> RecordReply(const rpc::Call& call,
                                          const v1::RecordReplyRequest& request);
  Or<v1::RecordAgreementResponse> RecordAgreement(const rpc::Call& call,
                                                  const v1::RecordAgreementRequest& request);
  Or<v1::WithdrawAgreementResponse> WithdrawAgreement(const rpc::Call& call,
                                                      const v1::WithdrawAgreementRequest& request);
  Or<v1::JudgeCapacityResponse> JudgeCapacity(const rpc::Call& call,
                                              const v1::JudgeCapacityRequest& request);
  Or<v1::ConfirmConsultationResponse> ConfirmConsultation(
      const rpc::Call& call, const v1::ConfirmConsultationRequest& request);
  Or<v1::HoldMeetingResponse> HoldMeeting(const rpc::Call& call,
                                          const v1::HoldMeetingRequest& request);
  Or<v1::CorrectAttendanceResponse> CorrectAttendance(const rpc::Call& call,
                                                      const v1::CorrectAttendanceRequest& request);
  Or<v1::RecordNotHeldResponse> RecordNotHeld(const rpc::Call& call,
                                              const v1::RecordNotHeldRequest& request);
  Or<v1::EndConsultationResponse> EndConsultation(const rpc::Call& call,
                                                  const v1::EndConsultationRequest& request);
  Or<v1::PostponeConsultationResponse> PostponeConsultation(
      const rpc::Call& call, const v1::PostponeConsultationRequest& request);
  Or<v1::ExplainConfirmResponse> ExplainConfirm(const rpc::Call& call,
                                                const v1::ExplainConfirmRequest& request);
  Or<v1::GetConsultationResponse> GetConsultation(const rpc::Call& call,
                                                  const v1::GetConsultationRequest& request);
  Or<v1::ListConsultationsResponse> ListConsultations(const rpc::Call& call,
                                                      const v1::ListConsultationsRequest& request);
  Or<v1::GetInvitationResponse> GetInvitation(const rpc::Call& call,
                                              const v1::GetInvitationRequest& request);
  Or<v1::GetAttendanceListResponse> GetAttendanceList(const rpc::Call& call,
                                                      const v1::GetAttendanceListRequest& request);
  Or<v1::GetInformationAgreementDocumentResponse> GetInformationAgreementDocument(
      const rpc::Call& call, const v1::GetInformationAgreementDocumentRequest& request);

 private:
  // The consultation a call is about, for a caller who has or had to do with it.
  struct Target {
    base::ResourceName name;
    State state;
    type::v1::Position position;
  };
  // Faults of the shape, all of them; then PERMISSION_DENIED for whoever never had a relation, the
  // same whether the consultation exists or not (unrecorded: architecture 3).
  Or<Target> Open(const rpc::Call& call, Shape shape);
  // For queries: shows at least `token`, and denies former chairs and desks too.
  Or<Target> Look(const rpc::Call& call, Shape shape, const type::v1::Position& token);
  Or<State> ReadState(const projection::Snapshot& snapshot, const base::ResourceName& name) const;
  Or<YouthAges> AgesOn(const rpc::Call& call, const Target& target, const google::type::Date& on);
  // Runs a command on the consultation. The response has name, status and position; `fill` adds
  // what is derived from the command.
  template <class Response, class Request, class DomainCommand, class Fill>
  Or<Response> Act(const rpc::Call& call, const Target& target, const Request& request,
                   DomainCommand command, Fill fill);
  template <class Response, class Request, class DomainCommand>
  Or<Response> Act(const rpc::Call& call, const Target& target, const Request& request,
                   DomainCommand command) {
    return Act<Response>(call, target, request, std::move(command),
                         [](const State&, const base::Context&, Response&) {});
  }
  Or<v1::Consultation> Show(const rpc::Call& call, const Target& target);
  Or<scheduling::HoldMeeting> SealMeeting(const rpc::Call& call, const Target& target,
                                          const v1::HoldMeetingRequest& request);

  runtime::ServiceRuntime& runtime_;
  sealing::KeyringClient& keyring_;
};

}  // namespace rondetafel::scheduling
