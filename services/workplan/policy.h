// Who may call which method of workplan; who has to do with a plan is decided by its own events.
#pragma once
#include "shared/access/access.h"

namespace rondetafel::workplan {

access::PolicyTable WorkPlanPolicy();

}  // namespace rondetafel::workplan
