#include "shared/rpc/server.h"

#include <google/protobuf/descriptor.h>
#include <grpc/support/log.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/server_builder_option.h>
#include <grpcpp/impl/server_builder_plugin.h>
#include <grpcpp/impl/server_initializer.h>

#include <algorithm>
#include <charconv>
#include <mutex>

#include "shared/base/text.h"
#include "shared/rpc/serve.h"
#include "shared/telemetry/log.h"

namespace rondetafel::rpc {
namespace {

constexpr int kConcurrentStreamsMax = 512;        // per connection
constexpr int kKeepaliveTimeMs = 60'000;          // ping a silent client
constexpr int kKeepaliveTimeoutMs = 20'000;       // and drop it when it does not answer
constexpr int kClientPingIntervalMinMs = 10'000;  // more often is abuse
constexpr int kBufferBytesMax = 64 * 1024 * 1024;
constexpr int kMetadataBytesMax = 16 * 1024;

// Names of the services a server was built with, from gRPC itself: what is mounted cannot hide.
class MountedNames : public grpc::ServerBuilderPlugin {
 public:
  explicit MountedNames(std::vector<std::string>* names) : names_(names) {}
  grpc::string name() override { return "mounted_names"; }
  void InitServer(grpc::ServerInitializer*) override {}
  void Finish(grpc::ServerInitializer* initializer) override {
    *names_ = *initializer->GetServiceList();
  }
  void ChangeArguments(const grpc::string&, void*) override {}

 private:
  std::vector<std::string>* names_;
};

class WithMountedNames : public grpc::ServerBuilderOption {
 public:
  explicit WithMountedNames(std::vector<std::string>* names) : names_(names) {}
  void UpdateArguments(grpc::ChannelArguments*) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    plugins->push_back(std::make_unique<MountedNames>(names_));
  }

 private:
  std::vector<std::string>* names_;
};

bool IsOfGrpcItself(const std::string& service) { return service.starts_with("grpc."); }

absl::Status CheckPolicies(const std::vector<std::string>& mounted, const ServerOptions& options) {
  for (const std::string& name : mounted) {
    if (IsOfGrpcItself(name)) continue;
    const auto* service =
        google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    if (service == nullptr) {
      return absl::FailedPreconditionError(base::Cat(name, " has no descriptor in this program"));
    }
    for (int i = 0; i < service->method_count(); ++i) {
      const std::string& method = service->method(i)->name();
      const bool has_row = std::ranges::any_of(
          options.policies, [&](const access::PolicyTable* table) { return table->Has(method); });
      if (!has_row) {
        return absl::FailedPreconditionError(base::Cat("the server of ", options.service,
                                                       " does not start: ", name, ".", method,
                                                       " has no row in the policy table"));
      }
    }
  }
  return absl::OkStatus();
}

// gRPC's own messages, as our log lines. They name addresses and connection states, no requests.
void ForwardGrpcLog(gpr_log_func_args* args) {
  if (args->severity != GPR_LOG_SEVERITY_ERROR) return;
  telemetry::Log(telemetry::Level::kWarn, "grpc", {{"text", args->message}});
}

void EnablePluginsOnce() {
  static std::once_flag once;
  std::call_once(once, [] {
    gpr_set_log_function(ForwardGrpcLog);
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  });
}

void SetLimits(grpc::ServerBuilder& builder) {
  // One port, one process: with SO_REUSEPORT a second one would silently share it.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kConcurrentStreamsMax);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveTimeMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kClientPingIntervalMinMs);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMetadataBytesMax);
  // A little above what a method takes, so that a request slightly too large gets our own answer.
  builder.SetMaxReceiveMessageSize(static_cast<int>(2 * kRequestBytesMax));
  grpc::ResourceQuota quota("rondetafel");
  quota.Resize(kBufferBytesMax);
  builder.SetResourceQuota(quota);
  // Reflection alone is of the synchronous kind: one thread polls for it.
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MIN_POLLERS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 1);
}

}  // namespace

bool IsLoopback(std::string_view address) {
  if (address == "localhost" || address == "::1" || address == "[::1]") return true;
  int parts[4] = {};
  for (int i = 0; i < 4; ++i) {
    const auto [end, error] =
        std::from_chars(address.data(), address.data() + address.size(), parts[i]);
    if (error != std::errc{} || parts[i] < 0 || parts[i] > 255) return false;
    address.remove_prefix(static_cast<std::size_t>(end - address.data()));
    if (i < 3) {
      if (!address.starts_with('.')) return false;
      address.remove_prefix(1);
    }
  }
  return address.empty() && parts[0] == 127;
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options,
                                                      const std::vector<grpc::Service*>& services) {
  if (options.loopback_only && !IsLoopback(options.address)) {
    return absl::FailedPreconditionError(
        base::Cat(options.service, " does not listen on ", options.address,
                  ": development tokens are for loopback only; use 127.0.0.1"));
  }
  EnablePluginsOnce();
  std::vector<std::string> mounted;
  auto server = std::unique_ptr<Server>(new Server);
  grpc::ServerBuilder builder;
  SetLimits(builder);
  builder.SetOption(std::make_unique<WithMountedNames>(&mounted));
  builder.AddListeningPort(base::Cat(options.address, ":", options.port),
                           grpc::InsecureServerCredentials(), &server->port_);
  for (grpc::Service* service : services) builder.RegisterService(service);
  server->server_ = builder.BuildAndStart();
  if (server->server_ == nullptr || server->port_ == 0) {
    return absl::FailedPreconditionError(
        base::Cat(options.service, " cannot listen on ", options.address, ":", options.port,
                  ": the port is in use by another process, or not ours to use; stop that process "
                  "or choose another port"));
  }
  server->SetServing(false);
  // A call that slips in before this check meets the same table and is denied.
  if (absl::Status status = CheckPolicies(mounted, options); !status.ok()) {
    server->Shutdown(std::chrono::milliseconds(0));
    return status;
  }
  return server;
}

Server::~Server() { Shutdown(std::chrono::milliseconds(0)); }

void Server::SetServing(bool serving) {
  server_->GetHealthCheckService()->SetServingStatus(serving);
}

void Server::Shutdown(std::chrono::milliseconds drain) {
  if (server_ == nullptr) return;
  server_->GetHealthCheckService()->Shutdown();
  server_->Shutdown(std::chrono::system_clock::now() + drain);
  server_->Wait();
}

}  // namespace rondetafel::rpc
