// Scheduling as a runtime sees it: streams, views and upstreams, without a process around them.
#pragma once
#include "shared/runtime/definition.h"

namespace rondetafel::scheduling {

runtime::ServiceDefinition SchedulingDefinition();

}  // namespace rondetafel::scheduling
