#include "tests/fault/preload/fault_plan.h"

#include <fcntl.h>
#include <fnmatch.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sstream>

namespace rondetafel::fault {
namespace {

constexpr Point kPoints[] = {
#define FAULT_POINT(name, call, moment, where, meaning) {name, Call::call, Moment::moment, where},
#include "tests/fault/preload/fault_points.inc"
#undef FAULT_POINT
};

// Past the calls that the shim itself stands in.
template <class... Arguments>
long Kernel(long number, Arguments... arguments) {
  return ::syscall(number, arguments...);
}

[[noreturn]] void Die() {
  Kernel(SYS_kill, Kernel(SYS_getpid), SIGKILL);
  for (;;) ::pause();
}

[[noreturn]] void Refuse(const std::string& what) {
  const std::string text = "fault shim: " + what + "\n";
  Kernel(SYS_write, STDERR_FILENO, text.data(), text.size());
  Kernel(SYS_exit_group, 3);
  std::abort();
}

int ErrorOf(const std::string& name) {
  static constexpr std::pair<const char*, int> kErrors[] = {{"EIO", EIO},       {"ENOSPC", ENOSPC},
                                                            {"EDQUOT", EDQUOT}, {"EROFS", EROFS},
                                                            {"EACCES", EACCES}, {"EMFILE", EMFILE}};
  for (const auto& [text, error] : kErrors) {
    if (name == text) return error;
  }
  return 0;
}

bool ParseCalls(const std::string& list, std::vector<Call>* calls) {
  static constexpr std::pair<const char*, Call> kCalls[] = {
      {"write", Call::kWrite},      {"sync", Call::kSync},     {"read", Call::kRead},
      {"open", Call::kOpen},        {"rename", Call::kRename}, {"link", Call::kLink},
      {"allocate", Call::kAllocate}};
  std::istringstream names(list);
  for (std::string name; std::getline(names, name, ',');) {
    const auto found = std::find_if(std::begin(kCalls), std::end(kCalls),
                                    [&](const auto& each) { return name == each.first; });
    if (found == std::end(kCalls)) return false;
    calls->push_back(found->second);
  }
  return !calls->empty();
}

std::int64_t WallNow() {
  timespec now{};
  Kernel(SYS_clock_gettime, CLOCK_REALTIME, &now);
  return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

}  // namespace

bool Matches(std::string_view where, const std::string& path) {
  std::size_t from = 0;
  if (!where.starts_with('/')) {
    const auto names = std::count(where.begin(), where.end(), '/') + 1;
    std::size_t at = path.size();
    for (std::ptrdiff_t i = 0; i < names && at != std::string::npos && at > 0; ++i) {
      at = path.rfind('/', at - 1);
    }
    if (at == std::string::npos) {
      if (std::count(path.begin(), path.end(), '/') + 1 != names) return false;
    } else {
      from = path[at] == '/' ? at + 1 : at;
    }
  }
  return ::fnmatch(std::string(where).c_str(), path.c_str() + from, FNM_PATHNAME) == 0;
}

Plan& Plan::Get() {
  // Never destroyed: calls come until the very end of the process.
  static Plan* const plan = new Plan();
  return *plan;
}

Plan::Plan() {
  const char* control = std::getenv("FAULT_SHIM_CONTROL");
  if (control == nullptr) return;
  control_ = control;
  const auto file = static_cast<int>(Kernel(SYS_openat, AT_FDCWD, (control_ + ".counts").c_str(),
                                            O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  const std::size_t bytes = sizeof(std::uint64_t) * (1 + std::size(kPoints));
  if (file < 0 || ::ftruncate(file, static_cast<off_t>(bytes)) != 0) {
    Refuse("cannot make " + control_ + ".counts");
  }
  void* mapped = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (mapped == MAP_FAILED) Refuse("cannot map " + control_ + ".counts");
  Kernel(SYS_close, file);
  auto* const numbers = static_cast<std::uint64_t*>(mapped);
  orders_ = numbers;
  counts_ = numbers + 1;
}

bool Plan::UpToDate() const {
  return orders_ == nullptr || __atomic_load_n(orders_, __ATOMIC_ACQUIRE) == followed_.load();
}

void Plan::Refresh() {
  if (UpToDate()) return;
  // Read before the file: orders that come meanwhile are read again.
  const std::uint64_t orders = __atomic_load_n(orders_, __ATOMIC_ACQUIRE);
  const auto file =
      static_cast<int>(Kernel(SYS_openat, AT_FDCWD, control_.c_str(), O_RDONLY | O_CLOEXEC, 0));
  if (file < 0) return;
  std::string text;
  std::array<char, 4096> part;
  for (long got = 1; got > 0;) {
    got = Kernel(SYS_read, file, part.data(), part.size());
    if (got > 0) text.append(part.data(), static_cast<std::size_t>(got));
  }
  Kernel(SYS_close, file);
  Read(text);
  clock_is_true_ = clock_.offset_ns == 0 && !clock_.frozen;
  followed_ = orders;
}

void Plan::Read(const std::string& text) {
  deaths_.clear();
  failures_.clear();
  traced_.clear();
  broker_ports_.clear();
  clock_ = {};
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && !ReadLine(line)) Refuse("cannot read \"" + line + "\"");
  }
}

bool Plan::ReadLine(const std::string& line) {
  std::istringstream in(line);
  std::string order, name;
  in >> order >> name;
  if (order == "kill") {
    Death death{0, 0, 0};
    while (death.point < std::size(kPoints) && kPoints[death.point].name != name) ++death.point;
    if (death.point == std::size(kPoints) || !(in >> death.at)) return false;
    deaths_.push_back(death);
    return true;
  }
  if (order == "fail") {
    Failure failure{ErrorOf(name), {}, "", 0, -1, false};
    std::string calls, word;
    if (failure.error == 0 || !(in >> calls >> failure.where)) return false;
    while (in >> word) {
      if (word == "short")
        failure.partly = true;
      else if (word == "after")
        in >> failure.pass;
      else if (word == "times")
        in >> failure.times;
      else
        return false;
    }
    if (!in.eof() || !ParseCalls(calls, &failure.calls)) return false;
    failures_.push_back(std::move(failure));
    return true;
  }
  if (order == "clock" && name == "freeze") {
    clock_ = {WallNow(), true};
    return true;
  }
  if (order == "clock" && name == "offset") {
    std::int64_t milliseconds = 0;
    if (!(in >> milliseconds)) return false;
    clock_ = {milliseconds * 1'000'000, false};
    return true;
  }
  if (order == "broker-port") {
    broker_ports_.push_back(std::atoi(name.c_str()));
    return broker_ports_.back() > 0;
  }
  if (order == "trace") traced_.push_back(name);
  return order == "trace" && !name.empty();
}

void Plan::Meet(Call call, Moment moment, const std::string& path) {
  const std::lock_guard lock(mutex_);
  Refresh();
  for (std::size_t i = 0; i < std::size(kPoints); ++i) {
    const Point& point = kPoints[i];
    if (point.call != call || point.moment != moment || !Matches(point.where, path)) continue;
    if (counts_ != nullptr) __atomic_fetch_add(&counts_[i], 1, __ATOMIC_RELAXED);
    for (Death& death : deaths_) {
      if (death.point == i && ++death.met == death.at) Die();
    }
  }
}

int Plan::Fault(Call call, const std::string& path, std::size_t* size) {
  const std::lock_guard lock(mutex_);
  Refresh();
  for (Failure& failure : failures_) {
    if (std::count(failure.calls.begin(), failure.calls.end(), call) == 0) continue;
    if (failure.times == 0 || !Matches(failure.where, path)) continue;
    if (failure.pass > 0) {
      --failure.pass;
      continue;
    }
    if (failure.partly && size != nullptr && *size > 1) {
      failure.partly = false;  // the caller writes the rest, and that fails
      *size /= 2;
      return 0;
    }
    if (failure.times > 0) --failure.times;
    return failure.error;
  }
  return 0;
}

void Plan::Trace(Call call, const std::string& path, std::int64_t result) {
  const std::lock_guard lock(mutex_);
  const bool traced = std::any_of(traced_.begin(), traced_.end(),
                                  [&](const std::string& where) { return Matches(where, path); });
  if (!traced) return;
  if (trace_file_ < 0) {
    trace_file_ = static_cast<int>(Kernel(SYS_openat, AT_FDCWD, (control_ + ".trace").c_str(),
                                          O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  }
  const std::string line =
      (call == Call::kSync ? "sync " : "write ") + path + " " + std::to_string(result) + "\n";
  Kernel(SYS_write, trace_file_, line.data(), line.size());
}

WallClock Plan::Clock() {
  if (UpToDate() && clock_is_true_) return {};  // asked more often than all else
  const std::lock_guard lock(mutex_);
  Refresh();
  return clock_;
}

bool Plan::IsBroker(int port) {
  const std::lock_guard lock(mutex_);
  Refresh();
  return std::count(broker_ports_.begin(), broker_ports_.end(), port) > 0;
}

}  // namespace rondetafel::fault
