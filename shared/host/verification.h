// Verification: is the live projection what the log says? One at a time, on a thread of its own, so
// that a call can ask how far it is.
#pragma once
#include <absl/status/statusor.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "rondetafel/operations/v1/service.pb.h"
#include "shared/runtime/rebuild.h"

namespace rondetafel::host {

// Thread-safe.
class Verification {
 public:
  using Run =
      std::function<absl::StatusOr<runtime::ProjectionCheck>(const runtime::RebuildProgressFn&)>;
  explicit Verification(Run run) : run_(std::move(run)) {}
  // Stops a running one and waits for it.
  ~Verification();

  // Starts, unless one is running or the last one was started by the same command id.
  operations::v1::Verification Start(const std::string& command_id);
  operations::v1::Verification Get() const;

 private:
  void Work();
  bool Note(const runtime::RebuildProgress& progress);

  const Run run_;
  mutable std::mutex mutex_;
  operations::v1::Verification state_;
  std::thread thread_;
  std::atomic<bool> stop_ = false;
};

}  // namespace rondetafel::host
