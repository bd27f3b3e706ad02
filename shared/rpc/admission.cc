#include "shared/rpc/admission.h"

#include <algorithm>

namespace rondetafel::rpc {
namespace {

constexpr int kLeastCalm = 96;  // more than one client that keeps 64 calls under way
constexpr int kLeast = 8;       // while calls come that find no place: enough for the log's groups
constexpr std::int64_t kWindowUs = 100'000;
constexpr int kWindowsInLine = 3;           // one after the other: a slow disk write is no line
constexpr std::int64_t kLineTimes = 2;      // of what is usual: a line
constexpr std::int64_t kLineUs = 1'000;     // and so much more: what is quick may vary
constexpr std::int64_t kForgetPart = 2048;  // of the usual time, a window: doubled in 2.5 minutes
constexpr std::int64_t kForgetPartAtLeast = 64;  // with so few under way the log itself is slower
constexpr int kMorePart = 8;                     // of the limit, a window

}  // namespace

Admission::Admission(int most) : most_(most), limit_(most) {}

bool Admission::Enter() {
  if (in_flight_ >= limit_) {
    turned_away_ = true;
    return false;
  }
  ++in_flight_;
  return true;
}

void Admission::Leave(std::int64_t now_us, std::int64_t took_us, bool answered) {
  --in_flight_;
  if (now_us >= window_ends_us_) {
    EndWindow();
    window_ends_us_ = now_us + kWindowUs;
  }
  if (!answered) return;
  ++answered_;
  took_us = std::max<std::int64_t>(1, took_us);
  fastest_us_ = fastest_us_ == 0 ? took_us : std::min(fastest_us_, took_us);
}

void Admission::EndWindow() {
  const std::int64_t line_us = kLineTimes * usual_us_ + kLineUs;
  const bool line = fastest_us_ > 0 && usual_us_ > 0 && fastest_us_ > line_us;
  windows_in_line_ = line ? windows_in_line_ + 1 : 0;
  const bool long_line = windows_in_line_ >= kWindowsInLine;
  overloaded_ = turned_away_ && (overloaded_ || long_line);
  const int more = std::min(most_, limit_ + std::max(1, limit_ / kMorePart));
  const int fewer = limit_ * 3 / 4;
  if (overloaded_) {
    const std::int64_t fit = std::clamp<std::int64_t>(answered_ * line_us / kWindowUs, fewer, more);
    limit_ = std::max(std::min(limit_, kLeast), static_cast<int>(fit));
  } else if (long_line) {
    limit_ = std::max(std::min(limit_, kLeastCalm), fewer);
  } else if (!line) {
    limit_ = more;
  }
  if (fastest_us_ > 0) {
    const std::int64_t part = limit_ <= kLeast ? kForgetPartAtLeast : kForgetPart;
    const std::int64_t forgotten = usual_us_ + std::max<std::int64_t>(1, usual_us_ / part);
    usual_us_ = usual_us_ == 0 ? fastest_us_ : std::min(fastest_us_, forgotten);
  }
  fastest_us_ = 0;
  answered_ = 0;
  turned_away_ = false;
}

}  // namespace rondetafel::rpc
