#include "services/statistics/domain/arithmetic.h"

#include <gtest/gtest.h>

namespace rondetafel::statistics {
namespace {

TEST(PercentTest, GivesThePublishedFigures) {  // F10, F11, F24, F26, F27, F29
  EXPECT_EQ(Percent({44, 72}), "61,1");
  EXPECT_EQ(Percent({61, 72}), "84,7");
  EXPECT_EQ(Percent({458, 539}), "85,0");
  EXPECT_EQ(Percent({212, 458}), "46,3");
  EXPECT_EQ(Percent({365, 458}), "79,7");
  EXPECT_EQ(Percent({350, 458}), "76,4");
}

TEST(PercentTest, RoundsHalfAwayFromZero) {
  EXPECT_EQ(Percent({1, 2000}), "0,1");     // 0.05
  EXPECT_EQ(Percent({249, 2000}), "12,5");  // 12.45
  EXPECT_EQ(Percent({0, 7}), "0,0");
  EXPECT_EQ(Percent({7, 7}), "100,0");
}

TEST(GrowthPercentTest, IsSignedAndNeverMinusZero) {  // F3, F23, F25, M12
  EXPECT_EQ(GrowthPercent(539, 469), "+14,9");
  EXPECT_EQ(GrowthPercent(458, 402), "+13,9");
  EXPECT_EQ(GrowthPercent(513, 379), "+35,4");
  EXPECT_EQ(GrowthPercent(9'999, 10'000), "0,0");   // -0.01
  EXPECT_EQ(GrowthPercent(9'995, 10'000), "-0,1");  // -0.05
  EXPECT_EQ(GrowthPercent(3, 3), "0,0");
}

TEST(ChangePointsTest, ComparesExactSharesNotRoundedOnes) {  // F31, M13
  EXPECT_EQ(ChangePoints({350, 458}, {267, 402}), "+10,0");
  // 2.3: on 1 February the exact difference is +9,9; from rounded shares it would be +10,0.
  EXPECT_EQ(ChangePoints({349, 457}, {267, 402}), "+9,9");
}

TEST(MeanPercentTest, IsTheMeanOfExactFractions) {  // F28, F30, M11
  EXPECT_EQ(
      MeanPercent(
          {{242, 336}, {246, 346}, {265, 350}, {262, 360}, {282, 380}, {319, 402}, {365, 458}}),
      "75,0");
  EXPECT_EQ(
      MeanPercent(
          {{108, 336}, {121, 346}, {133, 350}, {148, 360}, {179, 380}, {267, 402}, {350, 458}}),
      "48,0");
}

TEST(QuotientTest, ShowsHalvesOnlyWhereThereAreAny) {  // M22
  EXPECT_EQ(Quotient(24, 2), "12");
  EXPECT_EQ(Quotient(25, 2), "12,5");
}

}  // namespace
}  // namespace rondetafel::statistics
