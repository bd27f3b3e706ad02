#include "tools/rtctl/report/report_text.h"

#include <gtest/gtest.h>

namespace rondetafel::rtctl {
namespace {

using statistics::v1::Figure;
using statistics::v1::Report;

Figure& Add(Report& report, const char* measure, const char* part, const char* label,
            statistics::v1::FigureKind kind, type::v1::Region region, const char* text) {
  Figure& figure = *report.add_figures();
  figure.set_measure(measure);
  figure.set_part(part);
  figure.set_label(label);
  figure.set_kind(kind);
  figure.set_region(region);
  figure.set_text(text);
  figure.set_state(statistics::v1::FIGURE_STATE_VALUE);
  figure.set_definition_version(1);
  return figure;
}

// A count that is zero, a share that is not applicable, and a value behind both; M6 (R143).
Report Small() {
  Report report;
  report.set_year(2021);
  Add(report, "M5", "held", "Overlegmomenten", statistics::v1::FIGURE_KIND_COUNT,
      type::v1::REGION_UNSPECIFIED, "458")
      .set_numerator(458);
  Add(report, "M5", "held", "Overlegmomenten", statistics::v1::FIGURE_KIND_COUNT,
      type::v1::REGION_BRUSSEL, "0");
  Figure& ratio = Add(report, "M6", "ratio", "Overlegmomenten op aanvragen (geen cohorte)",
                      statistics::v1::FIGURE_KIND_RATIO, type::v1::REGION_UNSPECIFIED, "85,0");
  ratio.set_numerator(458);
  ratio.set_denominator(539);
  Add(report, "M6", "ratio", "Overlegmomenten op aanvragen (geen cohorte)",
      statistics::v1::FIGURE_KIND_RATIO, type::v1::REGION_BRUSSEL, "n.v.t.")
      .set_state(statistics::v1::FIGURE_STATE_NOT_APPLICABLE);
  return report;
}

TEST(ReportTextTest, PutsRegionsBesideTheTotalAndPartsBelowAShare) {
  EXPECT_EQ(ReportTable(Small()),
            "Cliëntoverleg, 2021: alles wat nu geregistreerd is.\n"
            "Interne uitvoer: kleine aantallen staan er voluit in. Niet voor publicatie.\n"
            "\n"
            "                                                              eenheid        Totaal"
            "      BRU\n"
            "M5  Overlegmomenten                                           aantal            458"
            "        0\n"
            "M6  Overlegmomenten op aanvragen (geen cohorte)               %                85,0"
            "   n.v.t.\n"
            "                                                                            458/539"
            "      0/0\n"
            "\n"
            "n.v.t.: er is geen noemer, of het jaar is niet volledig geregistreerd; 0 is een "
            "waarde.\n"
            "M6 deelt alle overlegmomenten door alle ontvankelijke aanvragen van de periode: geen "
            "cohorte.\n");
}

TEST(ReportTextTest, WritesCsvWithMarkSemicolonsAndDecimalComma) {
  EXPECT_EQ(ReportCsv(Small()),
            "\xEF\xBB\xBF"
            "jaar;maand;bekend op;uitvoer;voorlopig;maat;onderdeel;omschrijving;eenheid;regio;"
            "waarde;teller;noemer;teller jaar ervoor;noemer jaar ervoor;definitie\r\n"
            "2021;;;intern;nee;M5;held;Overlegmomenten;aantal;Totaal;458;458;;;;1\r\n"
            "2021;;;intern;nee;M5;held;Overlegmomenten;aantal;BRU;0;0;;;;1\r\n"
            "2021;;;intern;nee;M6;ratio;Overlegmomenten op aanvragen (geen cohorte);%;Totaal;"
            "85,0;458;539;;;1\r\n"
            "2021;;;intern;nee;M6;ratio;Overlegmomenten op aanvragen (geen cohorte);%;BRU;"
            "n.v.t.;0;0;;;1\r\n");
}

TEST(ReportTextTest, ShowsNoPartsOfASuppressedFigure) {
  Report report = Small();
  report.set_public_output(true);
  report.set_provisional(true);
  Figure& figure = *report.mutable_figures(2);
  figure.set_state(statistics::v1::FIGURE_STATE_SUPPRESSED);
  figure.set_text("‹5");
  const std::string table = ReportTable(report);
  EXPECT_EQ(table.find("458/539"), std::string::npos) << table;
  EXPECT_NE(table.find("‹5"), std::string::npos) << table;
  EXPECT_NE(table.find("Voorlopig"), std::string::npos) << table;
  EXPECT_NE(table.find("afgeschermd"), std::string::npos) << table;
  EXPECT_NE(ReportCsv(report).find("Totaal;‹5;;;;;1\r\n"), std::string::npos) << ReportCsv(report);
}

TEST(ReportTextTest, SaysMonthAndDayOfKnowledge) {
  Report report = Small();
  report.set_month(3);
  report.mutable_known_on()->set_year(2022);
  report.mutable_known_on()->set_month(2);
  report.mutable_known_on()->set_day(1);
  EXPECT_TRUE(ReportTable(report).starts_with(
      "Cliëntoverleg, maart 2021: geregistreerd tot en met 01/02/2022.\n"))
      << ReportTable(report);
}

}  // namespace
}  // namespace rondetafel::rtctl
