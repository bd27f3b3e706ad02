// Triage as the host hosts it.
#pragma once
#include <memory>

#include "shared/host/service.h"

namespace rondetafel::triage {

// Seeds the desk register from <share_dir>/triage/desks.toml once it serves; an empty
// share_dir seeds nothing.
std::unique_ptr<host::Service> MakeTriage(const host::Environment& environment);

}  // namespace rondetafel::triage
