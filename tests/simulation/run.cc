#include "tests/simulation/run.h"

#include "tests/simulation/world.h"

namespace rondetafel::simulation {

Result Run(const Plan& plan, const RunOptions& options) {
  World world(plan, options);
  world.Follow();
  world.Rest();
  return world.Finish();
}

}  // namespace rondetafel::simulation
