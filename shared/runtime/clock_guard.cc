#include "shared/runtime/clock_guard.h"

#include <algorithm>
#include <cstdlib>

namespace rondetafel::runtime {

absl::Status ClockGuard::Check(base::Instant wall, std::int64_t monotonic_us,
                               base::Instant newest_effective) {
  const std::int64_t offset = wall.us - monotonic_us;
  if (!started_) {
    started_ = true;
    offset_us_ = offset;
  }
  if (std::abs(offset - offset_us_) > kClockDepartureMaxUs) departed_ = true;
  if (departed_) {
    return absl::UnavailableError(
        "the wall clock departed from the monotonic clock by more than a minute; nothing is "
        "written "
        "until an operator confirms the clock");
  }
  if (newest_effective.us == 0) return absl::OkStatus();
  const std::int64_t ahead = wall.us - newest_effective.us;
  if (-ahead > std::max(kClockDepartureMaxUs, confirmed_skew_us_)) {
    return absl::UnavailableError(
        "the wall clock is behind the newest recorded time by more than a minute; nothing is "
        "written "
        "until an operator confirms the clock");
  }
  if (ahead > ahead_max_us_ && newest_effective > confirmed_ahead_) {
    return absl::UnavailableError(
        "the wall clock is further ahead of the newest recorded time than allowed; nothing is "
        "written "
        "until an operator confirms the clock");
  }
  return absl::OkStatus();
}

void ClockGuard::OnTick(base::Instant recorded, base::Instant wall) {
  if (!departed_ || std::abs(recorded.us - wall.us) > kClockDepartureMaxUs) return;
  departed_ = false;
  started_ = false;  // the next check takes the clocks as they are
}

void ClockGuard::Confirm(base::Instant wall, std::int64_t monotonic_us,
                         base::Instant newest_effective) {
  started_ = true;
  departed_ = false;
  offset_us_ = wall.us - monotonic_us;
  confirmed_skew_us_ = std::max<std::int64_t>(0, newest_effective.us - wall.us);
  confirmed_ahead_ = newest_effective;
}

}  // namespace rondetafel::runtime
