// Case search: who looked for a person's files, and what was shown (P-29). One stream per actor;
// written before anything is shown, so there is no look without a trail. What was typed is not
// kept.
#pragma once
#include "rondetafel/triage/v1/events.pb.h"
#include "rondetafel/triage/v1/state.pb.h"
#include "shared/base/decision.h"

namespace rondetafel::triage {

using CaseSearchDecision = base::Decision<v1::CaseSearchEvent>;

struct RecordSearch {
  v1::CaseSearchMade search;
};
CaseSearchDecision Decide(const v1::CaseSearchState& state, const RecordSearch& command,
                          const base::Context& context);
void ApplyEvent(const v1::CaseSearchEvent& event, v1::CaseSearchState& state);

// The stream of an actor's searches.
base::StreamId CaseSearchesOf(const base::ActorId& actor);

}  // namespace rondetafel::triage
