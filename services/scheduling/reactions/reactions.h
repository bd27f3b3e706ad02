// What scheduling does when triage or intake did something. Pure; names are for ever: they are part
// of derived command ids.
#pragma once
#include <vector>

#include "shared/runtime/definition.h"

namespace rondetafel::scheduling {

// Opens the consultation when a chair is appointed; notes another chair, another region, doubts
// about independence.
std::vector<runtime::ReactionCommand> NoteTriage(const runtime::AcceptedCommit& upstream);
// Notes answers and the withdrawal of the request (Q22).
std::vector<runtime::ReactionCommand> NoteIntake(const runtime::AcceptedCommit& upstream);
std::vector<runtime::Upstream> SchedulingUpstreams();

}  // namespace rondetafel::scheduling
