#include "services/triage/policy.h"

namespace rondetafel::triage {
namespace {

using access::AuditLevel;
using access::Roles;

// Desk register and boundaries of regions are public (R104, R108): everybody who has a role may
// ask.
Roles Everybody() {
  Roles roles;
  for (int role = type::v1::Role_MIN + 1; role <= type::v1::Role_MAX; ++role) {
    roles.insert(static_cast<type::v1::Role>(role));
  }
  return roles;
}

}  // namespace

access::PolicyTable TriagePolicy() {
  const Roles desk = {type::v1::ROLE_DESK_WORKER, type::v1::ROLE_TEAM_LEAD};
  const Roles desk_or_migration = {type::v1::ROLE_DESK_WORKER, type::v1::ROLE_TEAM_LEAD,
                                   type::v1::ROLE_MIGRATION};
  const Roles codes = {type::v1::ROLE_DESK_WORKER, type::v1::ROLE_TEAM_LEAD,
                       type::v1::ROLE_MIGRATION, type::v1::ROLE_AUDITOR};
  const Roles desk_keepers = {type::v1::ROLE_TEAM_LEAD, type::v1::ROLE_OPERATOR,
                              type::v1::ROLE_MIGRATION};
  return access::PolicyTable({
      {"GetAssessment", desk_or_migration, AuditLevel::kRead},
      {"ExplainGates", codes, AuditLevel::kRead},
      {"ListAssessments", codes, AuditLevel::kRead},
      {"FindCases", desk, AuditLevel::kRead},
      {"RecordCapacity", desk_or_migration, AuditLevel::kWrite},
      {"AdmitRequest", desk_or_migration, AuditLevel::kWrite},
      {"RejectRequest", desk_or_migration, AuditLevel::kWrite},
      {"GetDecisionLetter", desk_or_migration, AuditLevel::kRead},
      {"TransferRequest", desk_or_migration, AuditLevel::kWrite},
      {"RedirectRequest", desk_or_migration, AuditLevel::kWrite},
      {"AppointChair", desk_or_migration, AuditLevel::kWrite},
      {"ReplaceChair", desk_or_migration, AuditLevel::kWrite},
      {"LogContact", desk_or_migration, AuditLevel::kWrite},
      {"RegisterFacilitator", desk_or_migration, AuditLevel::kWrite},
      {"AddFacilitatorTie", desk_or_migration, AuditLevel::kWrite},
      {"EndFacilitatorTie", desk_or_migration, AuditLevel::kWrite},
      {"RetireFacilitator", desk_or_migration, AuditLevel::kWrite},
      {"ListFacilitators", desk_or_migration, AuditLevel::kRead},
      {"RecordDesk", desk_keepers, AuditLevel::kWrite},
      {"ListDesks", Everybody(), AuditLevel::kNone},
  });
}

}  // namespace rondetafel::triage
