#include "services/statistics/domain/year_2021.h"

#include <array>

namespace rondetafel::statistics {
namespace {

using PerRegion = std::array<int, 6>;  // ANT BRU LIM OVL VBR WVL

constexpr PerRegion kMeetings2021 = {146, 8, 47, 125, 51, 81};
constexpr PerRegion kFollowUps2021 = {67, 4, 22, 58, 24, 37};
constexpr PerRegion kBoth2021 = {92, 5, 29, 79, 33, 52};
constexpr PerRegion kOnlyParents2021 = {24, 1, 8, 21, 8, 13};
constexpr PerRegion kOnlyYouth2021 = {20, 1, 7, 16, 6, 10};
constexpr PerRegion kCarryIn = {8, 0, 2, 7, 3, 4};
constexpr PerRegion kCarryOut = {12, 0, 4, 11, 4, 7};
constexpr PerRegion kEnded2021 = {22, 1, 6, 18, 8, 12};
constexpr PerRegion kAdmissible2020 = {150, 8, 47, 129, 53, 82};
constexpr PerRegion kMeetings2020 = {128, 7, 41, 110, 45, 71};
constexpr PerRegion kParents2020 = {102, 6, 32, 87, 36, 56};
constexpr PerRegion kYouths2020 = {85, 5, 27, 73, 30, 47};
constexpr std::array<std::pair<gates::v1::Ground, int>, 4> kInadmissible = {{
    {gates::v1::GROUND_SUPPLY_NEGOTIATION_ONLY, 6},
    {gates::v1::GROUND_DISCLOSE_CONCERN, 4},
    {gates::v1::GROUND_OUT_OF_TARGET_GROUP, 3},
    {gates::v1::GROUND_NO_ALIGNMENT_NEED, 5},
}};

Registration Admitted(std::size_t region, int year) {
  Registration r;
  r.region = static_cast<type::v1::Region>(region + 1);
  r.received_on = {year, 3, 1};
  r.admitted_on = base::Date{year, 3, 8};
  r.requester_known = r.trigger_known = true;
  return r;
}

void Met(Registration& r, const base::Date& on, bool parents, bool youth) {
  r.meeting = Meeting{on, false, parents, youth, true};
  r.chair_appointed_on = base::Date{on.year, on.month, 1};
  r.coordinator_mandated_on = on;
  r.distributed_to_all_on = on;
}

void AddYear2021(std::size_t region, std::vector<Registration>& all) {
  for (int i = 0; i < kMeetings2021[region]; ++i) {
    const bool both = i < kBoth2021[region];
    const bool parents = both || i < kBoth2021[region] + kOnlyParents2021[region];
    const bool youth = both || (!parents && i < kBoth2021[region] + kOnlyParents2021[region] +
                                                    kOnlyYouth2021[region]);
    const bool carried_in = i < kCarryIn[region];
    Registration r = Admitted(region, carried_in ? 2020 : 2021);
    Met(r, {2021, 6, 10}, parents, youth);
    // The last ones are follow-ups, none of them carried in.
    r.follow_up = r.meeting->follow_up = i >= kMeetings2021[region] - kFollowUps2021[region];
    all.push_back(r);
  }
  for (int i = 0; i < kCarryOut[region]; ++i) {
    Registration r = Admitted(region, 2021);
    Met(r, {2022, 1, 20}, true, true);
    all.push_back(r);
  }
  for (int i = 0; i < kEnded2021[region]; ++i) {
    Registration r = Admitted(region, 2021);
    r.ended_on = base::Date{2021, 9, 1};
    all.push_back(r);
  }
}

void AddYear2020(std::size_t region, std::vector<Registration>& all) {
  for (int i = 0; i < kMeetings2020[region]; ++i) {
    Registration r = Admitted(region, 2020);
    Met(r, {2020, 6, 10}, i < kParents2020[region],
        i >= kMeetings2020[region] - kYouths2020[region]);
    all.push_back(r);
  }
  const int ended = kAdmissible2020[region] - kMeetings2020[region] - kCarryIn[region];
  for (int i = 0; i < ended; ++i) {
    Registration r = Admitted(region, 2020);
    r.ended_on = base::Date{2020, 9, 1};
    all.push_back(r);
  }
}

}  // namespace

std::vector<Registration> Year2021() {
  std::vector<Registration> all;
  for (std::size_t region = 0; region < 6; ++region) {
    AddYear2021(region, all);
    AddYear2020(region, all);
  }
  for (const auto& [ground, count] : kInadmissible) {
    for (int i = 0; i < count; ++i) {
      Registration r = Admitted(0, 2021);
      r.admitted_on.reset();
      r.rejected_on = base::Date{2021, 3, 8};
      r.grounds = {ground};
      all.push_back(r);
    }
  }
  return all;
}

}  // namespace rondetafel::statistics
