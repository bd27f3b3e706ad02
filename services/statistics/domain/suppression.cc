// Suppression of small counts in public output (2.2). Regions had as few as 4 consultations a year:
// a count of 1 to 4 would point at children.
#include <algorithm>
#include <map>
#include <set>

#include "services/statistics/domain/report.h"

namespace rondetafel::statistics {
namespace {

constexpr std::int64_t kSmallMax = 4;

bool Small(std::int64_t count) { return count >= 1 && count <= kSmallMax; }

// A share of a whole gives its complement away as well.
bool PointsAtFew(const v1::Figure& figure) {
  switch (figure.kind()) {
    case v1::FIGURE_KIND_COUNT:
      return Small(figure.numerator());
    case v1::FIGURE_KIND_SHARE:
      return Small(figure.numerator()) || Small(figure.denominator()) ||
             Small(figure.denominator() - figure.numerator());
    case v1::FIGURE_KIND_RATIO:
    case v1::FIGURE_KIND_GROWTH:
      return Small(figure.numerator()) || Small(figure.denominator());
    case v1::FIGURE_KIND_CHANGE:
      return Small(figure.numerator()) || Small(figure.former_numerator()) ||
             Small(figure.denominator() - figure.numerator()) ||
             Small(figure.former_denominator() - figure.former_numerator());
    case v1::FIGURE_KIND_MEAN:
    case v1::FIGURE_KIND_DAYS:
    case v1::FIGURE_KIND_UNSPECIFIED:
    case v1::FigureKind_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::FigureKind_INT_MAX_SENTINEL_DO_NOT_USE_:
      return false;
  }
  return false;
}

// Lines that add up to a known whole share a group; others stand alone.
std::string GroupOf(const v1::Figure& figure) {
  const Line* line = FindLine(figure.measure(), figure.part());
  if (line != nullptr && !line->group.empty()) return std::string(line->group);
  return figure.measure() + "/" + figure.part();
}

// The region with the smallest count that is not suppressed yet: it hides the only suppressed one.
std::optional<type::v1::Region> SecondRegion(const std::map<type::v1::Region, std::int64_t>& sizes,
                                             const std::set<type::v1::Region>& suppressed) {
  std::optional<type::v1::Region> second;
  for (const auto& [region, size] : sizes) {
    if (suppressed.contains(region) || size == 0) continue;
    if (!second || size < sizes.at(*second)) second = region;
  }
  return second;
}

void Suppress(v1::Figure& figure) {
  figure.set_state(v1::FIGURE_STATE_SUPPRESSED);
  figure.set_text("‹5");
  figure.clear_numerator();
  figure.clear_denominator();
  figure.clear_former_numerator();
  figure.clear_former_denominator();
  figure.clear_years();
}

}  // namespace

void SuppressSmallCounts(std::vector<v1::Figure>& figures) {
  std::map<std::string, std::set<type::v1::Region>> suppressed;
  std::map<std::string, std::map<type::v1::Region, std::int64_t>> sizes;
  for (const v1::Figure& figure : figures) {
    const std::string group = GroupOf(figure);
    std::int64_t& size = sizes[group][figure.region()];
    size = std::max({size, figure.numerator(), figure.denominator()});
    if (PointsAtFew(figure)) suppressed[group].insert(figure.region());
  }
  for (auto& [group, regions] : suppressed) {
    std::map<type::v1::Region, std::int64_t> candidates = sizes[group];
    candidates.erase(type::v1::REGION_UNSPECIFIED);
    if (regions.size() == 1 && !regions.contains(type::v1::REGION_UNSPECIFIED)) {
      if (const auto second = SecondRegion(candidates, regions)) regions.insert(*second);
    }
  }
  for (v1::Figure& figure : figures) {
    const auto regions = suppressed.find(GroupOf(figure));
    if (regions != suppressed.end() && regions->second.contains(figure.region())) {
      Suppress(figure);
    }
  }
}

}  // namespace rondetafel::statistics
