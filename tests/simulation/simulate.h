// The program `simulate`: its options and what it prints. The mutants' program is the same over
// other libraries.
#pragma once

namespace rondetafel::simulation {

// Exit code 0: no violation, and every branch met when there were histories enough to ask for it.
int Simulate(int argc, char** argv);

}  // namespace rondetafel::simulation
