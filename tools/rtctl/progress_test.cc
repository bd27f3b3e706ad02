#include "tools/rtctl/progress.h"

#include <gtest/gtest.h>

namespace rondetafel::rtctl {
namespace {

class HandClock : public base::Clock {
 public:
  base::Instant Now() const override { return {us}; }
  std::int64_t MonotonicUs() const override { return us; }
  std::int64_t us = 0;
};

TEST(ProgressTest, ShowsShareRateAndTimeLeft) {
  HandClock clock;
  const Progress bar("dossiers", clock);
  clock.us = 2'000'000;
  EXPECT_EQ(bar.Line(120, 240),
            "[============            ] 50 %  120 of 240 dossiers  60/s  2 s left");
}

TEST(ProgressTest, HasNoTimeLeftAtTheEndAndNoneOfNothing) {
  HandClock clock;
  const Progress bar("records", clock);
  clock.us = 1'000'000;
  EXPECT_EQ(bar.Line(10, 10), "[========================] 100 %  10 of 10 records  10/s");
  EXPECT_EQ(bar.Line(0, 0), "[========================] 100 %  0 of 0 records  0/s");
}

}  // namespace
}  // namespace rondetafel::rtctl
