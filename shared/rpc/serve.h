// The shell between gRPC's callback API and plain handlers: authenticate, check the policy table,
// bound, run on a worker pool, encode errors, count. One line per method in <service>_service.cc:
//
//   grpc::ServerUnaryReactor* SubmitRequest(grpc::CallbackServerContext* context,
//                                           const SubmitRequestRequest* request,
//                                           SubmitRequestResponse* response) override {
//     return rpc::Serve(shell_, context, "SubmitRequest", request, response, handlers_,
//                       &IntakeHandlers::SubmitRequest);
//   }
#pragma once
#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "shared/access/access.h"
#include "shared/base/time.h"
#include "shared/rpc/call.h"

namespace rondetafel::telemetry {
class Metrics;
}

namespace rondetafel::rpc {

// Largest request a method takes: a command's record must fit the log (eventlog::kRecordBytesMax),
// sealed fields and all.
inline constexpr std::size_t kRequestBytesMax = 512 * 1024;
// A client's deadline beyond this is cut to it; without one a call gets kDeadlineDefault.
inline constexpr std::chrono::seconds kDeadlineMax{300};
inline constexpr std::chrono::seconds kDeadlineDefault{10};

struct ShellOptions {
  std::string service;            // "intake"
  int calls_in_flight_max = 256;  // above: RESOURCE_EXHAUSTED at once
  int workers = 128;              // threads that handlers block on; started when needed
  const base::Clock* clock = &base::SystemClock();
  telemetry::Metrics* metrics = nullptr;
};

// Thread-safe. Every call ends in one audit line when its policy row says so: method, actor, role,
// result and the resource name in the request; never content.
class Shell {
 public:
  Shell(ShellOptions options, const access::Authenticator* authenticator,
        access::PolicyTable policy);
  ~Shell();
  // Runs `body` for an allowed call on the pool and finishes the reactor with its status. `request`
  // is looked at for its size and the resource it names; it may be nullptr.
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* context, std::string_view method,
                                std::function<absl::Status(const Call&)> body,
                                const google::protobuf::Message* request = nullptr);
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
  const auto body = [=](const Call& call) -> absl::Status {
    absl::StatusOr<Response> result = (handlers->*handler)(call, *request);
    if (!result.ok()) return result.status();
    *response = *std::move(result);
    return absl::OkStatus();
  };
  return shell.Run(context, method, body, request);
}

}  // namespace rondetafel::rpc
