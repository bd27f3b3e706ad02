// Intake's streams, views and upstreams, without a process around them.
#pragma once
#include "shared/runtime/definition.h"

namespace rondetafel::intake {

runtime::ServiceDefinition IntakeDefinition();

}  // namespace rondetafel::intake
