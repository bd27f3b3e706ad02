// Intake as the host hosts it.
#pragma once
#include <memory>

#include "shared/host/service.h"

namespace rondetafel::intake {

// The streams, views and upstreams of intake, without a process around them.
runtime::ServiceDefinition IntakeDefinition();
std::unique_ptr<host::Service> MakeIntake(const host::Environment& environment);

}  // namespace rondetafel::intake
