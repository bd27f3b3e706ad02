#include "services/scheduling/policy.h"

namespace rondetafel::scheduling {

access::PolicyTable SchedulingPolicy() {
  using access::AuditLevel;
  using access::Roles;
  // The chair decides, the desk of the region on the chair's behalf (R42, R47), the migration moves
  // in.
  const Roles chair_side = {type::v1::ROLE_EXTERNAL_CHAIR, type::v1::ROLE_DESK_WORKER,
                            type::v1::ROLE_MIGRATION};
  // Capacity is the desk's to judge (Q18).
  const Roles desk_side = {type::v1::ROLE_DESK_WORKER, type::v1::ROLE_MIGRATION};
  // Team leads and auditors see codes; the handlers open nothing for them.
  const Roles readers = {type::v1::ROLE_EXTERNAL_CHAIR, type::v1::ROLE_DESK_WORKER,
                         type::v1::ROLE_TEAM_LEAD, type::v1::ROLE_AUDITOR,
                         type::v1::ROLE_MIGRATION};
  // Documents carry names: for who hands them out.
  const Roles senders = {type::v1::ROLE_EXTERNAL_CHAIR, type::v1::ROLE_DESK_WORKER};
  std::vector<access::MethodPolicy> rows;
  for (const char* method : {"RecordRequesterContact",
                             "ProposeAgendaItem",
                             "ApproveAgendaItem",
                             "RemoveAgendaItem",
                             "ProposeInvitee",
                             "ApproveInvitee",
                             "RemoveInvitee",
                             "SendInvitation",
                             "MakeInformationAgreement",
                             "ProposeMoments",
                             "AnswerMoment",
                             "ChooseMoment",
                             "ProposePlace",
                             "AnswerPlace",
                             "RecordReply",
                             "RecordAgreement",
                             "WithdrawAgreement",
                             "ConfirmConsultation",
                             "HoldMeeting",
                             "CorrectAttendance",
                             "RecordNotHeld",
                             "EndConsultation",
                             "PostponeConsultation"}) {
    rows.push_back({method, chair_side, AuditLevel::kWrite});
  }
  rows.push_back({"JudgeCapacity", desk_side, AuditLevel::kWrite});
  for (const char* method : {"ExplainConfirm", "GetConsultation", "ListConsultations"}) {
    rows.push_back({method, readers, AuditLevel::kRead});
  }
  for (const char* method :
       {"GetInvitation", "GetAttendanceList", "GetInformationAgreementDocument"}) {
    rows.push_back({method, senders, AuditLevel::kRead});
  }
  return access::PolicyTable(std::move(rows));
}

}  // namespace rondetafel::scheduling
