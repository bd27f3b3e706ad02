// How many calls a service takes at the same time. A call beyond that is told so at once: it costs
// next to nothing, and those that were taken stay fast.
//
// Up to `most`; fewer while calls stand in line. They do when window after window even the fastest
// answered call took more than twice what the fastest ones usually take. One slow method, a query
// that waits for its token or a log that does not answer make no line: only answered calls count,
// and the fastest of them. Once others are turned away as well, and for as long as they are, only
// as many are taken as are answered in the time that makes a line; a client that fits in is not
// turned away for a line of its own making.
//
//   if (!admission.Enter()) …RESOURCE_EXHAUSTED…
//   admission.Leave(monotonic_us, took_us, answered);
//
// Not thread-safe; no clock.
#pragma once
#include <cstdint>

namespace rondetafel::rpc {

class Admission {
 public:
  explicit Admission(int most);

  // Takes a place, or says that there is none.
  bool Enter();
  // Gives the place back. `answered`: the call ended OK, after `took_us`.
  void Leave(std::int64_t now_us, std::int64_t took_us, bool answered);

  int in_flight() const { return in_flight_; }
  int limit() const { return limit_; }

 private:
  void EndWindow();

  const int most_;
  int limit_;
  int in_flight_ = 0;
  bool turned_away_ = false;  // somebody, in this window
  int windows_in_line_ = 0;
  bool overloaded_ = false;    // a line, and since then somebody was turned away in every window
  std::int64_t answered_ = 0;  // in this window
  std::int64_t window_ends_us_ = 0;
  std::int64_t fastest_us_ = 0;  // in this window; 0: none yet
  std::int64_t usual_us_ = 0;    // lowest of the last windows, forgotten slowly; 0: not known
};

}  // namespace rondetafel::rpc
