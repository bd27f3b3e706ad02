// Host: everything one process runs. Locks the data directory, opens the log, starts each service
// with its runtime and its gRPC server, then the admin port.
//
//   auto host = Host::Start(program, config);
//   (*host)->WaitUntilServing(deadline);
//   (*host)->Stop();
//
// Health and readiness follow the runtimes: a service answers NOT_SERVING until its projection has
// caught up with the log end seen at start and its Ready has run.
#pragma once
#include <absl/status/statusor.h>

#include <chrono>
#include <memory>
#include <string>

#include "shared/host/program.h"

namespace rondetafel::host {

// From the signal to the end of the process.
inline constexpr std::chrono::seconds kDrainMax{10};

class Host {
 public:
  virtual ~Host() = default;

  // One clear sentence when it cannot: data directory in use or of another log, port in use, no
  // broker, key file missing, method without policy row. Never takes the embedded log for want of
  // Kafka.
  static absl::StatusOr<std::unique_ptr<Host>> Start(const Program& program, const Config& config);

  // False when the deadline came first, or when a service failed for good.
  virtual bool WaitUntilServing(std::chrono::milliseconds wait) = 0;
  // OK while nothing failed for good (a Ready that refuses, for example).
  virtual absl::Status failure() const = 0;
  virtual bool created_log() const = 0;
  virtual std::string log_id() const = 0;
  virtual int admin_port() const = 0;
  virtual int port(const std::string& service) const = 0;
  // Drains and ends everything, within kDrainMax. Called by the destructor too.
  virtual void Stop() = 0;
};

}  // namespace rondetafel::host
