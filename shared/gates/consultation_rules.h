// The rules behind CO-1 to CO-8, with every version they ever had.
#pragma once
#include <vector>

#include "shared/gates/gates.h"

namespace rondetafel::gates {

// In the order RuleBook wants. A changed rule is a new version with its first day; an old one is
// never edited, because old decisions are explained by it (R173).
std::vector<RuleVersion> MakeConsultationRules();

}  // namespace rondetafel::gates
