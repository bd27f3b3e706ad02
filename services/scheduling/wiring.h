// Scheduling as the host hosts it.
#pragma once
#include <memory>

#include "shared/host/service.h"

namespace rondetafel::scheduling {

std::unique_ptr<host::Service> MakeScheduling(const host::Environment& environment);

}  // namespace rondetafel::scheduling
