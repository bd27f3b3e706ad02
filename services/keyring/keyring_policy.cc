#include "services/keyring/keyring_policy.h"

#include <algorithm>
#include <array>
#include <string>

#include "services/keyring/keyring_errors.h"
#include "shared/base/text.h"
#include "shared/runtime/tables.h"

namespace rondetafel::keyring {
namespace {

constexpr std::array<std::string_view, 4> kHoldersOfPersonalData = {"intake", "triage",
                                                                    "scheduling", "workplan"};

}  // namespace

access::PolicyTable Policy() {
  const access::Roles services = {type::v1::ROLE_SERVICE};
  // Keys are handed out for every seal and look; who looked at what is on record in the asking
  // service.
  return access::PolicyTable({{"EnsureCase", services, access::AuditLevel::kNone},
                              {"OpenKey", services, access::AuditLevel::kNone},
                              {"FindSubject", services, access::AuditLevel::kRead}});
}

type::v1::Actor WorkloadActor(std::string_view service) {
  type::v1::Actor actor;
  actor.set_actor_id(runtime::ServiceActor(service).ToString());
  actor.set_role(type::v1::ROLE_SERVICE);
  actor.set_organisation_id(base::Cat("workload:", service));
  return actor;
}

absl::Status CheckWorkload(const type::v1::Actor& actor) {
  const bool allowed = std::ranges::any_of(kHoldersOfPersonalData, [&](std::string_view service) {
    const type::v1::Actor workload = WorkloadActor(service);
    return actor.role() == workload.role() && actor.actor_id() == workload.actor_id() &&
           actor.organisation_id() == workload.organisation_id();
  });
  return allowed ? absl::OkStatus() : KeyringError(v1::KEYRING_REASON_WORKLOAD_NOT_ALLOWED);
}

}  // namespace rondetafel::keyring
