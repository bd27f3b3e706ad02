#include "services/triage/domain/case_search.h"

namespace rondetafel::triage {

CaseSearchDecision Decide(const v1::CaseSearchState&, const RecordSearch& command,
                          const base::Context&) {
  v1::CaseSearchEvent event;
  *event.mutable_case_search_made() = command.search;
  return std::vector<v1::CaseSearchEvent>{std::move(event)};
}

void ApplyEvent(const v1::CaseSearchEvent& event, v1::CaseSearchState& state) {
  switch (event.event_case()) {
    case v1::CaseSearchEvent::kCaseSearchMade:
      state.set_searches(state.searches() + 1);
      return;
    case v1::CaseSearchEvent::EVENT_NOT_SET:
      return;
  }
}

base::StreamId CaseSearchesOf(const base::ActorId& actor) {
  return base::StreamId(base::DeriveUuid("case_search", {actor.raw()}));
}

}  // namespace rondetafel::triage
