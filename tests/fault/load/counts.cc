#include "tests/fault/load/counts.h"

#include <algorithm>
#include <cstdio>

#include "shared/base/text.h"

namespace rondetafel::fault {
namespace {

std::string Milliseconds(std::int64_t us) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", static_cast<double>(us) / 1000);
  return text;
}

}  // namespace

std::int64_t Percentile(std::vector<std::int64_t>& times, int percent_of_ten_thousand) {
  if (times.empty()) return 0;
  std::ranges::sort(times);
  const auto last = static_cast<std::int64_t>(times.size()) - 1;
  return times[static_cast<std::size_t>(last * percent_of_ten_thousand / 10'000)];
}

std::int64_t Counts::Get(const std::string& what) const {
  const auto found = of_.find(what);
  return found == of_.end() ? 0 : found->second;
}

Counts::Second& Counts::SecondOf(std::int64_t at_us) {
  const auto at =
      static_cast<std::size_t>(std::max<std::int64_t>(0, at_us - began_us_) / 1'000'000);
  if (at >= seconds_.size()) seconds_.resize(at + 1);
  return seconds_[at];
}

void Counts::Took(std::int64_t ended_us, std::int64_t took_us) {
  SecondOf(ended_us).took.push_back(took_us);
}

void Counts::Shed(std::int64_t ended_us, std::int64_t took_us) {
  SecondOf(ended_us).shed.push_back(took_us);
}

std::string Counts::Json(std::int64_t now_us) {
  std::string json = "{";
  for (const auto& [what, many] : of_) json += base::Cat("\"", what, "\": ", many, ", ");
  std::vector<std::int64_t> all;
  std::string seconds;
  for (Second& second : seconds_) {
    all.insert(all.end(), second.took.begin(), second.took.end());
    seconds += base::Cat(seconds.empty() ? "" : ", ", "{\"ok\": ", second.took.size(),
                         ", \"shed\": ", second.shed.size(),
                         ", \"p99_ms\": ", Milliseconds(Percentile(second.took, 9900)),
                         ", \"shed_p99_ms\": ", Milliseconds(Percentile(second.shed, 9900)), "}");
  }
  const std::int64_t took_us = std::max<std::int64_t>(1, now_us - began_us_);
  json += base::Cat("\"took_ms\": ", Milliseconds(took_us),
                    ", \"longest_wait_ms\": ", Milliseconds(waited_us_));
  for (const auto& [name, at] : {std::pair{"p50_ms", 5000}, {"p90_ms", 9000}, {"p99_ms", 9900}}) {
    json += base::Cat(", \"", name, "\": ", Milliseconds(Percentile(all, at)));
  }
  return base::Cat(json, ", \"seconds\": [", seconds, "]}");
}

}  // namespace rondetafel::fault
