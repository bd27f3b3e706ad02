#include "shared/base/steady.h"

namespace rondetafel::base {

Instant SteadyNow(const Clock& clock) {
  if (&clock != &SystemClock()) {
    const auto* steady = dynamic_cast<const SteadyClock*>(&clock);
    return steady != nullptr ? steady->Steady() : clock.Now();
  }
  static const std::int64_t offset_us = clock.Now().us - clock.MonotonicUs();
  return {clock.MonotonicUs() + offset_us};
}

}  // namespace rondetafel::base
