// Who may call which method of intake (R32–R37, R170, R171).
#pragma once
#include "shared/access/access.h"

namespace rondetafel::intake {

access::PolicyTable IntakePolicy();

}  // namespace rondetafel::intake
