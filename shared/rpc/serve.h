// The shell between gRPC's callback API and plain handlers: authenticate, check the policy table, bound,
// run on a worker pool, encode errors, count. One line per method in <service>_service.cc:
//
//   grpc::ServerUnaryReactor* SubmitRequest(grpc::CallbackServerContext* context,
//                                           const SubmitRequestRequest* request,
//                                           SubmitRequestResponse* response) override {
//     return rpc::Serve(shell_, context, "SubmitRequest", request, response, handlers_,
//                       &IntakeHandlers::SubmitRequest);
//   }
#pragma once
#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>

#include "shared/access/access.h"
#include "shared/base/time.h"
#include "shared/rpc/call.h"

namespace rondetafel::telemetry {
class Metrics;
}

namespace rondetafel::rpc {

struct ShellOptions {
  std::string service;             // "intake"
  int calls_in_flight_max = 256;   // above: RESOURCE_EXHAUSTED at once
  int workers = 128;               // threads that handlers block on
  const base::Clock* clock = &base::SystemClock();
  telemetry::Metrics* metrics = nullptr;
};

class Shell {
 public:
  Shell(ShellOptions options, const access::Authenticator* authenticator,
        access::PolicyTable policy);
  ~Shell();
  // Runs `body` for an allowed call on the pool and finishes the reactor with its status.
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* context, std::string_view method,
                                std::function<absl::Status(const Call&)> body);
  const access::PolicyTable& policy() const;
  // Waits for running calls, at most `drain`; new ones get UNAVAILABLE.
  void Drain(std::chrono::milliseconds drain);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

template <class Request, class Response, class Handlers>
grpc::ServerUnaryReactor* Serve(Shell& shell, grpc::CallbackServerContext* context,
                                std::string_view method, const Request* request, Response* response,
                                Handlers* handlers,
                                absl::StatusOr<Response> (Handlers::*handler)(const Call&,
                                                                              const Request&)) {
  return shell.Run(context, method, [=](const Call& call) -> absl::Status {
    absl::StatusOr<Response> result = (handlers->*handler)(call, *request);
    if (!result.ok()) return result.status();
    *response = *std::move(result);
    return absl::OkStatus();
  });
}

}  // namespace rondetafel::rpc
