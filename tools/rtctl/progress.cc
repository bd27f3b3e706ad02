#include "tools/rtctl/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "shared/base/text.h"

namespace rondetafel::rtctl {
namespace {

constexpr std::size_t kBarWidth = 24;

}  // namespace

Progress::Progress(std::string unit, const base::Clock& clock)
    : unit_(std::move(unit)),
      clock_(clock),
      started_us_(clock.MonotonicUs()),
      terminal_(isatty(STDERR_FILENO) == 1) {}

std::string Progress::Line(std::size_t done, std::size_t all) const {
  const std::size_t share = all == 0 ? 100 : done * 100 / all;
  const std::size_t filled = share * kBarWidth / 100;
  const auto elapsed_ms = std::max<std::int64_t>(1, (clock_.MonotonicUs() - started_us_) / 1000);
  const std::int64_t rate = static_cast<std::int64_t>(done) * 1000 / elapsed_ms;
  std::string line =
      base::Cat("[", std::string(filled, '='), std::string(kBarWidth - filled, ' '), "] ", share,
                " %  ", done, " of ", all, " ", unit_, "  ", rate, "/s");
  if (rate > 0 && done < all) {
    line += base::Cat("  ", static_cast<std::int64_t>(all - done) / rate, " s left");
  }
  return line;
}

void Progress::Show(std::size_t done, std::size_t all) {
  if (!terminal_) return;
  shown_ = true;
  std::fprintf(stderr, "\r\033[K%s", Line(done, all).c_str());
}

void Progress::End() {
  if (shown_) std::fputc('\n', stderr);
  shown_ = false;
}

}  // namespace rondetafel::rtctl
