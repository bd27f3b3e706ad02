#include "services/statistics/domain/report.h"

#include <gtest/gtest.h>

#include "services/statistics/domain/year_2021.h"

namespace rondetafel::statistics {
namespace {

class Report2021Test : public ::testing::Test {
 protected:
  void SetUp() override {
    registrations_ = Year2021();
    book_.add_covered_years(2020);
    book_.add_covered_years(2021);
  }
  std::vector<v1::Figure> Figures(int year = 2021, int month = 0) {
    ReportInput input;
    input.registrations = &registrations_;
    input.book = &book_;
    input.period = {year, month};
    return Compute(input);
  }
  std::string Text(const std::string& measure, const std::string& part,
                   type::v1::Region region = type::v1::REGION_UNSPECIFIED, int year = 2021) {
    for (const v1::Figure& figure : Figures(year)) {
      if (figure.measure() == measure && figure.part() == part && figure.region() == region) {
        return figure.text();
      }
    }
    return "no such figure";
  }

  std::vector<Registration> registrations_;
  v1::FigureBookState book_;
};

TEST_F(Report2021Test, GivesThePublishedFiguresOfTheYear) {
  EXPECT_EQ(Text("M1", "received"), "557");       // M1
  EXPECT_EQ(Text("M2", "admissible"), "539");     // M2, F22
  EXPECT_EQ(Text("M12", "admissible"), "+14,9");  // M12, F23
  EXPECT_EQ(Text("M3", "inadmissible"), "18");    // M3
  EXPECT_EQ(Text("M3", "supply_negotiation_only"), "6");
  EXPECT_EQ(Text("M3", "disclose_concern"), "4");
  EXPECT_EQ(Text("M3", "out_of_target_group"), "3");
  EXPECT_EQ(Text("M3", "no_alignment_need"), "5");
  EXPECT_EQ(Text("M4", "same_year"), "80,5");  // M4
  EXPECT_EQ(Text("M4", "so_far"), "87,6");
  EXPECT_EQ(Text("M4", "carried_out"), "38");
  EXPECT_EQ(Text("M4", "ended"), "67");
  EXPECT_EQ(Text("M5", "held"), "458");  // M5, F24
  EXPECT_EQ(Text("M5", "carried_in"), "24");
  EXPECT_EQ(Text("M12", "held"), "+13,9");     // F25
  EXPECT_EQ(Text("M6", "ratio"), "85,0");      // M6
  EXPECT_EQ(Text("M7", "first"), "246");       // M7
  EXPECT_EQ(Text("M7", "follow_up"), "46,3");  // F26
  EXPECT_EQ(Text("M9", "parents"), "79,7");    // M9, F27
  EXPECT_EQ(Text("M9", "youths"), "76,4");     // F29
  EXPECT_EQ(Text("M13", "youths"), "+10,0");   // M13, F31
  EXPECT_EQ(Text("M10", "both"), "290");       // M10
  EXPECT_EQ(Text("M10", "only_parents"), "75");
  EXPECT_EQ(Text("M10", "only_youth"), "60");
  EXPECT_EQ(Text("M10", "neither"), "33");
}

TEST_F(Report2021Test, AttributesRegions) {
  EXPECT_EQ(Text("M2", "admissible", type::v1::REGION_ANTWERPEN), "172");
  EXPECT_EQ(Text("M5", "held", type::v1::REGION_WEST_VLAANDEREN), "81");
  EXPECT_EQ(Text("M5", "carried_in", type::v1::REGION_BRUSSEL), "0");
  EXPECT_EQ(Text("M12", "held", type::v1::REGION_LIMBURG), "+14,6");
}

TEST_F(Report2021Test, HasNoGrowthWithoutTwoCoveredYears) {  // M12
  EXPECT_EQ(Text("M12", "admissible", type::v1::REGION_UNSPECIFIED, 2020), "n.v.t.");
  EXPECT_EQ(Text("M13", "youths", type::v1::REGION_UNSPECIFIED, 2020), "n.v.t.");
  EXPECT_EQ(Text("M4", "same_year", type::v1::REGION_UNSPECIFIED, 2019), "n.v.t.");
  EXPECT_EQ(Text("M2", "admissible", type::v1::REGION_UNSPECIFIED, 2019), "0");
}

TEST_F(Report2021Test, TakesMeansOverPublishedAndComputedYears) {  // M11
  const int meetings[] = {336, 346, 350, 360, 380};
  const int parents[] = {242, 246, 265, 262, 282};
  const int youths[] = {108, 121, 133, 148, 179};
  for (int i = 0; i < 5; ++i) {
    for (const auto& [part, count] : {std::pair("parents", parents[i]), {"youths", youths[i]}}) {
      v1::PublishedFigure& figure = *book_.add_figures();
      figure.set_measure("M9");
      figure.set_part(part);
      figure.set_year(2015 + i);
      figure.set_numerator(count);
      figure.set_denominator(meetings[i]);
    }
  }
  EXPECT_EQ(Text("M11", "parents_unweighted"), "75,0");
  EXPECT_EQ(Text("M11", "youths_unweighted"), "48,0");
  EXPECT_EQ(Text("M11", "parents_pooled"), "75,3");
  EXPECT_EQ(Text("M11", "youths_pooled"), "49,6");
}

TEST_F(Report2021Test, CountsAMonthByItsOwnDates) {
  ReportInput input;
  input.registrations = &registrations_;
  input.book = &book_;
  input.period = {2021, 6};
  for (const v1::Figure& figure : Compute(input)) {
    if (figure.region() != type::v1::REGION_UNSPECIFIED) continue;
    if (figure.measure() == "M5" && figure.part() == "held") {
      EXPECT_EQ(figure.text(), "458");
    }
    if (figure.measure() == "M2") {
      EXPECT_EQ(figure.text(), "0");
    }
  }
}

TEST_F(Report2021Test, EveryPercentageHasItsPartsAndDefinition) {
  for (const v1::Figure& figure : Figures()) {
    EXPECT_GE(figure.definition_version(), 1);
    const Line* line = FindLine(figure.measure(), figure.part());
    ASSERT_NE(line, nullptr);
    EXPECT_EQ(DefinitionOf(*line).version(), figure.definition_version());
    const bool share = figure.kind() == v1::FIGURE_KIND_SHARE;
    if (share && figure.state() == v1::FIGURE_STATE_VALUE) {
      EXPECT_GT(figure.denominator(), 0);
    }
  }
}

TEST(LeadTimeTest, TakesMedianAndNearestRank) {  // M22
  std::vector<Registration> registrations;
  for (int days : {1, 2, 3, 4, 5, 6, 7, 8, 9, 40}) {
    Registration r;
    r.received_on = {2021, 2, 1};
    r.admitted_on = base::DateFromDayNumber(base::DayNumber(r.received_on) + days);
    registrations.push_back(r);
  }
  v1::FigureBookState book;
  ReportInput input;
  input.registrations = &registrations;
  input.book = &book;
  input.period = {2021, 0};
  std::map<std::string, std::string> texts;
  for (const v1::Figure& figure : Compute(input)) {
    if (figure.measure() == "M22" && figure.region() == type::v1::REGION_UNSPECIFIED) {
      texts[figure.part()] = figure.text();
    }
  }
  EXPECT_EQ(texts["receipt_decision"], "10");
  EXPECT_EQ(texts["receipt_decision_median"], "5,5");
  EXPECT_EQ(texts["receipt_decision_p90"], "9");
  EXPECT_EQ(texts["meeting_plan_median"], "n.v.t.");
}

TEST(DifferencesTest, ListsWhatChangedAndNothingElse) {
  v1::Report frozen;
  v1::Figure& figure = *frozen.add_figures();
  figure.set_measure("M5");
  figure.set_part("held");
  figure.set_numerator(457);
  figure.set_text("457");
  v1::Report now = frozen;
  EXPECT_TRUE(Differences(frozen, now).empty());
  now.mutable_figures(0)->set_numerator(458);
  now.mutable_figures(0)->set_text("458");
  const auto differences = Differences(frozen, now);
  ASSERT_EQ(differences.size(), 1U);
  EXPECT_EQ(differences[0].frozen().text(), "457");
  EXPECT_EQ(differences[0].recomputed().text(), "458");
}

}  // namespace
}  // namespace rondetafel::statistics
