// Who may call the keyring: workloads of the suite, by name, and of those only the ones that hold
// personal data. Statistics is a workload like the others to the policy table, so it is told apart
// by who it is.
#pragma once
#include <absl/status/status.h>

#include <string_view>

#include "rondetafel/type/v1/type.pb.h"
#include "shared/access/access.h"

namespace rondetafel::keyring {

access::PolicyTable Policy();

// The actor a service of the suite calls as: ROLE_SERVICE, the id its reactions act under, and its
// name as organisation ("workload:intake"). Tokens and, later, certificates of workloads are made
// out to it.
type::v1::Actor WorkloadActor(std::string_view service);

// PERMISSION_DENIED unless the actor is one of intake, triage, scheduling and workplan. An unknown
// workload is denied as statistics is.
absl::Status CheckWorkload(const type::v1::Actor& actor);

}  // namespace rondetafel::keyring
