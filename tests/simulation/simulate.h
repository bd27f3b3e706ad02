// The program `simulate`: its options and what it prints. The mutants' program is the same over
// other libraries.
#pragma once
#include <functional>

namespace rondetafel::simulation {

// Exit code 0: no violation, and every branch met when there were histories enough to ask for it.
// `before_run`: see CampaignOptions.
int Simulate(int argc, char** argv, std::function<void()> before_run = nullptr);

}  // namespace rondetafel::simulation
