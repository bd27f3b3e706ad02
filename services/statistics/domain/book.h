// The two things statistics decides itself: what is in the figure book (published figures, covered
// years) and what a frozen report holds. Stream kinds `figure_book` (one, it stands for itself) and
// `frozen_report`.
#pragma once
#include "rondetafel/statistics/v1/events.pb.h"
#include "rondetafel/statistics/v1/service.pb.h"
#include "shared/base/decision.h"

namespace rondetafel::statistics {

using BookDecision = base::Decision<v1::FigureBookEvent>;
using FrozenDecision = base::Decision<v1::FrozenReportEvent>;

// Q9: the figure must be a line of a report; its part no larger than its whole, unless that is 0.
BookDecision Decide(const v1::FigureBookState& state, const v1::PublishedFigure& figure,
                    const base::Context& context);
BookDecision Decide(const v1::FigureBookState& state, const v1::CoverYearRequest& request,
                    const base::Context& context);
// Freezes once; the stream belongs to one command.
FrozenDecision Decide(const v1::FrozenReportState& state, const v1::ReportFrozen& report,
                      const base::Context& context);

void ApplyEvent(const v1::FigureBookEvent& event, v1::FigureBookState& state);
void ApplyEvent(const v1::FrozenReportEvent& event, v1::FrozenReportState& state);

// The one figure book.
base::StreamId FigureBookId();

}  // namespace rondetafel::statistics
