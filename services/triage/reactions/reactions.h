// What triage does by itself: pure functions from an accepted upstream commit to own commands.
//
// From intake: a request opens or changes its assessment. From its own topic: an appointment
// reaches the chair's register entry, and a conflict found there reaches the assessment, so that
// independence is checked from both sides, each after its own commit (Q24). The names of reactions
// are for ever.
#pragma once
#include <vector>

#include "shared/runtime/definition.h"

namespace rondetafel::triage {

std::vector<runtime::ReactionCommand> AssessRequest(const runtime::AcceptedCommit& intake_commit);
std::vector<runtime::ReactionCommand> CheckIndependence(const runtime::AcceptedCommit& own_commit);

// The topics triage folds, with these reactions.
std::vector<runtime::Upstream> TriageUpstreams();

}  // namespace rondetafel::triage
