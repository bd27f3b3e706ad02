#include "services/scheduling/definition.h"

#include "services/scheduling/reactions/reactions.h"
#include "services/scheduling/scheduling_handlers.h"
#include "services/scheduling/views/consultation_views.h"

namespace rondetafel::scheduling {

runtime::ServiceDefinition SchedulingDefinition() {
  runtime::ServiceDefinition definition;
  definition.topic = "scheduling";
  definition.kinds.push_back(ConsultationKind());
  definition.views.push_back(std::make_unique<ConsultationViews>());
  definition.upstreams = SchedulingUpstreams();
  return definition;
}

}  // namespace rondetafel::scheduling
