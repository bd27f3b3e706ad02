#include "services/workplan/policy.h"

namespace rondetafel::workplan {

access::PolicyTable WorkPlanPolicy() {
  using access::AuditLevel;
  using access::Roles;
  const Roles chairs = {type::v1::ROLE_EXTERNAL_CHAIR, type::v1::ROLE_DESK_WORKER,
                        type::v1::ROLE_TEAM_LEAD, type::v1::ROLE_MIGRATION};
  Roles followers = chairs;  // helpers follow the plan up (R66, R70)
  followers.insert({type::v1::ROLE_HELPER, type::v1::ROLE_HELPER_OUTSIDE_SCOPE});
  Roles readers = followers;
  readers.insert(type::v1::ROLE_AUDITOR);
  return access::PolicyTable({
      {"DraftPlan", chairs, AuditLevel::kWrite},
      {"StartMandateRound", chairs, AuditLevel::kWrite},
      {"RecordMandate", chairs, AuditLevel::kWrite},
      {"DistributePlan", chairs, AuditLevel::kWrite},
      {"RecordAcceptance", chairs, AuditLevel::kWrite},
      {"RecordTaskProgress", followers, AuditLevel::kWrite},
      {"ReassignTask", followers, AuditLevel::kWrite},
      {"PlanEvaluation", followers, AuditLevel::kWrite},
      {"RecordEvaluation", followers, AuditLevel::kWrite},
      {"AskFollowUp", followers, AuditLevel::kWrite},
      {"CloseWorkPlan", followers, AuditLevel::kWrite},
      {"GetWorkPlan", readers, AuditLevel::kRead},
      {"ListWorkPlans",
       {type::v1::ROLE_DESK_WORKER, type::v1::ROLE_TEAM_LEAD, type::v1::ROLE_OPERATOR,
        type::v1::ROLE_AUDITOR, type::v1::ROLE_MIGRATION},
       AuditLevel::kRead},
      {"GetWorkPlanDocument", readers, AuditLevel::kRead},
  });
}

}  // namespace rondetafel::workplan
