// The time that deadlines and pauses are measured by. A wall clock may be set while somebody
// waits: an hour back, and the wait would last an hour longer; stopped, and it would never end.
#pragma once
#include "shared/base/time.h"

namespace rondetafel::base {

// A clock driven by hand whose wall time can be set while its steady time goes on.
class SteadyClock : public Clock {
 public:
  virtual Instant Steady() const = 0;
};

// Of the process's own clock: its wall time when this was first asked, and from there on the
// monotonic clock. A deadline is this and some time; it is compared with nothing else. Of any other
// clock, which whoever made it drives by hand: its Steady() if it is a SteadyClock, else its Now().
Instant SteadyNow(const Clock& clock);

}  // namespace rondetafel::base
