#include "services/statistics/domain/book.h"

#include <gtest/gtest.h>

namespace rondetafel::statistics {
namespace {

v1::PublishedFigure Figure() {
  v1::PublishedFigure figure;
  figure.set_measure("M9");
  figure.set_part("parents");
  figure.set_year(2015);
  figure.set_numerator(242);
  figure.set_denominator(336);
  figure.set_text("72,0");
  figure.set_source("annual report 2021");
  return figure;
}

TEST(RecordPublishedFigureTest, KeepsWhatWasPublishedEvenWhenItContradictsTheCounts) {  // Q9, F3
  v1::FigureBookState state;
  v1::PublishedFigure figure = Figure();
  figure.set_text("36,6");
  const BookDecision decision = Decide(state, figure, {});
  ASSERT_EQ(decision.events().size(), 1U);
  ApplyEvent(decision.events()[0], state);
  EXPECT_EQ(state.figures(0).text(), "36,6");
  EXPECT_TRUE(Decide(state, figure, {}).events().empty());
}

TEST(RecordPublishedFigureTest, ALaterOneOfTheSameSourceReplaces) {
  v1::FigureBookState state;
  ApplyEvent(Decide(state, Figure(), {}).events()[0], state);
  v1::PublishedFigure corrected = Figure();
  corrected.set_numerator(243);
  ApplyEvent(Decide(state, corrected, {}).events()[0], state);
  ASSERT_EQ(state.figures_size(), 1);
  EXPECT_EQ(state.figures(0).numerator(), 243);
}

TEST(RecordPublishedFigureTest, RefusesWhatIsNoFigureAndAPartAboveItsWhole) {
  v1::PublishedFigure figure = Figure();
  figure.set_part("grandparents");
  EXPECT_EQ(Decide({}, figure, {}).rejection().reason, "STATISTICS_REASON_UNKNOWN_FIGURE");
  figure = Figure();
  figure.set_numerator(337);
  EXPECT_EQ(Decide({}, figure, {}).rejection().reason, "STATISTICS_REASON_PART_EXCEEDS_WHOLE");
}

TEST(CoverYearTest, KeepsYearsOnceAndAscending) {  // M12
  v1::FigureBookState state;
  v1::CoverYearRequest request;
  for (int year : {2021, 2020}) {
    request.set_year(year);
    ApplyEvent(Decide(state, request, {}).events()[0], state);
  }
  EXPECT_TRUE(Decide(state, request, {}).events().empty());
  EXPECT_EQ(state.covered_years(0), 2020);
  EXPECT_EQ(state.covered_years(1), 2021);
}

TEST(FreezeReportTest, FreezesOnce) {
  v1::FrozenReportState state;
  v1::ReportFrozen report;
  report.set_title("Jaarverslag 2021");
  ApplyEvent(Decide(state, report, {}).events()[0], state);
  report.set_title("other");
  EXPECT_TRUE(Decide(state, report, {}).events().empty());
  EXPECT_EQ(state.frozen().title(), "Jaarverslag 2021");
}

}  // namespace
}  // namespace rondetafel::statistics
