// Which commit of the suite must have which reactions: the table of docs/architecture.md, "reacts
// to", by event.
#pragma once
#include <vector>

#include "tests/checker/checker.h"

namespace rondetafel::checker {

void SuiteReactions(const Commit& commit, std::vector<ReactionDue>* due);

}  // namespace rondetafel::checker
