// ClockGuard: keeps one bad clock from firing a year of deadlines into a log that forgets nothing
// (architecture 3, "Timers").
//
// A replica writes nothing, until an operator confirms, when its wall clock
// - departs by more than a minute from its own monotonic clock (somebody set it, or the machine
// slept);
// - is more than a minute behind the newest effective time of the log. Less is ordinary skew: the
//   sequencer then records at the effective time;
// - is ahead of the newest effective time by more than the configured bound. Ticks keep that time
//   close while anybody is awake, so a long silence, too, wants a look before deadlines fire.
//
// One confirmation does for all: the replica that was asked writes a tick at its time, and a tick
// that agrees with another replica's wall clock frees that one as well.
//
// Not thread-safe; deterministic; reads no clock.
#pragma once
#include <absl/status/status.h>

#include <cstdint>

#include "shared/base/time.h"

namespace rondetafel::runtime {

inline constexpr std::int64_t kClockDepartureMaxUs = 60'000'000;

class ClockGuard {
 public:
  explicit ClockGuard(std::int64_t ahead_max_ms) : ahead_max_us_(ahead_max_ms * 1000) {}

  // OK when this replica may write. `newest_effective`: of all folded partitions; zero when nothing
  // is recorded yet, and then nothing is behind or ahead of it.
  absl::Status Check(base::Instant wall, std::int64_t monotonic_us, base::Instant newest_effective);
  // A tick was folded, ours or another's.
  void OnTick(base::Instant recorded, base::Instant wall);
  // An operator says that the wall clock is right as it stands.
  void Confirm(base::Instant wall, std::int64_t monotonic_us, base::Instant newest_effective);

 private:
  std::int64_t ahead_max_us_;
  bool started_ = false;
  std::int64_t offset_us_ = 0;  // wall minus monotonic, when last known good
  bool departed_ = false;
  std::int64_t confirmed_skew_us_ = 0;  // how far behind the operator found right
  base::Instant confirmed_ahead_{};     // effective time an operator allowed to be far ahead of
};

}  // namespace rondetafel::runtime
