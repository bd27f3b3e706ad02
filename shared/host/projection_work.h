// ProjectionWork: rebuild, roll back and checkpoint of a running service's projection. One at a
// time, on a thread of its own, so that a call can ask how far it is.
#pragma once
#include <absl/status/statusor.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "rondetafel/operations/v1/service.pb.h"
#include "shared/runtime/service_runtime.h"

namespace rondetafel::host {

// Thread-safe.
class ProjectionWork {
 public:
  // The runtime outlives it.
  explicit ProjectionWork(runtime::ServiceRuntime* runtime) : runtime_(runtime) {}
  // Stops what runs and waits for it.
  ~ProjectionWork();

  using Started = absl::StatusOr<operations::v1::ProjectionWork>;
  // Each joins the work that the same command id started. FAILED_PRECONDITION: other work runs;
  // ALREADY_EXISTS: the id started something else.
  Started Rebuild(const std::string& command_id, const runtime::MoveOptions& options);
  Started RollBack(const std::string& command_id, const runtime::MoveOptions& options);
  // INVALID_ARGUMENT: the directory is no absolute path.
  Started Checkpoint(const std::string& command_id, const std::string& directory);
  // At once. UNAVAILABLE: a query still reads it; FAILED_PRECONDITION: work runs.
  absl::Status ForgetPrevious();
  operations::v1::ProjectionWork Get() const;

 private:
  using Run = std::function<absl::Status(operations::v1::ProjectionWork& ended)>;
  Started Start(const std::string& command_id, std::string asked, Run run);
  void Work(const Run& run);
  bool Note(const runtime::RebuildProgress& progress);
  runtime::RebuildProgressFn Progress();

  runtime::ServiceRuntime* const runtime_;
  mutable std::mutex mutex_;
  operations::v1::ProjectionWork state_;
  std::string asked_;  // what the id in state_ came with
  std::thread thread_;
  std::atomic<bool> stop_ = false;
};

}  // namespace rondetafel::host
