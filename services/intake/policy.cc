#include "services/intake/policy.h"

namespace rondetafel::intake {
namespace {

using access::AuditLevel;
using access::Roles;

// Everybody may request (R32): family and network through the public form (R36), helpers through
// COBE (R37), the desk on behalf of anybody (R170).
const Roles kRequesters = {type::v1::ROLE_YOUTH,
                           type::v1::ROLE_PARENT,
                           type::v1::ROLE_UPBRINGING_RESPONSIBLE,
                           type::v1::ROLE_TRUSTED_PERSON,
                           type::v1::ROLE_SUPPORT_FIGURE,
                           type::v1::ROLE_NETWORK_PERSON,
                           type::v1::ROLE_HELPER,
                           type::v1::ROLE_HELPER_OUTSIDE_SCOPE,
                           type::v1::ROLE_MANDATED_CONSULTANT,
                           type::v1::ROLE_ALLOCATION_OFFICER,
                           type::v1::ROLE_DESK_WORKER,
                           type::v1::ROLE_TEAM_LEAD,
                           type::v1::ROLE_MIGRATION};

Roles With(Roles roles, std::initializer_list<type::v1::Role> more) {
  roles.insert(more.begin(), more.end());
  return roles;
}

}  // namespace

access::PolicyTable IntakePolicy() {
  const Roles with_chair = With(kRequesters, {type::v1::ROLE_EXTERNAL_CHAIR});
  const Roles lists =
      With(with_chair, {type::v1::ROLE_COBE, type::v1::ROLE_OPERATOR, type::v1::ROLE_AUDITOR});
  return access::PolicyTable({
      {"SubmitRequest", kRequesters, AuditLevel::kWrite},
      {"ValidateRequest", kRequesters, AuditLevel::kNone},
      {"AmendRequest", kRequesters, AuditLevel::kWrite},
      {"WithdrawRequest", kRequesters, AuditLevel::kWrite},
      {"RecordAgreement", kRequesters, AuditLevel::kWrite},
      {"WithdrawAgreement", with_chair, AuditLevel::kWrite},
      {"GetRequest", with_chair, AuditLevel::kRead},
      {"ListRequests", lists, AuditLevel::kRead},
      {"LookUpReference", lists, AuditLevel::kRead},
      {"ListStatusChanges", {type::v1::ROLE_COBE, type::v1::ROLE_OPERATOR}, AuditLevel::kNone},
      {"GetAcknowledgement", with_chair, AuditLevel::kRead},
  });
}

}  // namespace rondetafel::intake
