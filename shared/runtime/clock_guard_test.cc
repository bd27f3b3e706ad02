// One bad clock must not fire a year of deadlines into the log (architecture 3, "Timers").
#include "shared/runtime/clock_guard.h"

#include <gtest/gtest.h>

namespace rondetafel::runtime {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kHour = 3600 * kSecond;
constexpr base::Instant kNow{1'700'000'000'000'000};

base::Instant After(std::int64_t us) { return {kNow.us + us}; }

class ClockGuardTest : public ::testing::Test {
 protected:
  bool MayWrite(std::int64_t wall_us, std::int64_t monotonic_us, std::int64_t effective_us) {
    return guard.Check(After(wall_us), monotonic_us, After(effective_us)).ok();
  }
  ClockGuard guard{24 * 3600 * 1000LL};
};

TEST_F(ClockGuardTest, LetsAnOrdinaryClockWrite) {
  EXPECT_TRUE(MayWrite(0, 0, -kSecond));
  EXPECT_TRUE(MayWrite(kHour, kHour, kHour - kSecond));
}

TEST_F(ClockGuardTest, NothingRecordedYetIsNothingToCompareWith) {
  EXPECT_TRUE(guard.Check(kNow, 0, {}).ok());
}

TEST_F(ClockGuardTest, StopsWhenTheWallClockDepartsFromTheMonotonicOne) {
  EXPECT_TRUE(MayWrite(0, 0, 0));
  EXPECT_TRUE(MayWrite(70 * kSecond, 10 * kSecond, 0));
  EXPECT_FALSE(MayWrite(71 * kSecond + 1, 10 * kSecond, 0));
  EXPECT_FALSE(MayWrite(12 * kSecond, 12 * kSecond, 0)) << "stays until confirmed";
  guard.Confirm(After(80 * kSecond), 13 * kSecond, kNow);
  EXPECT_TRUE(MayWrite(81 * kSecond, 14 * kSecond, 0));
}

TEST_F(ClockGuardTest, StopsWhenBehindTheNewestRecordedTime) {
  EXPECT_TRUE(MayWrite(0, 0, 60 * kSecond)) << "ordinary skew between machines";
  EXPECT_FALSE(MayWrite(0, 0, 60 * kSecond + 1));
  guard.Confirm(kNow, 0, After(kHour));
  EXPECT_TRUE(MayWrite(kSecond, kSecond, kHour));
  EXPECT_FALSE(MayWrite(2 * kSecond, 2 * kSecond, 2 * kHour))
      << "further behind than was confirmed";
}

TEST_F(ClockGuardTest, StopsWhenFarAheadOfTheNewestRecordedTime) {
  EXPECT_TRUE(MayWrite(24 * kHour, 0, 0));
  EXPECT_FALSE(MayWrite(24 * kHour + 1, 1, 0));
  guard.Confirm(After(24 * kHour + 2), 2, kNow);
  EXPECT_TRUE(MayWrite(24 * kHour + 3, 3, 0)) << "so that the tick can be written";
  EXPECT_TRUE(MayWrite(24 * kHour + 4, 4, 24 * kHour));
  EXPECT_FALSE(MayWrite(49 * kHour, 25 * kHour - 1, 24 * kHour))
      << "a second silence is a new question";
}

TEST_F(ClockGuardTest, ATickThatAgreesFreesAReplica) {
  EXPECT_TRUE(MayWrite(0, 0, 0));
  EXPECT_FALSE(MayWrite(kHour, kSecond, 0));
  guard.OnTick(After(kHour + 2 * 60 * kSecond), After(kHour));
  EXPECT_FALSE(MayWrite(kHour, kSecond, 0)) << "that tick says another time";
  guard.OnTick(After(kHour), After(kHour));
  EXPECT_TRUE(MayWrite(kHour, kSecond, kHour));
}

}  // namespace
}  // namespace rondetafel::runtime
