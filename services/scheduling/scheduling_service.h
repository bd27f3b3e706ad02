// scheduling on gRPC: each method hands over to its handler.
#pragma once
#include <grpcpp/grpcpp.h>

#include "rondetafel/scheduling/v1/service.grpc.pb.h"
#include "services/scheduling/scheduling_handlers.h"
#include "shared/rpc/serve.h"

namespace rondetafel::scheduling {

class SchedulingGrpc final : public v1::SchedulingService::CallbackService {
 public:
  // Shell and handlers outlive it.
  SchedulingGrpc(rpc::Shell* shell, SchedulingHandlers* handlers)
      : shell_(*shell), handlers_(handlers) {}

  grpc::ServerUnaryReactor* RecordRequesterContact(
      grpc::CallbackServerContext* context, const v1::RecordRequesterContactRequest* request,
      v1::RecordRequesterContactResponse* response) override;
  grpc::ServerUnaryReactor* ProposeAgendaItem(grpc::CallbackServerContext* context,
                                              const v1::ProposeAgendaItemRequest* request,
                                              v1::ProposeAgendaItemResponse* response) override;
  grpc::ServerUnaryReactor* ApproveAgendaItem(grpc::CallbackServerContext* context,
                                              const v1::ApproveAgendaItemRequest* request,
                                              v1::ApproveAgendaItemResponse* response) override;
  grpc::ServerUnaryReactor* RemoveAgendaItem(grpc::CallbackServerContext* context,
                                             const v1::RemoveAgendaItemRequest* request,
                                             v1::RemoveAgendaItemResponse* response) override;
  grpc::ServerUnaryReactor* ProposeInvitee(grpc::CallbackServerContext* context,
                                           const v1::ProposeInviteeRequest* request,
                                           v1::ProposeInviteeResponse* response) override;
  grpc::ServerUnaryReactor* ApproveInvitee(grpc::CallbackServerContext* context,
                                           const v1::ApproveInviteeRequest* request,
                                           v1::ApproveInviteeResponse* response) override;
  grpc::ServerUnaryReactor* RemoveInvitee(grpc::CallbackServerContext* context,
                                          const v1::RemoveInviteeRequest* request,
                                          v1::RemoveInviteeResponse* response) override;
  grpc::ServerUnaryReactor* SendInvitation(grpc::CallbackServerContext* context,
                                           const v1::SendInvitationRequest* request,
                                           v1::SendInvitationResponse* response) override;
  grpc::ServerUnaryReactor* MakeInformationAgreement(
      grpc::CallbackServerContext* context, const v1::MakeInformationAgreementRequest* request,
      v1::MakeInformationAgreementResponse* response) override;
  grpc::ServerUnaryReactor* ProposeMoments(grpc::CallbackServerContext* context,
                                           const v1::ProposeMomentsRequest* request,
                                           v1::ProposeMomentsResponse* response) override;
  grpc::ServerUnaryReactor* AnswerMoment(grpc::CallbackServerContext* context,
                                         const v1::AnswerMomentRequest* request,
                                         v1::AnswerMomentResponse* response) override;
  grpc::ServerUnaryReactor* ChooseMoment(grpc::CallbackServerContext* context,
                                         const v1::ChooseMomentRequest* request,
                                         v1::ChooseMomentResponse* response) override;
  grpc::ServerUnaryReactor* ProposePlace(grpc::CallbackServerContext* context,
                                         const v1::ProposePlaceRequest* request,
                                         v1::ProposePlaceResponse* response) override;
  grpc::ServerUnaryReactor* AnswerPlace(grpc::CallbackServerContext* context,
                                        const v1::AnswerPlaceRequest* request,
                                        v1::AnswerPlaceResponse* response) override;
  grpc::ServerUnaryReactor* RecordReply(grpc::CallbackServerContext* context,
                                        const v1::RecordReplyRequest* request,
                                        v1::RecordReplyResponse* response) override;
  grpc::ServerUnaryReactor* RecordAgreement(grpc::CallbackServerContext* context,
                                            const v1::RecordAgreementRequest* request,
                                            v1::RecordAgreementResponse* response) override;
  grpc::ServerUnaryReactor* WithdrawAgreement(grpc::CallbackServerContext* context,
                                              const v1::WithdrawAgreementRequest* request,
                                              v1::WithdrawAgreementResponse* response) override;
  grpc::ServerUnaryReactor* JudgeCapacity(grpc::CallbackServerContext* context,
                                          const v1::JudgeCapacityRequest* request,
                                          v1::JudgeCapacityResponse* response) override;
  grpc::ServerUnaryReactor* ConfirmConsultation(grpc::CallbackServerContext* context,
                                                const v1::ConfirmConsultationRequest* request,
                                                v1::ConfirmConsultationResponse* response) override;
  grpc::ServerUnaryReactor* HoldMeeting(grpc::CallbackServerContext* context,
                                        const v1::HoldMeetingRequest* request,
                                        v1::HoldMeetingResponse* response) override;
  grpc::ServerUnaryReactor* CorrectAttendance(grpc::CallbackServerContext* context,
                                              const v1::CorrectAttendanceRequest* request,
                                              v1::CorrectAttendanceResponse* response) override;
  grpc::ServerUnaryReactor* RecordNotHeld(grpc::CallbackServerContext* context,
                                          const v1::RecordNotHeldRequest* request,
                                          v1::RecordNotHeldResponse* response) override;
  grpc::ServerUnaryReactor* EndConsultation(grpc::CallbackServerContext* context,
                                            const v1::EndConsultationRequest* request,
                                            v1::EndConsultationResponse* response) override;
  grpc::ServerUnaryReactor* PostponeConsultation(
      grpc::CallbackServerContext* context, const v1::PostponeConsultationRequest* request,
      v1::PostponeConsultationResponse* response) override;
  grpc::ServerUnaryReactor* ExplainConfirm(grpc::CallbackServerContext* context,
                                           const v1::ExplainConfirmRequest* request,
                                           v1::ExplainConfirmResponse* response) override;
  grpc::ServerUnaryReactor* GetConsultation(grpc::CallbackServerContext* context,
                                            const v1::GetConsultationRequest* request,
                                            v1::GetConsultationResponse* response) override;
  grpc::ServerUnaryReactor* ListConsultations(grpc::CallbackServerContext* context,
                                              const v1::ListConsultationsRequest* request,
                                              v1::ListConsultationsResponse* response) override;
  grpc::ServerUnaryReactor* GetInvitation(grpc::CallbackServerContext* context,
                                          const v1::GetInvitationRequest* request,
                                          v1::GetInvitationResponse* response) override;
  grpc::ServerUnaryReactor* GetAttendanceList(grpc::CallbackServerContext* context,
                                              const v1::GetAttendanceListRequest* request,
                                              v1::GetAttendanceListResponse* response) override;
  grpc::ServerUnaryReactor* GetInformationAgreementDocument(
      grpc::CallbackServerContext* context,
      const v1::GetInformationAgreementDocumentRequest* request,
      v1::GetInformationAgreementDocumentResponse* response) override;

 private:
  rpc::Shell& shell_;
  SchedulingHandlers* handlers_;
};

}  // namespace rondetafel::scheduling
