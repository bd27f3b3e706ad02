// The keyring workload: the keyring as it is shipped, with a few people who share names and
// numbers, asked about by several services at once. Nobody may become two people, no key be
// replaced.
#pragma once
#include "tests/simulation/workload.h"

namespace rondetafel::simulation {

// Name "keyring".
const WorkloadKind* KeyringWorkloadKind();

}  // namespace rondetafel::simulation
