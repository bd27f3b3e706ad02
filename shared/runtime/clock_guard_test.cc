// One bad clock must not fire a year of deadlines into the log (architecture 3, "Timers").
#include "shared/runtime/clock_guard.h"

#include <gtest/gtest.h>

#include "shared/runtime/testing/rig.h"

namespace rondetafel::runtime {
namespace {

using testing::Rig;

constexpr std::int64_t kYearUs = 365 * 24 * 3'600'000'000;
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

// A process whose clock was wrong when it started, in a log that it has not folded yet.
TEST(ClockOfAReplicaTest, WritesNoTickBeforeTheLogSaysWhatTimeItIs) {
  Rig rig;
  auto first = rig.Account();
  ASSERT_TRUE(first->Start().ok());
  first->Turn(4);  // its tick is the time to be compared with
  const std::size_t before = rig.log->Records({"account", 0}).size();
  ASSERT_GT(before, 1u);
  rig.clock.Jump(kYearUs);
  auto second = rig.Account();
  ASSERT_TRUE(second->Start().ok());
  absl::Status ticked;
  absl::Status closed;
  second->replica().ReadStrong(0, [&ticked](absl::Status status) { ticked = std::move(status); });
  second->replica().CloseMigration([&closed](absl::Status status) { closed = std::move(status); });
  second->Turn(6);
  EXPECT_TRUE(absl::IsUnavailable(ticked));
  EXPECT_TRUE(absl::IsUnavailable(closed));
  EXPECT_FALSE(second->replica().clock_ok());
  EXPECT_EQ(rig.log->Records({"account", 0}).size(), before);
}

TEST(ClockOfAReplicaTest, AConfirmationIsOfTheClockThatWasLookedAt) {
  Rig rig;
  auto account = rig.Account();
  ASSERT_TRUE(account->Start().ok());
  account->Turn(4);
  const std::size_t before = rig.log->Records({"account", 0}).size();
  const base::Instant wall = rig.clock.Now();
  const std::int64_t monotonic_us = rig.clock.MonotonicUs();
  rig.clock.Jump(kYearUs);  // before the confirmation arrives
  account->replica().ConfirmClock(wall, monotonic_us);
  account->Turn(4);
  EXPECT_FALSE(account->replica().clock_ok());
  EXPECT_EQ(rig.log->Records({"account", 0}).size(), before);
}

}  // namespace
}  // namespace rondetafel::runtime
