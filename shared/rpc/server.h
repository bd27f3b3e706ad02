// One gRPC server: its services, health v1, reflection, limits. Binds port 0 when asked to (tests).
//
//   auto server = Server::Start(options, {intake_service, history_service});
//   (*server)->SetServing(true);      // health answers SERVING
//   (*server)->Shutdown(std::chrono::seconds(5));
#pragma once
#include <absl/status/statusor.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "shared/access/access.h"

namespace rondetafel::rpc {

struct ServerOptions {
  std::string service;  // for messages: "intake"
  std::string address = "127.0.0.1";
  int port = 0;               // 0: any free one
  bool loopback_only = true;  // Authenticator::loopback_only
  // Every method of every mounted service needs a row in one of these.
  std::vector<const access::PolicyTable*> policies = {};
};

// Thread-safe.
class Server {
 public:
  // FAILED_PRECONDITION, in one clear sentence: an address off loopback while only loopback is
  // allowed, a port in use, a mounted method without a policy row. The services outlive the server.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options,
                                                       const std::vector<grpc::Service*>& services);
  ~Server();

  int port() const { return port_; }
  // NOT_SERVING from the start until told otherwise.
  void SetServing(bool serving);
  // Health says NOT_SERVING, new calls are refused, running ones may end within `drain`.
  void Shutdown(std::chrono::milliseconds drain);

 private:
  Server() = default;

  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

// "127.0.0.1", any 127/8, "::1" or "localhost".
bool IsLoopback(std::string_view address);

}  // namespace rondetafel::rpc
