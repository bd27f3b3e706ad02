#include "shared/base/steady.h"

#include <gtest/gtest.h>

namespace rondetafel::base {
namespace {

class HandClock : public Clock {
 public:
  Instant Now() const override { return {wall_us}; }
  std::int64_t MonotonicUs() const override { return 5; }
  std::int64_t wall_us = 1'700'000'000'000'000;
};

TEST(SteadyTest, GoesOnWithTheMonotonicClockOfTheProcess) {
  const Instant first = SteadyNow(SystemClock());
  const std::int64_t before_us = SystemClock().MonotonicUs();
  // It begins at the wall clock, so that a deadline can be told to people.
  EXPECT_LT(std::abs(first.us - SystemClock().Now().us), 60'000'000);
  const Instant second = SteadyNow(SystemClock());
  const std::int64_t after_us = SystemClock().MonotonicUs();
  EXPECT_GE(second, first);
  EXPECT_LE(second.us - first.us, after_us - before_us + 1'000'000);
}

TEST(SteadyTest, AClockDrivenByHandIsTakenAtItsWord) {
  HandClock clock;
  EXPECT_EQ(SteadyNow(clock).us, clock.wall_us);
  clock.wall_us += 1;
  EXPECT_EQ(SteadyNow(clock).us, clock.wall_us);
}

class TwoHands : public SteadyClock {
 public:
  Instant Now() const override { return {wall_us}; }
  std::int64_t MonotonicUs() const override { return 5; }
  Instant Steady() const override { return {7}; }
  std::int64_t wall_us = 1'700'000'000'000'000;
};

TEST(SteadyTest, ASteadyClockGoesOnWhateverItsWallTimeIsSetTo) {
  TwoHands clock;
  clock.wall_us -= 3'600'000'000;
  EXPECT_EQ(SteadyNow(clock).us, 7);
}

}  // namespace
}  // namespace rondetafel::base
