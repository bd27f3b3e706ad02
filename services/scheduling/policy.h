// Which roles scheduling's methods are open to at all; the relation to the consultation is checked
// after.
#pragma once
#include "shared/access/access.h"

namespace rondetafel::scheduling {

access::PolicyTable SchedulingPolicy();

}  // namespace rondetafel::scheduling
