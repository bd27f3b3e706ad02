// A progress bar on a terminal: share, rate, time left. Silent when the output is no terminal.
#pragma once
#include <cstddef>
#include <string>

#include "shared/base/time.h"

namespace rondetafel::rtctl {

class Progress {
 public:
  // `unit` for people: "dossiers", "records".
  explicit Progress(std::string unit, const base::Clock& clock = base::SystemClock());
  void Show(std::size_t done, std::size_t all);
  // Ends the line, so that what follows starts on its own.
  void End();
  // "[=====     ]  50 %  120 of 240 dossiers  60/s  2 s left"
  std::string Line(std::size_t done, std::size_t all) const;

 private:
  std::string unit_;
  const base::Clock& clock_;
  std::int64_t started_us_;
  bool terminal_;
  bool shown_ = false;
};

}  // namespace rondetafel::rtctl
