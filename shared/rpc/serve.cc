#include "shared/rpc/serve.h"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>

#include "shared/base/steady.h"
#include "shared/base/text.h"
#include "shared/rpc/admission.h"
#include "shared/rpc/audit.h"
#include "shared/rpc/call_metadata.h"
#include "shared/rpc/errors.h"
#include "shared/rpc/grpc_status.h"
#include "shared/rpc/worker_pool.h"
#include "shared/telemetry/log.h"
#include "shared/telemetry/metrics.h"

namespace rondetafel::rpc {
namespace {

using Body = std::function<absl::Status(const Call&)>;

// Made once: under overload these are most of all answers.
const grpc::Status& Overloaded() {
  static const auto* const kStatus = new grpc::Status(ToGrpcStatus(
      MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED", "",
                "too many calls at once; nothing was done, try again later",
                "Het is nu te druk; er is niets gebeurd. Probeer het straks opnieuw.")));
  return *kStatus;
}

const grpc::Status& ShuttingDown() {
  static const auto* const kStatus = new grpc::Status(
      ToGrpcStatus(MakeError(absl::StatusCode::kUnavailable, "SHUTTING_DOWN", "",
                             "the service is ending; repeat with the same command_id",
                             "De dienst sluit af. Herhaal straks met hetzelfde command_id.")));
  return *kStatus;
}

absl::Status CheckSize(const google::protobuf::Message* request) {
  if (request == nullptr || request->ByteSizeLong() <= kRequestBytesMax) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInvalidArgument, "REQUEST_TOO_LARGE", "",
                   base::Cat("the request is larger than ", kRequestBytesMax, " bytes"),
                   "De vraag is te groot.");
}

// Nothing a user can do ends here: whatever does is a fault of ours and says so in the log.
absl::Status Guarded(const std::string& service, const Body& body, const Call& call) {
  std::string_view what;
  try {
    const absl::Status status = body(call);
    if (!absl::IsInternal(status) && !absl::IsUnknown(status)) return status;
    what = "status";
  } catch (const std::exception&) {
    what = "exception";  // its text may quote a request
  } catch (...) {
    what = "foreign exception";
  }
  telemetry::Log(telemetry::Level::kError, "call_fault",
                 {{"service", service}, {"method", call.method}, {"what", what}});
  return absl::InternalError("");
}

}  // namespace

struct Shell::Impl {
  Impl(ShellOptions given, const access::Authenticator* given_authenticator,
       access::PolicyTable given_policy)
      : options(std::move(given)),
        authenticator(given_authenticator),
        policy(std::move(given_policy)),
        admission(options.calls_in_flight_max),
        pool(options.workers) {}

  // Why there is no place for one call more; nullptr when it got one.
  const grpc::Status* Enter() {
    std::lock_guard lock(mutex);
    if (draining) return &ShuttingDown();
    return admission.Enter() ? nullptr : &Overloaded();
  }
  void Leave(std::int64_t entered_us, bool answered) {
    const std::int64_t now_us = options.clock->MonotonicUs();
    std::lock_guard lock(mutex);
    admission.Leave(now_us, now_us - entered_us, answered);
    if (admission.in_flight() == 0) quiet.notify_all();
  }

  // Everything before the handler: who is it, may they, is the call of a fit shape.
  absl::Status Admit(const grpc::CallbackServerContext& context,
                     const google::protobuf::Message* request, Call& call) {
    auto actor = authenticator->Authenticate(MetadataOf(context, "authorization"));
    if (!actor.ok()) {
      return MakeError(actor.status().code(), "UNAUTHENTICATED", "",
                       std::string(actor.status().message()), "Meld u eerst aan.");
    }
    call.actor = *std::move(actor);
    if (const absl::Status allowed = policy.Check(call.method, call.actor); !allowed.ok()) {
      return MakeError(allowed.code(), "ROLE_NOT_ALLOWED", "R171", std::string(allowed.message()),
                       "Uw rol mag dit niet doen.");
    }
    absl::Status status = CheckSize(request);
    return status.ok() ? ReadRegisteredAt(context, call) : status;
  }

