#include "shared/host/running_service.h"

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/telemetry/log.h"

namespace rondetafel::host {
namespace {

constexpr int kGenericCallsMax = 32;
constexpr int kGenericWorkers = 8;
constexpr std::chrono::milliseconds kReadyPause{200};  // between tries of a Ready that cannot yet

std::string HaltsOf(const runtime::ServiceRuntime& runtime) {
  for (const runtime::PartitionStatus& partition : runtime.Status()) {
    if (partition.halted) {
      return base::Cat(partition.topic, "/", partition.partition,
                       " halted: ", partition.halt_reason);
    }
  }
  return "catching up with the log";
}

}  // namespace

access::PolicyTable GenericPolicy() {
  using access::AuditLevel;
  const access::Roles history = {type::v1::ROLE_DESK_WORKER, type::v1::ROLE_TEAM_LEAD,
                                 type::v1::ROLE_OPERATOR, type::v1::ROLE_AUDITOR};
  const access::Roles look = {type::v1::ROLE_OPERATOR, type::v1::ROLE_AUDITOR,
                              type::v1::ROLE_MIGRATION};
  const access::Roles act = {type::v1::ROLE_OPERATOR};
  const access::Roles close = {type::v1::ROLE_OPERATOR, type::v1::ROLE_MIGRATION};
  return access::PolicyTable({{"ListCaseCommits", history, AuditLevel::kRead},
                              {"GetStatus", look, AuditLevel::kNone},
                              {"GetProjectionHash", look, AuditLevel::kNone},
                              {"VerifyProjection", act, AuditLevel::kWrite},
                              {"GetVerification", look, AuditLevel::kNone},
                              {"RebuildProjection", act, AuditLevel::kWrite},
                              {"RollBackProjection", act, AuditLevel::kWrite},
                              {"ForgetPreviousProjection", act, AuditLevel::kWrite},
                              {"CreateCheckpoint", act, AuditLevel::kWrite},
                              {"GetProjectionWork", look, AuditLevel::kNone},
                              {"ConfirmClock", act, AuditLevel::kWrite},
                              {"CloseMigration", close, AuditLevel::kWrite},
                              {"SignHeads", look, AuditLevel::kRead},
                              {"IntroduceMacKey", act, AuditLevel::kWrite}});
}

absl::StatusOr<std::unique_ptr<RunningService>> RunningService::Start(RunningSetup setup) {
  std::unique_ptr<RunningService> running(new RunningService(std::move(setup)));
  RT_RETURN_IF_ERROR(running->Open());
  return running;
}

absl::Status RunningService::Open() {
  RT_ASSIGN_OR_RETURN(service_, setup_.hosted->make(setup_.environment));
  const runtime::ServiceDefinition definition = service_->Definition();
  HistorySource history{definition.topic, definition.kinds, setup_.log->partition_count()};
  runtime::RuntimeOptions options;
  options.data_dir = setup_.data_dir;
  options.compression = setup_.compression;
  options.clock = setup_.environment.clock;
  options.clock_ahead_max_ms = setup_.clock_ahead_max_ms;
  options.metrics = setup_.environment.metrics;
  auto runtime =
      runtime::ServiceRuntime::Start(options, service_->Definition(), setup_.log, setup_.keys);
  if (!runtime.ok()) {
    return absl::Status(runtime.status().code(),
                        base::Cat(name(), ": ", std::string(runtime.status().message())));
  }
  runtime_ = *std::move(runtime);
  verification_ =
      std::make_unique<Verification>([this](const runtime::RebuildProgressFn& progress) {
        return runtime_->VerifyProjection(progress);
      });
  projection_work_ = std::make_unique<ProjectionWork>(runtime_.get());
  return MountAndListen(std::move(history));
}

absl::Status RunningService::MountAndListen(HistorySource history) {
  rpc::ShellOptions options;
  options.service = name();
  options.clock = setup_.environment.clock;
  options.metrics = setup_.environment.metrics;
  shell_ = std::make_unique<rpc::Shell>(options, setup_.authenticator, service_->Policy());
  options.calls_in_flight_max = kGenericCallsMax;
  options.workers = kGenericWorkers;
  generic_shell_ = std::make_unique<rpc::Shell>(options, setup_.authenticator, GenericPolicy());

  history_handlers_ = std::make_unique<HistoryHandlers>(std::move(history), runtime_.get());
  history_ = std::make_unique<HistoryService>(generic_shell_.get(), history_handlers_.get());
  operations_handlers_ = std::make_unique<OperationsHandlers>(
      Facts(), runtime_.get(), verification_.get(), projection_work_.get());
  operations_ =
      std::make_unique<OperationsService>(generic_shell_.get(), operations_handlers_.get());

  std::vector<grpc::Service*> services = service_->Mount(*runtime_, *shell_);
  services.push_back(history_.get());
  services.push_back(operations_.get());
  rpc::ServerOptions server;
  server.service = name();
  server.address = setup_.address;
  server.port = setup_.port;
  server.loopback_only = setup_.authenticator->loopback_only();
  server.policies = {&shell_->policy(), &generic_shell_->policy()};
  RT_ASSIGN_OR_RETURN(server_, rpc::Server::Start(server, services));
  return absl::OkStatus();
}

OperationsFacts RunningService::Facts() const {
  return {name(), setup_.log->log_id().ToString(), setup_.log->partition_count(),
          RONDETAFEL_VERSION, setup_.signing_key};
}

absl::StatusOr<HeadsDraft> RunningService::DraftHeads() {
  return host::DraftHeads(Facts(), *runtime_);
}

RunningService::~RunningService() { Stop(std::chrono::milliseconds(0)); }

void RunningService::Follow() {
  const bool caught_up = runtime_->serving();
  if (caught_up && !ready_asked_.exchange(true)) {
    ready_thread_ = std::thread([this] { MakeReady(); });
  }
  const bool serves = caught_up && ready_;
  if (serves == told_serving_) return;
  told_serving_ = serves;
  server_->SetServing(serves);
  if (serves) started_ = true;
  telemetry::Log(telemetry::Level::kInfo, serves ? "serving" : "not_serving",
                 {{"service", name()}});
}

void RunningService::MakeReady() {
  while (!stopping_) {
    const absl::Status status = service_->Ready(*runtime_);
    if (status.ok()) {
      ready_ = true;
      return;
    }
    if (!absl::IsUnavailable(status)) {
      std::lock_guard lock(mutex_);
      failure_ =
          absl::Status(status.code(), base::Cat(name(), ": ", std::string(status.message())));
      return;
    }
    std::unique_lock lock(mutex_);
    pause_.wait_for(lock, kReadyPause, [&] { return stopping_.load(); });
  }
}

bool RunningService::serving(std::string* why) const {
  if (!runtime_->serving()) {
    *why = HaltsOf(*runtime_);
    return false;
  }
  if (ready_) return true;
  const absl::Status failed = failure();
  *why = failed.ok() ? "getting ready" : std::string(failed.message());
  return false;
}

absl::Status RunningService::failure() const {
  const absl::Status failed = runtime_->AwaitServing({});
  if (!failed.ok() && !absl::IsUnavailable(failed)) {
    return absl::Status(failed.code(), base::Cat(name(), ": ", std::string(failed.message())));
  }
  std::lock_guard lock(mutex_);
  return failure_;
}

void RunningService::Stop(std::chrono::milliseconds drain) {
  const auto until = std::chrono::steady_clock::now() + drain;
  const auto left = [&] {
    const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(
        until - std::chrono::steady_clock::now());
    return std::max(rest, std::chrono::milliseconds(0));
  };
  {
    std::lock_guard lock(mutex_);
    if (stopping_.exchange(true)) return;
  }
  pause_.notify_all();
  if (shell_ != nullptr) shell_->Drain(left());
  if (generic_shell_ != nullptr) generic_shell_->Drain(left());
  if (server_ != nullptr) server_->Shutdown(left());
  if (ready_thread_.joinable()) ready_thread_.join();
  verification_ = nullptr;
  projection_work_ = nullptr;
  if (runtime_ != nullptr) runtime_->Stop(left());
}

}  // namespace rondetafel::host
