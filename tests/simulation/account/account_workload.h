// AccountWorkload: accounts of clients on two services (account.h), with their checker domain.
#pragma once
#include "tests/simulation/account/account.h"
#include "tests/simulation/workload.h"

namespace rondetafel::simulation {

// Name "account".
const WorkloadKind* AccountWorkloadKind();

}  // namespace rondetafel::simulation
