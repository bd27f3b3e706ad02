// One service while it runs: its runtime, its gRPC server and the generic services beside its own.
#pragma once
#include <absl/status/statusor.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "shared/access/access.h"
#include "shared/eventlog/event_log.h"
#include "shared/host/history_service.h"
#include "shared/host/operations_service.h"
#include "shared/host/program.h"
#include "shared/host/projection_work.h"
#include "shared/host/verification.h"
#include "shared/rpc/server.h"

namespace rondetafel::host {

// What a service of this process is started with. All pointers outlive it.
struct RunningSetup {
  const HostedService* hosted = nullptr;
  Environment environment;
  eventlog::EventLog* log = nullptr;
  const commit::MacKeyring* keys = nullptr;
  const access::Authenticator* authenticator = nullptr;
  std::string data_dir;  // of its projection
  bool compression = true;
  std::string address;
  int port = 0;
  std::int64_t clock_ahead_max_ms = 24 * 3600 * 1000LL;
  const heads::SigningKey* signing_key = nullptr;  // of heads; nullptr: none are signed
};

// Rows for HistoryService and OperationsService, the same on every server.
access::PolicyTable GenericPolicy();

// Thread-safe, except Stop.
class RunningService {
 public:
  static absl::StatusOr<std::unique_ptr<RunningService>> Start(RunningSetup setup);
  ~RunningService();

  // Follows the runtime: runs Ready once it has caught up, tells health. Called again and again by
  // the host's own thread; never blocks.
  void Follow();
  // True while it serves; else `why` says what it waits for.
  bool serving(std::string* why) const;
  // Ever served since the start.
  bool started() const { return started_; }
  // Why it will not serve (again) in this process; OK while it may.
  absl::Status failure() const;
  // Signed heads of its topic, as it stands now.
  absl::StatusOr<HeadsDraft> DraftHeads();
  int port() const { return server_->port(); }
  const std::string& name() const { return setup_.hosted->name; }
  // Refuses new calls, lets running ones end, writes the projection.
  void Stop(std::chrono::milliseconds drain);

 private:
  explicit RunningService(RunningSetup setup) : setup_(std::move(setup)) {}
  absl::Status Open();
  absl::Status MountAndListen(HistorySource history);
  void MakeReady();
  OperationsFacts Facts() const;

  const RunningSetup setup_;
  std::unique_ptr<Service> service_;
  std::unique_ptr<runtime::ServiceRuntime> runtime_;
  std::unique_ptr<Verification> verification_;
  std::unique_ptr<ProjectionWork> projection_work_;
  std::unique_ptr<rpc::Shell> shell_;
  std::unique_ptr<rpc::Shell> generic_shell_;
  std::unique_ptr<HistoryHandlers> history_handlers_;
  std::unique_ptr<HistoryService> history_;
  std::unique_ptr<OperationsHandlers> operations_handlers_;
  std::unique_ptr<OperationsService> operations_;
  std::unique_ptr<rpc::Server> server_;

  std::thread ready_thread_;
  std::atomic<bool> ready_asked_ = false;
  std::atomic<bool> ready_ = false;
  std::atomic<bool> started_ = false;
  std::atomic<bool> stopping_ = false;
  bool told_serving_ = false;  // on the following thread
  mutable std::mutex mutex_;
  std::condition_variable pause_;
  absl::Status failure_;
};

}  // namespace rondetafel::host
