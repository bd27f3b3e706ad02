#include "services/intake/definition.h"

#include "services/intake/intake_handlers.h"
#include "services/intake/reactions/reactions.h"
#include "services/intake/views/request_views.h"

namespace rondetafel::intake {

runtime::ServiceDefinition IntakeDefinition() {
  runtime::ServiceDefinition definition;
  definition.topic = "intake";
  definition.kinds.push_back(RequestKind());
  definition.views.push_back(std::make_unique<RequestViews>());
  definition.upstreams = IntakeUpstreams();
  return definition;
}

}  // namespace rondetafel::intake
