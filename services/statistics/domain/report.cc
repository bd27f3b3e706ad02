#include "services/statistics/domain/report.h"

#include <algorithm>
#include <map>

#include "services/statistics/domain/arithmetic.h"

namespace rondetafel::statistics {
namespace {

using type::v1::Region;

// One column of the table: the registrations of a region, or all.
struct Column {
  const ReportInput* input = nullptr;
  Region region = type::v1::REGION_UNSPECIFIED;

  std::int64_t Count(Counter counter, const Period& period) const {
    std::int64_t count = 0;
    for (const Registration& r : *input->registrations) {
      if (Holds(r) && counter(r, period)) ++count;
    }
    return count;
  }
  Share ShareOf(const Line& line, const Period& period) const {
    return {Count(line.counter, period), Count(line.whole, period)};
  }
  std::vector<std::int64_t> Days(Step step, const Period& period) const {
    std::vector<std::int64_t> days;
    for (const Registration& r : *input->registrations) {
      if (!Holds(r)) continue;
      if (const auto length = step(r, period)) days.push_back(*length);
    }
    std::sort(days.begin(), days.end());
    return days;
  }
  bool Holds(const Registration& r) const {
    return region == type::v1::REGION_UNSPECIFIED || r.region == region;
  }
  bool Covered(int year) const {
    const auto& years = input->book->covered_years();
    return std::find(years.begin(), years.end(), year) != years.end();
  }
};

void SetNotApplicable(v1::Figure& figure) {
  figure.set_state(v1::FIGURE_STATE_NOT_APPLICABLE);
  figure.set_text("n.v.t.");
}

void SetValue(v1::Figure& figure, std::string text) {
  figure.set_state(v1::FIGURE_STATE_VALUE);
  figure.set_text(std::move(text));
}

void FillCount(const Line& line, const Column& column, v1::Figure& figure) {
  const Period& period = column.input->period;
  const std::int64_t count = line.step != nullptr
                                 ? static_cast<std::int64_t>(column.Days(line.step, period).size())
                                 : column.Count(line.counter, period);
  figure.set_numerator(count);
  SetValue(figure, std::to_string(count));
}

void FillShare(const Line& line, const Column& column, v1::Figure& figure) {
  const Share share = column.ShareOf(line, column.input->period);
  figure.set_numerator(share.part);
  figure.set_denominator(share.whole);
  if (share.whole == 0) return SetNotApplicable(figure);
  SetValue(figure, Percent(share));
}

void FillGrowth(const Line& line, const Column& column, v1::Figure& figure) {
  const Period& period = column.input->period;
  figure.set_numerator(column.Count(line.counter, period));
  figure.set_denominator(column.Count(line.counter, period.YearBefore()));
  const bool covered = column.Covered(period.year) && column.Covered(period.year - 1);
  if (!covered || figure.denominator() == 0) return SetNotApplicable(figure);
  SetValue(figure, GrowthPercent(figure.numerator(), figure.denominator()));
}

void FillChange(const Line& line, const Column& column, v1::Figure& figure) {
  const Period& period = column.input->period;
  const Share now = column.ShareOf(line, period);
  const Share before = column.ShareOf(line, period.YearBefore());
  figure.set_numerator(now.part);
  figure.set_denominator(now.whole);
  figure.set_former_numerator(before.part);
  figure.set_former_denominator(before.whole);
  const bool covered = column.Covered(period.year) && column.Covered(period.year - 1);
  if (!covered || now.whole == 0 || before.whole == 0) return SetNotApplicable(figure);
  SetValue(figure, ChangePoints(now, before));
}

// The years a mean is taken over: published ones, and covered ones computed here (which win), up to
// the year of the report.
std::map<int, v1::YearShare> SeriesOf(const Line& line, const Column& column) {
  std::map<int, v1::YearShare> series;
  const std::string_view part = line.part.substr(0, line.part.find('_'));
  for (const v1::PublishedFigure& figure : column.input->book->figures()) {
    if (figure.measure() != "M9" || figure.part() != part || figure.region() != column.region ||
        figure.year() > column.input->period.year || figure.denominator() == 0) {
      continue;
    }
    v1::YearShare& year = series[figure.year()];
    year.set_year(figure.year());
    year.set_numerator(figure.numerator());
    year.set_denominator(figure.denominator());
    year.set_published(true);
  }
  for (int covered : column.input->book->covered_years()) {
    if (covered > column.input->period.year) continue;
    const Share share = column.ShareOf(line, {covered, 0});
    if (share.whole == 0) continue;
    v1::YearShare& year = series[covered];
    year.set_year(covered);
    year.set_numerator(share.part);
    year.set_denominator(share.whole);
    year.set_published(false);
  }
  return series;
}

void FillMean(const Line& line, const Column& column, v1::Figure& figure) {
  std::vector<Share> shares;
  Share pooled;
  for (const auto& [year, share] : SeriesOf(line, column)) {
    *figure.add_years() = share;
    shares.push_back({share.numerator(), share.denominator()});
    pooled.part += share.numerator();
    pooled.whole += share.denominator();
  }
  figure.set_numerator(pooled.part);
  figure.set_denominator(pooled.whole);
  if (shares.empty() || column.input->period.month != 0) return SetNotApplicable(figure);
  SetValue(figure, line.part.ends_with("_pooled") ? Percent(pooled) : MeanPercent(shares));
}

void FillDays(const Line& line, const Column& column, v1::Figure& figure) {
  const std::vector<std::int64_t> days = column.Days(line.step, column.input->period);
  if (days.empty()) return SetNotApplicable(figure);
  const std::size_t n = days.size();
  if (line.part.ends_with("_median")) {
    const bool even = n % 2 == 0;
    figure.set_numerator(even ? days[n / 2 - 1] + days[n / 2] : days[n / 2]);
    figure.set_denominator(even ? 2 : 1);
  } else {
    // Nearest rank: the smallest value with at least 90 % of the values at or below it.
    figure.set_numerator(days[(9 * n + 9) / 10 - 1]);
    figure.set_denominator(1);
  }
  SetValue(figure, Quotient(figure.numerator(), figure.denominator()));
}

v1::Figure ComputeFigure(const Line& line, const Column& column) {
  v1::Figure figure;
  figure.set_measure(std::string(line.measure));
  figure.set_part(std::string(line.part));
  figure.set_label(std::string(line.label));
  figure.set_region(column.region);
  figure.set_kind(line.kind);
  figure.set_definition_version(line.version);
  switch (line.kind) {
    case v1::FIGURE_KIND_COUNT:
      FillCount(line, column, figure);
      break;
    case v1::FIGURE_KIND_SHARE:
    case v1::FIGURE_KIND_RATIO:
      FillShare(line, column, figure);
      break;
    case v1::FIGURE_KIND_GROWTH:
      FillGrowth(line, column, figure);
      break;
    case v1::FIGURE_KIND_CHANGE:
      FillChange(line, column, figure);
      break;
    case v1::FIGURE_KIND_MEAN:
      FillMean(line, column, figure);
      break;
    case v1::FIGURE_KIND_DAYS:
      FillDays(line, column, figure);
      break;
    case v1::FIGURE_KIND_UNSPECIFIED:
    case v1::FigureKind_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::FigureKind_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return figure;
}

std::vector<Region> RegionsOf(Region only) {
  if (only != type::v1::REGION_UNSPECIFIED) return {type::v1::REGION_UNSPECIFIED, only};
  return {type::v1::REGION_UNSPECIFIED,     type::v1::REGION_ANTWERPEN,
          type::v1::REGION_BRUSSEL,         type::v1::REGION_LIMBURG,
          type::v1::REGION_OOST_VLAANDEREN, type::v1::REGION_VLAAMS_BRABANT,
          type::v1::REGION_WEST_VLAANDEREN};
}

bool SameValue(const v1::Figure& a, const v1::Figure& b) {
  return a.state() == b.state() && a.numerator() == b.numerator() &&
         a.denominator() == b.denominator() && a.text() == b.text() &&
         a.former_numerator() == b.former_numerator() &&
         a.former_denominator() == b.former_denominator();
}

std::string KeyOf(const v1::Figure& figure) {
  return figure.measure() + "/" + figure.part() + "/" + std::to_string(figure.region());
}

}  // namespace

std::vector<v1::Figure> Compute(const ReportInput& input) {
  std::vector<v1::Figure> figures;
  for (const Line& line : Lines()) {
    for (Region region : RegionsOf(input.region)) {
      figures.push_back(ComputeFigure(line, Column{&input, region}));
    }
  }
  return figures;
}

std::vector<v1::FigureDifference> Differences(const v1::Report& frozen,
                                              const v1::Report& recomputed) {
  std::map<std::string, const v1::Figure*> now;
  for (const v1::Figure& figure : recomputed.figures()) now[KeyOf(figure)] = &figure;
  std::vector<v1::FigureDifference> differences;
  for (const v1::Figure& figure : frozen.figures()) {
    const auto found = now.find(KeyOf(figure));
    v1::FigureDifference difference;
    *difference.mutable_frozen() = figure;
    if (found != now.end()) {
      *difference.mutable_recomputed() = *found->second;
      const bool same = SameValue(figure, *found->second);
      now.erase(found);
      if (same) continue;
    }
    differences.push_back(difference);
  }
  for (const v1::Figure& figure : recomputed.figures()) {
    if (now.contains(KeyOf(figure))) *differences.emplace_back().mutable_recomputed() = figure;
  }
  return differences;
}

}  // namespace rondetafel::statistics
