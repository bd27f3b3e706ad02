// Shrinking: a failing plan made as short as can be found while it still fails the same way.
#pragma once
#include <string>

#include "tests/simulation/plan.h"

namespace rondetafel::simulation {

// Runs the plan in a process of its own, because the code under test may give up.
// The invariant violated first, "CHECK" when it gave up, empty when all holds.
std::string FailureOf(const Plan& plan);

// `invariant`: what FailureOf said of the plan. At most `tries_max` runs.
Plan Shrink(Plan plan, const std::string& invariant, int tries_max);

// Only these steps, numbered from 0; "3,7,9-12" and back.
Plan KeepSteps(const Plan& plan, const std::string& ranges);
std::string KeptRanges(const Plan& plan);

}  // namespace rondetafel::simulation