  void Measure(const Call& call, const absl::Status& status) {
    if (options.metrics == nullptr) return;
    const telemetry::Labels labels = {{"method", call.method},
                                      {"code", absl::StatusCodeToString(status.code())}};
    const std::int64_t took_us = options.clock->Now().us - call.now.us;
    options.metrics->Count(options.service, "calls_total", labels);
    options.metrics->Observe(options.service, "call_seconds", labels,
                             static_cast<double>(took_us) / 1e6);
  }

  void Audit(const Call& call, const absl::Status& status,
             const google::protobuf::Message* request) {
    const access::MethodPolicy* row = policy.Find(call.method);
    if (row == nullptr || row->audit == access::AuditLevel::kNone) return;
    WriteAuditLine(options.service, call, row->audit, absl::StatusCodeToString(status.code()),
                   request == nullptr ? "" : ResourceNamedBy(*request));
  }

  // Before anybody looked who calls: there is no actor to put on record, and nothing was seen. Of
  // its time nothing is told: call_seconds is of calls that were taken.
  void TurnAway(grpc::ServerUnaryReactor* reactor, std::string_view method,
                const grpc::Status& why) {
    if (options.metrics != nullptr) {
      const auto code = static_cast<absl::StatusCode>(why.error_code());
      options.metrics->Count(
          options.service, "calls_total",
          {{"method", std::string(method)}, {"code", absl::StatusCodeToString(code)}});
    }
    reactor->Finish(why);
  }

  // `request` lives until Finish.
  void Finish(grpc::ServerUnaryReactor* reactor, const Call& call, const absl::Status& status,
              const google::protobuf::Message* request) {
    Measure(call, status);
    Audit(call, status, request);
    reactor->Finish(ToGrpcStatus(status));
  }

  const ShellOptions options;
  const access::Authenticator* const authenticator;
  const access::PolicyTable policy;
  std::mutex mutex;
  std::condition_variable quiet;
  Admission admission;
  bool draining = false;
  WorkerPool pool;  // last: ends first
};

Shell::Shell(ShellOptions options, const access::Authenticator* authenticator,
             access::PolicyTable policy)
    : impl_(std::make_unique<Impl>(std::move(options), authenticator, std::move(policy))) {}
Shell::~Shell() = default;

const access::PolicyTable& Shell::policy() const { return impl_->policy; }

grpc::ServerUnaryReactor* Shell::Run(grpc::CallbackServerContext* context, std::string_view method,
                                     std::function<absl::Status(const Call&)> body,
                                     const google::protobuf::Message* request) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  if (const grpc::Status* full = impl_->Enter(); full != nullptr) {
    impl_->TurnAway(reactor, method, *full);
    return reactor;
  }
  const std::int64_t entered_us = impl_->options.clock->MonotonicUs();
  Call call;
  call.method = std::string(method);
  call.now = impl_->options.clock->Now();
  call.deadline = DeadlineOf(*context, base::SteadyNow(*impl_->options.clock));
  call.traceparent = TraceparentOf(*context);
  if (const absl::Status status = impl_->Admit(*context, request, call); !status.ok()) {
    impl_->Finish(reactor, call, status, request);
    impl_->Leave(entered_us, false);
    return reactor;
  }
  impl_->pool.Post([impl = impl_.get(), entered_us, reactor, call = std::move(call),
                    body = std::move(body), request] {
    const bool late = base::SteadyNow(*impl->options.clock) >= call.deadline;
    const absl::Status result =
        late ? absl::DeadlineExceededError("the deadline passed before the call began")
             : Guarded(impl->options.service, body, call);
    impl->Finish(reactor, call, result, request);
    impl->Leave(entered_us, result.ok());
  });
  return reactor;
}

void Shell::Drain(std::chrono::milliseconds drain) {
  std::unique_lock lock(impl_->mutex);
  impl_->draining = true;
  impl_->quiet.wait_for(lock, drain, [&] { return impl_->admission.in_flight() == 0; });
}

}  // namespace rondetafel::rpc
