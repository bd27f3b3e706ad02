#include "services/triage/definition.h"

#include "services/triage/domain/case_search.h"
#include "services/triage/domain/desk.h"
#include "services/triage/reactions/reactions.h"
#include "services/triage/triage_handlers.h"
#include "services/triage/views/views.h"

namespace rondetafel::triage {

runtime::ServiceDefinition TriageDefinition() {
  using runtime::MakeStreamKind;
  runtime::ServiceDefinition definition;
  definition.topic = "triage";
  definition.kinds = {
      AssessmentKind(),
      MakeStreamKind<v1::FacilitatorEvent, v1::FacilitatorState, &ApplyEvent>("facilitator"),
      MakeStreamKind<v1::DeskEvent, v1::DeskState, &ApplyEvent>("desk"),
      MakeStreamKind<v1::CaseSearchEvent, v1::CaseSearchState, &ApplyEvent>("case_search")};
  definition.views.push_back(std::make_unique<AssessmentView>());
  definition.views.push_back(std::make_unique<FacilitatorView>());
  definition.upstreams = TriageUpstreams();
  return definition;
}

}  // namespace rondetafel::triage
