// Intake as the host hosts it.
#pragma once
#include <memory>

#include "shared/host/service.h"

namespace rondetafel::intake {

std::unique_ptr<host::Service> MakeIntake(const host::Environment& environment);

}  // namespace rondetafel::intake
