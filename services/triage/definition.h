// The streams, views and upstreams of triage, without a process around them.
#pragma once
#include "shared/runtime/definition.h"

namespace rondetafel::triage {

runtime::ServiceDefinition TriageDefinition();

}  // namespace rondetafel::triage
