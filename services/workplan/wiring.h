// Workplan as the host sees it.
#pragma once
#include <memory>

#include "shared/host/service.h"

namespace rondetafel::workplan {

std::unique_ptr<host::Service> MakeWorkplan(const host::Environment& environment);
runtime::ServiceDefinition WorkplanDefinition();

}  // namespace rondetafel::workplan
