// HeadKeeper: has every service of the process sign its heads once it serves and then again and
// again, into files of their own that may be kept elsewhere.
//
// A file that cannot be written is told in the log and tried again at the next round: heads guard
// the history, they must not stop it.
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "shared/host/operations_service.h"

namespace rondetafel::host {

struct HeadKeeperOptions {
  std::string folder;
  std::chrono::milliseconds interval{0};
};

class HeadKeeper {
 public:
  using Draft = std::function<absl::StatusOr<HeadsDraft>()>;
  // A round now and one each interval, on a thread of its own.
  HeadKeeper(HeadKeeperOptions options, std::vector<Draft> drafts);
  // Ends after the round under way; the first is always finished.
  ~HeadKeeper();

 private:
  void Keep();
  void Round();

  const HeadKeeperOptions options_;
  const std::vector<Draft> drafts_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace rondetafel::host
