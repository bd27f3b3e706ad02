// What libfault_shim.so does to a process: read from a small control file that a test may replace
// at any time (write another, rename it over, count the orders up). The next call that the shim
// sees follows it.
//
//   LD_PRELOAD=libfault_shim.so FAULT_SHIM_CONTROL=/…/control program …
//
// One order a line, empty file: nothing happens.
//   kill POINT N                   SIGKILL itself at the N-th call of a named point (from 1)
//   fail ERROR CALLS WHERE [after N] [times M] [short]
//                                  EIO, ENOSPC, EDQUOT, EROFS … for calls (write, sync, read, open,
//                                  rename, link, allocate; with commas) on files; lets N pass,
//                                  fails M (default: for ever). short: half of the first write
//                                  lands. WHERE as in fault_points.inc; from "/" on, a whole path
//   clock offset MILLISECONDS      the wall clock is so much ahead; monotonic clocks stay true
//   clock freeze                   the wall clock stands where it stood
//   broker-port PORT               which sockets are the broker's
//   trace WHERE                    each write and sync of such a file becomes a line of
//   CONTROL.trace
//
// Counts of N, `after` and `times` start again with new orders. CONTROL.counts is shared with the
// test: 64-bit numbers, first how often orders were given, from 1 on, then how often each point was
// met, in the order of fault_points.inc. A line that cannot be read ends the process: a fault that
// is not made must not pass.
#pragma once
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace rondetafel::fault {

enum class Call { kWrite, kSync, kRead, kOpen, kRename, kLink, kAllocate, kSend, kReceive };
enum class Moment { kBefore, kAfter };

struct Point {
  std::string_view name;
  Call call;
  Moment moment;
  std::string_view where;
};

// True when the last names of `path` are those of `where`.
bool Matches(std::string_view where, const std::string& path);

struct WallClock {
  std::int64_t offset_ns = 0;
  bool frozen = false;
};

// Thread-safe.
class Plan {
 public:
  static Plan& Get();

  // At a named point: counts, and does not return when this is the call to die at.
  void Meet(Call call, Moment moment, const std::string& path);
  // errno to fail with, 0 to go on. `size`: of a write, lowered when only a part shall land.
  int Fault(Call call, const std::string& path, std::size_t* size);
  void Trace(Call call, const std::string& path, std::int64_t result);
  WallClock Clock();
  bool IsBroker(int port);

 private:
  struct Death {
    std::size_t point;
    std::uint64_t at;
    std::uint64_t met;
  };
  struct Failure {
    int error;
    std::vector<Call> calls;
    std::string where;
    std::int64_t pass;
    std::int64_t times;
    bool partly;
  };

  Plan();
  bool UpToDate() const;
  void Refresh();
  void Read(const std::string& text);
  bool ReadLine(const std::string& line);

  std::mutex mutex_;
  std::string control_;
  const std::uint64_t* orders_ = nullptr;  // shared with whoever gives them
  std::uint64_t* counts_ = nullptr;        // and watches
  int trace_file_ = -1;
  std::atomic<std::uint64_t> followed_ = 0;
  std::atomic<bool> clock_is_true_ = true;
  std::vector<Death> deaths_;
  std::vector<Failure> failures_;
  std::vector<std::string> traced_;
  std::vector<int> broker_ports_;
  WallClock clock_;
};

}  // namespace rondetafel::fault
