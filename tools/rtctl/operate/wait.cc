#include "tools/rtctl/operate/wait.h"

#include <condition_variable>
#include <mutex>

namespace rondetafel::rtctl {

void WaitFor(std::chrono::milliseconds time) {
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, time, [] { return false; });
}

}  // namespace rondetafel::rtctl
