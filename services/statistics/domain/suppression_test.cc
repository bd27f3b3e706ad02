#include <gtest/gtest.h>

#include "services/statistics/domain/report.h"
#include "services/statistics/domain/year_2021.h"

namespace rondetafel::statistics {
namespace {

class SuppressionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::vector<Registration> registrations = Year2021();
    v1::FigureBookState book;
    ReportInput input;
    input.registrations = &registrations;
    input.book = &book;
    input.period = {2021, 0};
    figures_ = Compute(input);
    SuppressSmallCounts(figures_);
  }
  v1::FigureState State(const std::string& measure, const std::string& part,
                        type::v1::Region region) {
    for (const v1::Figure& figure : figures_) {
      if (figure.measure() == measure && figure.part() == part && figure.region() == region) {
        return figure.state();
      }
    }
    return v1::FIGURE_STATE_UNSPECIFIED;
  }
  std::vector<v1::Figure> figures_;
};

TEST_F(SuppressionTest, LeavesNoCountOfOneToFour) {
  for (const v1::Figure& figure : figures_) {
    if (figure.kind() != v1::FIGURE_KIND_COUNT || figure.state() != v1::FIGURE_STATE_VALUE) {
      continue;
    }
    EXPECT_FALSE(figure.numerator() >= 1 && figure.numerator() <= 4)
        << figure.measure() << ' ' << figure.part() << ' ' << figure.region();
  }
}

TEST_F(SuppressionTest, TakesTheWholeGroupOfTheRegionAlong) {
  // Brussels: 4 follow-ups of 8 meetings, so the 4 first ones and the share go too.
  for (const char* part : {"first", "follow_up"}) {
    EXPECT_EQ(State("M7", part, type::v1::REGION_BRUSSEL), v1::FIGURE_STATE_SUPPRESSED);
  }
  EXPECT_EQ(State("M5", "held", type::v1::REGION_BRUSSEL), v1::FIGURE_STATE_VALUE);
}

TEST_F(SuppressionTest, HidesASecondRegionSoThatTheTotalGivesNothingAway) {
  EXPECT_EQ(State("M7", "follow_up", type::v1::REGION_LIMBURG), v1::FIGURE_STATE_SUPPRESSED);
  EXPECT_EQ(State("M7", "follow_up", type::v1::REGION_ANTWERPEN), v1::FIGURE_STATE_VALUE);
}

TEST_F(SuppressionTest, KeepsZeroApartFromSuppressed) {
  EXPECT_EQ(State("M3", "no_client_agreement", type::v1::REGION_UNSPECIFIED),
            v1::FIGURE_STATE_SUPPRESSED);  // its group of grounds holds a 3 and a 4
  EXPECT_EQ(State("M3", "inadmissible", type::v1::REGION_LIMBURG), v1::FIGURE_STATE_VALUE);
}

TEST_F(SuppressionTest, ShowsNoNumbersBehindASuppressedFigure) {
  for (const v1::Figure& figure : figures_) {
    if (figure.state() != v1::FIGURE_STATE_SUPPRESSED) continue;
    EXPECT_EQ(figure.numerator() + figure.denominator() + figure.former_numerator(), 0);
    EXPECT_EQ(figure.text(), "‹5");
  }
}

}  // namespace
}  // namespace rondetafel::statistics
