#include "services/scheduling/scheduling_service.h"

namespace rondetafel::scheduling {

using GrpcContext = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

Reactor* SchedulingGrpc::RecordRequesterContact(GrpcContext* context,
                                                const v1::RecordRequesterContactRequest* request,
                                                v1::RecordRequesterContactResponse* response) {
  return rpc::Serve(shell_, context, "RecordRequesterContact", request, response, handlers_,
                    &SchedulingHandlers::RecordRequesterContact);
}

Reactor* SchedulingGrpc::ProposeAgendaItem(GrpcContext* context,
                                           const v1::ProposeAgendaItemRequest* request,
                                           v1::ProposeAgendaItemResponse* response) {
  return rpc::Serve(shell_, context, "ProposeAgendaItem", request, response, handlers_,
                    &SchedulingHandlers::ProposeAgendaItem);
}

Reactor* SchedulingGrpc::ApproveAgendaItem(GrpcContext* context,
                                           const v1::ApproveAgendaItemRequest* request,
                                           v1::ApproveAgendaItemResponse* response) {
  return rpc::Serve(shell_, context, "ApproveAgendaItem", request, response, handlers_,
                    &SchedulingHandlers::ApproveAgendaItem);
}

Reactor* SchedulingGrpc::RemoveAgendaItem(GrpcContext* context,
                                          const v1::RemoveAgendaItemRequest* request,
                                          v1::RemoveAgendaItemResponse* response) {
  return rpc::Serve(shell_, context, "RemoveAgendaItem", request, response, handlers_,
                    &SchedulingHandlers::RemoveAgendaItem);
}

Reactor* SchedulingGrpc::ProposeInvitee(GrpcContext* context,
                                        const v1::ProposeInviteeRequest* request,
                                        v1::ProposeInviteeResponse* response) {
  return rpc::Serve(shell_, context, "ProposeInvitee", request, response, handlers_,
                    &SchedulingHandlers::ProposeInvitee);
}

Reactor* SchedulingGrpc::ApproveInvitee(GrpcContext* context,
                                        const v1::ApproveInviteeRequest* request,
                                        v1::ApproveInviteeResponse* response) {
  return rpc::Serve(shell_, context, "ApproveInvitee", request, response, handlers_,
                    &SchedulingHandlers::ApproveInvitee);
}

Reactor* SchedulingGrpc::RemoveInvitee(GrpcContext* context,
                                       const v1::RemoveInviteeRequest* request,
                                       v1::RemoveInviteeResponse* response) {
  return rpc::Serve(shell_, context, "RemoveInvitee", request, response, handlers_,
                    &SchedulingHandlers::RemoveInvitee);
}

Reactor* SchedulingGrpc::SendInvitation(GrpcContext* context,
                                        const v1::SendInvitationRequest* request,
                                        v1::SendInvitationResponse* response) {
  return rpc::Serve(shell_, context, "SendInvitation", request, response, handlers_,
                    &SchedulingHandlers::SendInvitation);
}

Reactor* SchedulingGrpc::MakeInformationAgreement(
    GrpcContext* context, const v1::MakeInformationAgreementRequest* request,
    v1::MakeInformationAgreementResponse* response) {
  return rpc::Serve(shell_, context, "MakeInformationAgreement", request, response, handlers_,
                    &SchedulingHandlers::MakeInformationAgreement);
}

Reactor* SchedulingGrpc::ProposeMoments(GrpcContext* context,
                                        const v1::ProposeMomentsRequest* request,
                                        v1::ProposeMomentsResponse* response) {
  return rpc::Serve(shell_, context, "ProposeMoments", request, response, handlers_,
                    &SchedulingHandlers::ProposeMoments);
}

Reactor* SchedulingGrpc::AnswerMoment(GrpcContext* context, const v1::AnswerMomentRequest* request,
                                      v1::AnswerMomentResponse* response) {
  return rpc::Serve(shell_, context, "AnswerMoment", request, response, handlers_,
                    &SchedulingHandlers::AnswerMoment);
}

Reactor* SchedulingGrpc::ChooseMoment(GrpcContext* context, const v1::ChooseMomentRequest* request,
                                      v1::ChooseMomentResponse* response) {
  return rpc::Serve(shell_, context, "ChooseMoment", request, response, handlers_,
                    &SchedulingHandlers::ChooseMoment);
}

Reactor* SchedulingGrpc::ProposePlace(GrpcContext* context, const v1::ProposePlaceRequest* request,
                                      v1::ProposePlaceResponse* response) {
  return rpc::Serve(shell_, context, "ProposePlace", request, response, handlers_,
                    &SchedulingHandlers::ProposePlace);
}

Reactor* SchedulingGrpc::AnswerPlace(GrpcContext* context, const v1::AnswerPlaceRequest* request,
                                     v1::AnswerPlaceResponse* response) {
  return rpc::Serve(shell_, context, "AnswerPlace", request, response, handlers_,
                    &SchedulingHandlers::AnswerPlace);
}

Reactor* SchedulingGrpc::RecordReply(GrpcContext* context, const v1::RecordReplyRequest* request,
                                     v1::RecordReplyResponse* response) {
  return rpc::Serve(shell_, context, "RecordReply", request, response, handlers_,
                    &SchedulingHandlers::RecordReply);
}

Reactor* SchedulingGrpc::RecordAgreement(GrpcContext* context,
                                         const v1::RecordAgreementRequest* request,
                                         v1::RecordAgreementResponse* response) {
  return rpc::Serve(shell_, context, "RecordAgreement", request, response, handlers_,
                    &SchedulingHandlers::RecordAgreement);
}

Reactor* SchedulingGrpc::WithdrawAgreement(GrpcContext* context,
                                           const v1::WithdrawAgreementRequest* request,
                                           v1::WithdrawAgreementResponse* response) {
  return rpc::Serve(shell_, context, "WithdrawAgreement", request, response, handlers_,
                    &SchedulingHandlers::WithdrawAgreement);
}

Reactor* SchedulingGrpc::JudgeCapacity(GrpcContext* context,
                                       const v1::JudgeCapacityRequest* request,
                                       v1::JudgeCapacityResponse* response) {
  return rpc::Serve(shell_, context, "JudgeCapacity", request, response, handlers_,
                    &SchedulingHandlers::JudgeCapacity);
}

Reactor* SchedulingGrpc::ConfirmConsultation(GrpcContext* context,
                                             const v1::ConfirmConsultationRequest* request,
                                             v1::ConfirmConsultationResponse* response) {
  return rpc::Serve(shell_, context, "ConfirmConsultation", request, response, handlers_,
                    &SchedulingHandlers::ConfirmConsultation);
}

Reactor* SchedulingGrpc::HoldMeeting(GrpcContext* context, const v1::HoldMeetingRequest* request,
                                     v1::HoldMeetingResponse* response) {
  return rpc::Serve(shell_, context, "HoldMeeting", request, response, handlers_,
                    &SchedulingHandlers::HoldMeeting);
}

Reactor* SchedulingGrpc::CorrectAttendance(GrpcContext* context,
                                           const v1::CorrectAttendanceRequest* request,
                                           v1::CorrectAttendanceResponse* response) {
  return rpc::Serve(shell_, context, "CorrectAttendance", request, response, handlers_,
                    &SchedulingHandlers::CorrectAttendance);
}

Reactor* SchedulingGrpc::RecordNotHeld(GrpcContext* context,
                                       const v1::RecordNotHeldRequest* request,
                                       v1::RecordNotHeldResponse* response) {
  return rpc::Serve(shell_, context, "RecordNotHeld", request, response, handlers_,
                    &SchedulingHandlers::RecordNotHeld);
}

Reactor* SchedulingGrpc::EndConsultation(GrpcContext* context,
                                         const v1::EndConsultationRequest* request,
                                         v1::EndConsultationResponse* response) {
  return rpc::Serve(shell_, context, "EndConsultation", request, response, handlers_,
                    &SchedulingHandlers::EndConsultation);
}

Reactor* SchedulingGrpc::PostponeConsultation(GrpcContext* context,
                                              const v1::PostponeConsultationRequest* request,
                                              v1::PostponeConsultationResponse* response) {
  return rpc::Serve(shell_, context, "PostponeConsultation", request, response, handlers_,
                    &SchedulingHandlers::PostponeConsultation);
}

Reactor* SchedulingGrpc::ExplainConfirm(GrpcContext* context,
                                        const v1::ExplainConfirmRequest* request,
                                        v1::ExplainConfirmResponse* response) {
  return rpc::Serve(shell_, context, "ExplainConfirm", request, response, handlers_,
                    &SchedulingHandlers::ExplainConfirm);
}

Reactor* SchedulingGrpc::GetConsultation(GrpcContext* context,
                                         const v1::GetConsultationRequest* request,
                                         v1::GetConsultationResponse* response) {
  return rpc::Serve(shell_, context, "GetConsultation", request, response, handlers_,
                    &SchedulingHandlers::GetConsultation);
}

Reactor* SchedulingGrpc::ListConsultations(GrpcContext* context,
                                           const v1::ListConsultationsRequest* request,
                                           v1::ListConsultationsResponse* response) {
  return rpc::Serve(shell_, context, "ListConsultations", request, response, handlers_,
                    &SchedulingHandlers::ListConsultations);
}

Reactor* SchedulingGrpc::GetInvitation(GrpcContext* context,
                                       const v1::GetInvitationRequest* request,
                                       v1::GetInvitationResponse* response) {
  return rpc::Serve(shell_, context, "GetInvitation", request, response, handlers_,
                    &SchedulingHandlers::GetInvitation);
}

Reactor* SchedulingGrpc::GetAttendanceList(GrpcContext* context,
                                           const v1::GetAttendanceListRequest* request,
                                           v1::GetAttendanceListResponse* response) {
  return rpc::Serve(shell_, context, "GetAttendanceList", request, response, handlers_,
                    &SchedulingHandlers::GetAttendanceList);
}

Reactor* SchedulingGrpc::GetInformationAgreementDocument(
    GrpcContext* context, const v1::GetInformationAgreementDocumentRequest* request,
    v1::GetInformationAgreementDocumentResponse* response) {
  return rpc::Serve(shell_, context, "GetInformationAgreementDocument", request, response,
                    handlers_, &SchedulingHandlers::GetInformationAgreementDocument);
}

}  // namespace rondetafel::scheduling
