#include "shared/base/time.h"

#include <gtest/gtest.h>

namespace rondetafel::base {
namespace {

TEST(BrusselsTest, PutsLateEveningsInTheirOwnYear) {
  // 2.3: a meeting on 31 December 2021 23:30 is 22:30 UTC; one on 1 January 00:30 is still 2021 in
  // UTC.
  EXPECT_EQ(ToBrussels(*ParseRfc3339("2021-12-31T22:30:00Z")),
            (Local{{2021, 12, 31}, 23 * 60 + 30}));
  EXPECT_EQ(ToBrussels(*ParseRfc3339("2021-12-31T23:30:00Z")), (Local{{2022, 1, 1}, 30}));
}

TEST(BrusselsTest, EndOfDayIsMidnightThere) {
  EXPECT_EQ(FormatRfc3339(EndOfDayBrussels({2022, 2, 1})), "2022-02-01T23:00:00.000000Z");
  EXPECT_EQ(FormatRfc3339(EndOfDayBrussels({2021, 7, 1})), "2021-07-01T22:00:00.000000Z");
}

TEST(BrusselsTest, TakesTheEarlierOfAnAmbiguousHourAndMovesOutOfASkippedOne) {
  EXPECT_EQ(FormatRfc3339(FromBrussels({{2021, 10, 31}, 150})), "2021-10-31T00:30:00.000000Z");
  EXPECT_EQ(FormatRfc3339(FromBrussels({{2021, 3, 28}, 150})), "2021-03-28T01:00:00.000000Z");
}

TEST(AddMonthClampedTest, ClampsToTheEndOfTheMonth) {  // Q12
  EXPECT_EQ(AddMonthClamped({2021, 1, 31}), (Date{2021, 2, 28}));
  EXPECT_EQ(AddMonthClamped({2024, 1, 31}), (Date{2024, 2, 29}));
  EXPECT_EQ(AddMonthClamped({2021, 12, 15}), (Date{2022, 1, 15}));
}

TEST(AgeOnTest, CountsCompletedYears) {  // Q2
  EXPECT_EQ(AgeOn({1996, 6, 15}, {2021, 6, 14}), 24);
  EXPECT_EQ(AgeOn({1996, 6, 15}, {2021, 6, 15}), 25);
  EXPECT_EQ(AgeOn({2004, 2, 29}, {2021, 2, 28}), 16);
  EXPECT_EQ(AgeOn({2004, 2, 29}, {2021, 3, 1}), 17);
}

TEST(DateTest, ReadsAndWritesAndRefusesWhatIsNoDate) {
  EXPECT_EQ(FormatIso(*ParseIsoDate("2021-02-28")), "2021-02-28");
  EXPECT_EQ(FormatDutch({2021, 2, 28}), "28/02/2021");
  EXPECT_FALSE(ParseIsoDate("2021-02-29"));
  EXPECT_FALSE(ParseIsoDate("2021-2-28"));
  EXPECT_FALSE(ParseIsoDate("2021-02-28 "));
  EXPECT_EQ(DateFromDayNumber(DayNumber({2021, 12, 31}) + 1), (Date{2022, 1, 1}));
}

TEST(Rfc3339Test, ReadsBackWhatItWrites) {
  const Instant instant{1'640'988'000'123'456};
  EXPECT_EQ(ParseRfc3339(FormatRfc3339(instant)), instant);
  EXPECT_FALSE(ParseRfc3339("2021-12-31T25:00:00Z"));
  EXPECT_FALSE(ParseRfc3339("2021-12-31T22:30:00+01:00"));
}

}  // namespace
}  // namespace rondetafel::base
