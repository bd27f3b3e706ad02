// The time that deadlines are measured by. A wall clock may be set while somebody waits: an hour
// back, and the wait would last an hour longer; stopped, and it would never end.
#pragma once
#include "shared/base/time.h"

namespace rondetafel::base {

// Of the process's own clock: its wall time when this was first asked, and from there on the
// monotonic clock. A deadline is this and some time; it is compared with nothing else. Of any other
// clock, which whoever made it drives by hand: its Now().
Instant SteadyNow(const Clock& clock);

}  // namespace rondetafel::base
