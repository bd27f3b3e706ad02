// The lines of a report: which counters make which figure, and how it is defined. Data: a changed
// definition is a new version here, never another meaning of an old one.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "rondetafel/statistics/v1/figures.pb.h"
#include "services/statistics/domain/counters.h"

namespace rondetafel::statistics {

struct Line {
  std::string_view measure;
  std::string_view part;
  v1::FigureKind kind;
  std::string_view label;
  Counter counter = nullptr;    // the count, the part, or this period's count
  Counter whole = nullptr;      // of shares, ratios, changes and means
  Step step = nullptr;          // of days
  std::string_view group = {};  // lines of one group add up to a known whole: suppressed together
  int version = 1;
};

// In the order of a report.
const std::vector<Line>& Lines();
// nullptr when there is no such line.
const Line* FindLine(std::string_view measure, std::string_view part);
v1::Definition DefinitionOf(const Line& line);

}  // namespace rondetafel::statistics
