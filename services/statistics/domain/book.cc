#include "services/statistics/domain/book.h"

#include <algorithm>

#include "services/statistics/domain/lines.h"

namespace rondetafel::statistics {
namespace {

bool SameCell(const v1::PublishedFigure& a, const v1::PublishedFigure& b) {
  return a.measure() == b.measure() && a.part() == b.part() && a.region() == b.region() &&
         a.year() == b.year() && a.source() == b.source();
}

bool SameFigure(const v1::PublishedFigure& a, const v1::PublishedFigure& b) {
  return SameCell(a, b) && a.numerator() == b.numerator() && a.denominator() == b.denominator() &&
         a.text() == b.text();
}

void Apply(const v1::PublishedFigureRecorded& event, v1::FigureBookState& state) {
  for (v1::PublishedFigure& figure : *state.mutable_figures()) {
    if (SameCell(figure, event.figure())) {
      figure = event.figure();
      return;
    }
  }
  *state.add_figures() = event.figure();
}

void Apply(const v1::YearCovered& event, v1::FigureBookState& state) {
  state.add_covered_years(event.year());
  std::sort(state.mutable_covered_years()->begin(), state.mutable_covered_years()->end());
}

}  // namespace

BookDecision Decide(const v1::FigureBookState& state, const v1::PublishedFigure& figure,
                    const base::Context&) {
  if (FindLine(figure.measure(), figure.part()) == nullptr) {
    return base::Rejection{
        v1::StatisticsReason_Name(v1::STATISTICS_REASON_UNKNOWN_FIGURE),
        "Q9",
        {{"figure.part", "Q9", "measure and part must name a line of a report"}}};
  }
  if (figure.denominator() > 0 && figure.numerator() > figure.denominator() &&
      FindLine(figure.measure(), figure.part())->kind == v1::FIGURE_KIND_SHARE) {
    return base::Rejection{v1::StatisticsReason_Name(v1::STATISTICS_REASON_PART_EXCEEDS_WHOLE),
                           "Q9",
                           {{"figure.numerator", "Q9", "must be at most the denominator"}}};
  }
  for (const v1::PublishedFigure& known : state.figures()) {
    if (SameFigure(known, figure)) return BookDecision::AlreadySo();
  }
  v1::FigureBookEvent event;
  *event.mutable_published_figure_recorded()->mutable_figure() = figure;
  return std::vector<v1::FigureBookEvent>{event};
}

BookDecision Decide(const v1::FigureBookState& state, const v1::CoverYearRequest& request,
                    const base::Context&) {
  const auto& years = state.covered_years();
  if (std::find(years.begin(), years.end(), request.year()) != years.end()) {
    return BookDecision::AlreadySo();
  }
  v1::FigureBookEvent event;
  event.mutable_year_covered()->set_year(request.year());
  return std::vector<v1::FigureBookEvent>{event};
}

FrozenDecision Decide(const v1::FrozenReportState& state, const v1::ReportFrozen& report,
                      const base::Context&) {
  if (state.has_frozen()) return FrozenDecision::AlreadySo();
  v1::FrozenReportEvent event;
  *event.mutable_report_frozen() = report;
  return std::vector<v1::FrozenReportEvent>{event};
}

void ApplyEvent(const v1::FigureBookEvent& event, v1::FigureBookState& state) {
  switch (event.event_case()) {
    case v1::FigureBookEvent::kPublishedFigureRecorded:
      return Apply(event.published_figure_recorded(), state);
    case v1::FigureBookEvent::kYearCovered:
      return Apply(event.year_covered(), state);
    case v1::FigureBookEvent::EVENT_NOT_SET:
      return;
  }
}

void ApplyEvent(const v1::FrozenReportEvent& event, v1::FrozenReportState& state) {
  switch (event.event_case()) {
    case v1::FrozenReportEvent::kReportFrozen:
      *state.mutable_frozen() = event.report_frozen();
      return;
    case v1::FrozenReportEvent::EVENT_NOT_SET:
      return;
  }
}

base::StreamId FigureBookId() { return base::StreamId(base::DeriveUuid("figure_book", {})); }

}  // namespace rondetafel::statistics
