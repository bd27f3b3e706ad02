// libfault_shim.so: stands between a program and libc (LD_PRELOAD) and makes the faults of
// fault_plan.h. The program is the one that is shipped; it knows nothing of this.
#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <string>

#include "tests/fault/preload/fault_plan.h"

namespace rondetafel::fault {
namespace {

constexpr std::size_t kDescriptorsMax = 65536;
constexpr int kAccepted = -1;

// Port a socket was connected to, kAccepted, or 0.
std::array<std::atomic<int>, kDescriptorsMax> sockets;

// The next definition of a function, libc's own.
template <class Function>
Function* Next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}
#define NEXT(function)                                              \
  (*([] {                                                           \
    static const auto next = Next<decltype(::function)>(#function); \
    return next;                                                    \
  }()))

std::string PathOf(int descriptor) {
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  std::array<char, 4096> path;
  const long size = ::syscall(SYS_readlinkat, AT_FDCWD, link.c_str(), path.data(), path.size());
  return size > 0 ? std::string(path.data(), static_cast<std::size_t>(size)) : std::string();
}

std::string FullPath(const char* path) {
  if (path[0] == '/') return path;
  std::array<char, 4096> here;
  return ::syscall(SYS_getcwd, here.data(), here.size()) > 0 ? std::string(here.data()) + "/" + path
                                                             : std::string(path);
}

void NoteSocket(int descriptor, int what) {
  if (descriptor >= 0 && static_cast<std::size_t>(descriptor) < kDescriptorsMax) {
    sockets[static_cast<std::size_t>(descriptor)] = what;
  }
}

int PortOf(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    return ntohs(reinterpret_cast<const sockaddr_in*>(address)->sin_port);
  }
  if (address->sa_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6*>(address)->sin6_port);
  }
  return 0;
}

// "accepted", "broker", or empty for any other descriptor.
std::string SocketName(int descriptor) {
  if (descriptor < 0 || static_cast<std::size_t>(descriptor) >= kDescriptorsMax) return {};
  const int what = sockets[static_cast<std::size_t>(descriptor)];
  if (what == kAccepted) return "accepted";
  return what > 0 && Plan::Get().IsBroker(what) ? "broker" : "";
}

// One call on something that has a name, with all that may happen to it.
template <class Work>
auto Guarded(Call call, const std::string& name, std::size_t* size, Work work) {
  Plan& plan = Plan::Get();
  using Result = decltype(work());
  if (name.empty()) return work();
  plan.Meet(call, Moment::kBefore, name);
  if (const int error = plan.Fault(call, name, size); error != 0) {
    if (call == Call::kWrite || call == Call::kSync) plan.Trace(call, name, -error);
    errno = error;
    return static_cast<Result>(-1);
  }
  const Result result = work();
  const int kept = errno;
  if (call == Call::kWrite || call == Call::kSync) {
    plan.Trace(call, name, static_cast<std::int64_t>(result));
  }
  if (result >= 0) plan.Meet(call, Moment::kAfter, name);
  errno = kept;
  return result;
}

// Files by their path, sockets by what they are; pipes and terminals pass.
template <class Work>
ssize_t GuardedTransfer(Call file_call, Call socket_call, int descriptor, std::size_t* size,
                        Work work) {
  const std::string socket = SocketName(descriptor);
  if (!socket.empty()) return Guarded(socket_call, socket, nullptr, work);
  const std::string path = PathOf(descriptor);
  return Guarded(file_call, path.starts_with('/') ? path : std::string(), size, work);
}

timespec ShiftedClock() {
  timespec now{};
  ::syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
  const WallClock clock = Plan::Get().Clock();
  std::int64_t ns = clock.offset_ns;
  if (!clock.frozen) ns += now.tv_sec * 1'000'000'000LL + now.tv_nsec;
  return {ns / 1'000'000'000, ns % 1'000'000'000};
}

int Open(int dir, const char* path, int flags, mode_t mode) {
  return Guarded(Call::kOpen, FullPath(path), nullptr, [&] {
    const auto opened = static_cast<int>(::syscall(SYS_openat, dir, path, flags, mode));
    NoteSocket(opened, 0);
    return opened;
  });
}

mode_t ModeOf(int flags, va_list rest) {
  return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
}

}  // namespace
}  // namespace rondetafel::fault

using rondetafel::fault::Call;
using rondetafel::fault::FullPath;
using rondetafel::fault::Guarded;
using rondetafel::fault::GuardedTransfer;
using rondetafel::fault::Next;
using rondetafel::fault::NoteSocket;
using rondetafel::fault::PathOf;

