// Statistics as the host sees it.
#pragma once
#include <memory>

#include "shared/host/service.h"

namespace rondetafel::statistics {

std::unique_ptr<host::Service> MakeStatistics(const host::Environment& environment);
runtime::ServiceDefinition StatisticsDefinition();

}  // namespace rondetafel::statistics
