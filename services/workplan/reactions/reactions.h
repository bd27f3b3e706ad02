// What workplan does when scheduling acts. Pure functions of one upstream commit.
#pragma once
#include <vector>

#include "shared/runtime/definition.h"

namespace rondetafel::workplan {

// Meeting held: opens the plan (R57). Attendance corrected after it: who was present follows (R60).
// Sharing stopped: the person takes no further part (1c).
std::vector<runtime::ReactionCommand> FollowConsultation(const runtime::AcceptedCommit& upstream);

}  // namespace rondetafel::workplan
