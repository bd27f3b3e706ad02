// Switches on the planted bug that RONDETAFEL_FUZZ_PLANTED names (planted.toml).
#include <cstdlib>

#include "tests/simulation/mutants/mutant_switch.h"

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  const char* planted = std::getenv("RONDETAFEL_FUZZ_PLANTED");
  rondetafel::simulation::SwitchMutant(planted == nullptr ? "" : planted);
  return 0;
}
