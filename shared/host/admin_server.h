// The admin port: plain HTTP for probes and metrics, on loopback unless told otherwise.
//
//   GET /livez     200 while the process runs its threads
//   GET /startupz  200 once every service has caught up with the log end seen at start
//   GET /readyz    200 while every service serves, else 503 and which ones do not and why
//   GET /metrics   Prometheus text format
#pragma once
#include <absl/status/statusor.h>

#include <functional>
#include <memory>
#include <string>

namespace rondetafel::host {

struct Probe {
  bool good = false;
  std::string text;  // body of the answer, ends in a line end
};

// Answers are made on the admin thread: they must not block.
struct AdminHooks {
  std::function<Probe()> live;
  std::function<Probe()> started;
  std::function<Probe()> ready;
  std::function<std::string()> metrics;
};

class AdminServer {
 public:
  virtual ~AdminServer() = default;
  virtual int port() const = 0;
  // One thread; at most 32 connections, each at most 10 s, requests of at most 8 KiB.
  // FAILED_PRECONDITION in one sentence: port in use, address not ours.
  static absl::StatusOr<std::unique_ptr<AdminServer>> Start(const std::string& address, int port,
                                                            AdminHooks hooks);
};

}  // namespace rondetafel::host
