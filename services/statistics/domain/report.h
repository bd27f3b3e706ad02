// A report: every line for the whole and each region, from registrations reduced to a moment.
#pragma once
#include <set>
#include <vector>

#include "rondetafel/statistics/v1/events.pb.h"
#include "rondetafel/statistics/v1/figures.pb.h"
#include "rondetafel/statistics/v1/service.pb.h"
#include "services/statistics/domain/lines.h"

namespace rondetafel::statistics {

struct ReportInput {
  // Consultations known at the moment asked; other procedures are left out by the caller's Reduce
  // filter.
  const std::vector<Registration>* registrations = nullptr;
  const v1::FigureBookState* book = nullptr;
  Period period;
  // Only this region beside the whole; unspecified: all six.
  type::v1::Region region = type::v1::REGION_UNSPECIFIED;
};

// Figures by line, then the whole, then regions by number. Growth and change need two covered years
// (2.2).
std::vector<v1::Figure> Compute(const ReportInput& input);

// Suppresses counts of 1 to 4, and what they could be derived from: within a region every line of
// the same group, and over regions a second region where only one would be suppressed (2.2).
void SuppressSmallCounts(std::vector<v1::Figure>& figures);

// Figures that differ between a frozen report and a recomputation, in the order of a report.
std::vector<v1::FigureDifference> Differences(const v1::Report& frozen,
                                              const v1::Report& recomputed);

}  // namespace rondetafel::statistics
