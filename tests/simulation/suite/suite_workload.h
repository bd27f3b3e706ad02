// The suite workload: the five services as they are shipped, with whole cases of two families under
// the simulation's faults. Sealed fields are empty: nothing decides by their content.
#pragma once
#include "tests/simulation/workload.h"

namespace rondetafel::simulation {

// Name "suite".
const WorkloadKind* SuiteWorkloadKind();

}  // namespace rondetafel::simulation
