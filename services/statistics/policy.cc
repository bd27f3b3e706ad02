#include "services/statistics/policy.h"

namespace rondetafel::statistics {

access::PolicyTable StatisticsPolicy() {
  using access::AuditLevel;
  using access::Roles;
  // Figures are for whoever works with them; statistician and desk are separate worlds (P-29), so
  // only the desk's leads see which files are behind a cell.
  const Roles readers = {type::v1::ROLE_STATISTICIAN, type::v1::ROLE_DESK_WORKER,
                         type::v1::ROLE_TEAM_LEAD, type::v1::ROLE_OPERATOR, type::v1::ROLE_AUDITOR};
  const Roles keepers = {type::v1::ROLE_STATISTICIAN, type::v1::ROLE_MIGRATION};
  return access::PolicyTable({
      {"GetReport", readers, AuditLevel::kNone},
      {"ListReferences", {type::v1::ROLE_TEAM_LEAD, type::v1::ROLE_AUDITOR}, AuditLevel::kRead},
      {"ListDefinitions", readers, AuditLevel::kNone},
      {"RecordPublishedFigure", keepers, AuditLevel::kWrite},
      {"ListPublishedFigures", readers, AuditLevel::kNone},
      {"CoverYear", keepers, AuditLevel::kWrite},
      {"FreezeReport", {type::v1::ROLE_STATISTICIAN}, AuditLevel::kWrite},
      {"GetFrozenReport", readers, AuditLevel::kNone},
      {"ListFrozenReports", readers, AuditLevel::kNone},
      {"CompareFrozenReport", readers, AuditLevel::kNone},
  });
}

}  // namespace rondetafel::statistics
