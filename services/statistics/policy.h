// Who may call which method of statistics.
#pragma once
#include "shared/access/access.h"

namespace rondetafel::statistics {

access::PolicyTable StatisticsPolicy();

}  // namespace rondetafel::statistics
