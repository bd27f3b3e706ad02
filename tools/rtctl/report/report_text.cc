#include "tools/rtctl/report/report_text.h"

#include <algorithm>
#include <array>
#include <vector>

#include "shared/base/civil_date.h"
#include "shared/base/text.h"
#include "tools/rtctl/json_text.h"

namespace rondetafel::rtctl {
namespace {

using statistics::v1::Figure;
using statistics::v1::FigureKind;
using statistics::v1::Report;

constexpr std::size_t kLabelWidth = 57;
constexpr std::size_t kUnitWidth = 12;
constexpr std::size_t kColumnWidth = 9;

constexpr std::array<std::string_view, 12> kMonths = {
    "januari", "februari", "maart",     "april",   "mei",      "juni",
    "juli",    "augustus", "september", "oktober", "november", "december"};

std::string_view UnitOf(FigureKind kind) {
  switch (kind) {
    case statistics::v1::FIGURE_KIND_SHARE:
    case statistics::v1::FIGURE_KIND_RATIO:
    case statistics::v1::FIGURE_KIND_GROWTH:
    case statistics::v1::FIGURE_KIND_MEAN:
      return "%";
    case statistics::v1::FIGURE_KIND_CHANGE:
      return "procentpunt";
    case statistics::v1::FIGURE_KIND_DAYS:
      return "dagen";
    case statistics::v1::FIGURE_KIND_COUNT:
      return "aantal";
    case statistics::v1::FIGURE_KIND_UNSPECIFIED:
    case statistics::v1::FigureKind_INT_MIN_SENTINEL_DO_NOT_USE_:
    case statistics::v1::FigureKind_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return "";
}

// What a figure was divided from; "" for counts and for what is not shown.
std::string PartsOf(const Figure& figure) {
  if (figure.state() == statistics::v1::FIGURE_STATE_SUPPRESSED) return {};
  if (figure.kind() == statistics::v1::FIGURE_KIND_COUNT ||
      figure.kind() == statistics::v1::FIGURE_KIND_DAYS) {
    return {};
  }
  return base::Cat(figure.numerator(), "/", figure.denominator());
}

std::string FormerPartsOf(const Figure& figure) {
  if (figure.state() == statistics::v1::FIGURE_STATE_SUPPRESSED ||
      figure.kind() != statistics::v1::FIGURE_KIND_CHANGE) {
    return {};
  }
  return base::Cat(figure.former_numerator(), "/", figure.former_denominator());
}

std::string PeriodText(const Report& report) {
  const std::string year = std::to_string(report.year());
  if (report.month() < 1 || report.month() > 12) return year;
  return base::Cat(kMonths[static_cast<std::size_t>(report.month() - 1)], " ", year);
}

std::string KnownText(const Report& report) {
  if (!report.has_known_on()) return "alles wat nu geregistreerd is";
  return "geregistreerd tot en met " + base::FormatDutch(base::FromProto(report.known_on()));
}

std::string Heading(const Report& report) {
  std::string text =
      base::Cat("Cliëntoverleg, ", PeriodText(report), ": ", KnownText(report), ".\n");
  text += report.public_output()
              ? "Publieke uitvoer: kleine aantallen zijn afgeschermd (‹5).\n"
              : "Interne uitvoer: kleine aantallen staan er voluit in. Niet voor publicatie.\n";
  if (report.provisional()) {
    text += "Voorlopig: oude registraties kunnen nog bijkomen.\n";
  }
  return text + "\n";
}

// The figures of one line: the total first, then the regions asked for.
using LineFigures = std::vector<const Figure*>;

std::vector<LineFigures> LinesOf(const Report& report) {
  std::vector<LineFigures> lines;
  for (const Figure& figure : report.figures()) {
    const bool same = !lines.empty() && lines.back().front()->measure() == figure.measure() &&
                      lines.back().front()->part() == figure.part();
    if (!same) lines.emplace_back();
    lines.back().push_back(&figure);
  }
  return lines;
}

std::string ColumnName(const Figure& figure) {
  const std::string_view code = RegionCode(figure.region());
  return code.empty() ? "Totaal" : std::string(code);
}

std::string TableRow(std::string_view measure, std::string_view label, std::string_view unit,
                     const std::vector<std::string>& cells) {
  std::string row = base::Cat(PadRight(measure, 4), PadRight(label, kLabelWidth), " ",
                              PadRight(unit, kUnitWidth));
  for (const std::string& cell : cells) row += PadLeft(cell, kColumnWidth);
  row.erase(row.find_last_not_of(' ') + 1);
  return row + "\n";
}

std::vector<std::string> Cells(const LineFigures& line, std::string (*cell)(const Figure&)) {
  std::vector<std::string> cells;
  for (const Figure* figure : line) cells.push_back(cell(*figure));
  return cells;
}

bool AllEmpty(const std::vector<std::string>& cells) {
  return std::ranges::all_of(cells, &std::string::empty);
}

std::string YearsOf(const LineFigures& line) {
  std::string years;
  for (const auto& share : line.front()->years()) {
    years += base::Cat(years.empty() ? "" : ", ", share.year(), share.published() ? "*" : "");
  }
  return years;
}

std::string CsvField(std::string text) {
  if (text.find_first_of(";\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string_view Trimmed(std::string_view text) {
  const std::size_t start = text.find_first_not_of(' ');
  return start == std::string_view::npos ? std::string_view() : text.substr(start);
}

std::string CsvRow(const std::vector<std::string>& fields) {
  std::string row;
  for (const std::string& field : fields) row += (row.empty() ? "" : ";") + CsvField(field);
  return row + "\r\n";
}

}  // namespace

std::string ReportTable(const Report& report) {
  std::string text = Heading(report);
  const std::vector<LineFigures> lines = LinesOf(report);
  if (lines.empty()) return text;
  text += TableRow("", "", "eenheid", Cells(lines.front(), ColumnName));
  bool starred = false;
  for (const LineFigures& line : lines) {
    const Figure& total = *line.front();
    text += TableRow(total.measure(), total.label(), UnitOf(total.kind()),
                     Cells(line, [](const Figure& figure) { return figure.text(); }));
    const auto parts = Cells(line, PartsOf);
    if (!AllEmpty(parts)) text += TableRow("", "", "", parts);
    const auto former = Cells(line, FormerPartsOf);
    if (!AllEmpty(former)) text += TableRow("", "    jaar ervoor", "", former);
    const std::string years = YearsOf(line);
    if (!years.empty()) text += TableRow("", base::Cat("    over ", years), "", {});
    starred = starred || years.find('*') != std::string::npos;
  }
  text +=
      "\nn.v.t.: er is geen noemer, of het jaar is niet volledig geregistreerd; 0 is een waarde.\n";
  text +=
      "M6 deelt alle overlegmomenten door alle ontvankelijke aanvragen van de periode: geen "
      "cohorte.\n";
  if (starred) text += "*: zoals gepubliceerd.\n";
  return text;
}

std::string ReportCsv(const Report& report) {
  std::string text = "\xEF\xBB\xBF";
  text += CsvRow({"jaar", "maand", "bekend op", "uitvoer", "voorlopig", "maat", "onderdeel",
                  "omschrijving", "eenheid", "regio", "waarde", "teller", "noemer",
                  "teller jaar ervoor", "noemer jaar ervoor", "definitie"});
  for (const Figure& figure : report.figures()) {
    const bool shown = figure.state() != statistics::v1::FIGURE_STATE_SUPPRESSED;
    const bool divided = shown && figure.kind() != statistics::v1::FIGURE_KIND_COUNT;
    const bool change = shown && figure.kind() == statistics::v1::FIGURE_KIND_CHANGE;
    const auto number = [](bool there, std::int64_t value) {
      return there ? std::to_string(value) : std::string();
    };
    text += CsvRow(
        {std::to_string(report.year()), number(report.month() > 0, report.month()),
         DateText(report.known_on()), report.public_output() ? "publiek" : "intern",
         report.provisional() ? "ja" : "nee", figure.measure(), figure.part(),
         std::string(Trimmed(figure.label())), std::string(UnitOf(figure.kind())),
         ColumnName(figure), figure.text(), number(shown, figure.numerator()),
         number(divided, figure.denominator()), number(change, figure.former_numerator()),
         number(change, figure.former_denominator()), std::to_string(figure.definition_version())});
  }
  return text;
}

}  // namespace rondetafel::rtctl