extern "C" {

ssize_t write(int fd, const void* data, size_t size) {
  return GuardedTransfer(Call::kWrite, Call::kSend, fd, &size,
                         [&] { return NEXT(write)(fd, data, size); });
}

ssize_t writev(int fd, const iovec* parts, int count) {
  return GuardedTransfer(Call::kWrite, Call::kSend, fd, nullptr,
                         [&] { return NEXT(writev)(fd, parts, count); });
}

ssize_t pwrite(int fd, const void* data, size_t size, off_t at) {
  return GuardedTransfer(Call::kWrite, Call::kSend, fd, &size,
                         [&] { return NEXT(pwrite)(fd, data, size, at); });
}

ssize_t pwrite64(int fd, const void* data, size_t size, off64_t at) {
  return pwrite(fd, data, size, at);
}

ssize_t read(int fd, void* data, size_t size) {
  return GuardedTransfer(Call::kRead, Call::kReceive, fd, nullptr,
                         [&] { return NEXT(read)(fd, data, size); });
}

ssize_t pread(int fd, void* data, size_t size, off_t at) {
  return GuardedTransfer(Call::kRead, Call::kReceive, fd, nullptr,
                         [&] { return NEXT(pread)(fd, data, size, at); });
}

ssize_t pread64(int fd, void* data, size_t size, off64_t at) { return pread(fd, data, size, at); }

int fsync(int fd) {
  return Guarded(Call::kSync, PathOf(fd), nullptr, [&] { return NEXT(fsync)(fd); });
}

int fdatasync(int fd) {
  return Guarded(Call::kSync, PathOf(fd), nullptr, [&] { return NEXT(fdatasync)(fd); });
}

int fallocate(int fd, int mode, off_t at, off_t size) {
  return Guarded(Call::kAllocate, PathOf(fd), nullptr,
                 [&] { return NEXT(fallocate)(fd, mode, at, size); });
}

int fallocate64(int fd, int mode, off64_t at, off64_t size) {
  return fallocate(fd, mode, at, size);
}

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = rondetafel::fault::ModeOf(flags, rest);
  va_end(rest);
  return rondetafel::fault::Open(AT_FDCWD, path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = rondetafel::fault::ModeOf(flags, rest);
  va_end(rest);
  return rondetafel::fault::Open(AT_FDCWD, path, flags, mode);
}

int rename(const char* from, const char* to) {
  return Guarded(Call::kRename, FullPath(from), nullptr, [&] { return NEXT(rename)(from, to); });
}

int link(const char* from, const char* to) {
  return Guarded(Call::kLink, FullPath(from), nullptr, [&] { return NEXT(link)(from, to); });
}

int accept4(int fd, sockaddr* address, socklen_t* size, int flags) {
  const int accepted = NEXT(accept4)(fd, address, size, flags);
  NoteSocket(accepted, rondetafel::fault::kAccepted);
  return accepted;
}

int accept(int fd, sockaddr* address, socklen_t* size) { return accept4(fd, address, size, 0); }

int connect(int fd, const sockaddr* address, socklen_t size) {
  NoteSocket(fd, rondetafel::fault::PortOf(address));
  return NEXT(connect)(fd, address, size);
}

int close(int fd) {
  NoteSocket(fd, 0);
  return NEXT(close)(fd);
}

ssize_t send(int fd, const void* data, size_t size, int flags) {
  return Guarded(Call::kSend, rondetafel::fault::SocketName(fd), nullptr,
                 [&] { return NEXT(send)(fd, data, size, flags); });
}

ssize_t sendmsg(int fd, const msghdr* message, int flags) {
  return Guarded(Call::kSend, rondetafel::fault::SocketName(fd), nullptr,
                 [&] { return NEXT(sendmsg)(fd, message, flags); });
}

ssize_t recv(int fd, void* data, size_t size, int flags) {
  return Guarded(Call::kReceive, rondetafel::fault::SocketName(fd), nullptr,
                 [&] { return NEXT(recv)(fd, data, size, flags); });
}

ssize_t recvmsg(int fd, msghdr* message, int flags) {
  return Guarded(Call::kReceive, rondetafel::fault::SocketName(fd), nullptr,
                 [&] { return NEXT(recvmsg)(fd, message, flags); });
}

int clock_gettime(clockid_t which, timespec* now) {
  if (which != CLOCK_REALTIME && which != CLOCK_REALTIME_COARSE) {
    return NEXT(clock_gettime)(which, now);
  }
  *now = rondetafel::fault::ShiftedClock();
  return 0;
}

int gettimeofday(timeval* now, void*) {
  const timespec shifted = rondetafel::fault::ShiftedClock();
  *now = {shifted.tv_sec, shifted.tv_nsec / 1000};
  return 0;
}

time_t time(time_t* now) {
  const timespec shifted = rondetafel::fault::ShiftedClock();
  if (now != nullptr) *now = shifted.tv_sec;
  return shifted.tv_sec;
}

}  // extern "C"
