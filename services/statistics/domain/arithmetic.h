// Exact arithmetic for figures (2.2): counts are integers, a value is rounded once, half away from
// zero, to one decimal, and written with a decimal comma. Percentages are computed from counts,
// never from rounded percentages, and "-0,0" does not exist.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace rondetafel::statistics {

struct Share {
  std::int64_t part = 0;
  std::int64_t whole = 0;  // 0: there is no share
};

// "85,0" for part / whole × 100. Requires whole > 0.
std::string Percent(const Share& share);
// Growth of `now` against `before` in %: "+14,9", "-3,0", "0,0". Requires before > 0.
std::string GrowthPercent(std::int64_t now, std::int64_t before);
// Difference of two shares in procentpunt: "+10,0". Requires both wholes > 0.
std::string ChangePoints(const Share& now, const Share& before);
// Unweighted mean of shares in %: "75,0". Requires at least one share, all wholes > 0.
std::string MeanPercent(const std::vector<Share>& shares);
// sum / divisor to one decimal: "12,5"; whole numbers without decimals: "12". Requires divisor > 0.
std::string Quotient(std::int64_t sum, std::int64_t divisor);

}  // namespace rondetafel::statistics
