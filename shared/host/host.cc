#include "shared/host/host.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "shared/access/access.h"
#include "shared/access/development_key.h"
#include "shared/base/check.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/commit/mac_keys.h"
#include "shared/host/admin_server.h"
#include "shared/host/data_layout.h"
#include "shared/host/head_keeper.h"
#include "shared/host/log_source.h"
#include "shared/host/running_service.h"
#include "shared/projection/damage.h"
#include "shared/telemetry/log.h"
#include "shared/telemetry/metrics.h"

namespace rondetafel::host {
namespace {

constexpr std::chrono::milliseconds kFollowInterval{50};
// Left of kDrainMax for closing the log and the process after the services have drained.
constexpr std::chrono::seconds kCloseReserve{2};
constexpr std::int64_t kWorkloadTokenLifeUs = 3600 * 1'000'000LL;

class RunningHost : public Host {
 public:
  RunningHost(const Program& program, const Config& config)
      : program_(program), config_(config), layout_{config.Text("data_dir")} {}
  ~RunningHost() override { Stop(); }

  absl::Status Open() {
    RT_ASSIGN_OR_RETURN(lock_, LockDataDir(layout_));
    RT_RETURN_IF_ERROR(
        CreateEmbeddedWhenNew(config_, layout_, program_.create_keys, &created_log_));
    const KeyFiles files = KeyFilesOf(config_);
    RT_RETURN_IF_ERROR(ReadKeys(files));
    authenticator_ = access::MakeDevelopmentAuthenticator(token_key_);
    RT_ASSIGN_OR_RETURN(OpenedLog opened, OpenLog(config_, layout_));
    log_ = std::move(opened.log);
    if (opened.without_its_tail) RT_RETURN_IF_ERROR(SetProjectionsAside());
    for (const HostedService& hosted : program_.services) {
      RT_RETURN_IF_ERROR(StartService(hosted, files));
    }
    follower_ = std::thread([this] { Follow(); });
    RT_ASSIGN_OR_RETURN(
        admin_, AdminServer::Start(config_.Text("admin.address"),
                                   static_cast<int>(config_.Number("admin.port")), MakeHooks()));
    return absl::OkStatus();
  }

  bool WaitUntilServing(std::chrono::milliseconds wait) override {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, wait, [this] { return all_serving_ || !failure_.ok() || stopped_; });
    return all_serving_;
  }
  absl::Status failure() const override {
    std::lock_guard lock(mutex_);
    return failure_;
  }
  bool created_log() const override { return created_log_; }
  std::string log_id() const override { return log_->log_id().ToString(); }
  int admin_port() const override { return admin_->port(); }
  int port(const std::string& service) const override {
    const auto found = std::ranges::find(services_, service, &RunningService::name);
    RT_CHECK(found != services_.end());
    return (*found)->port();
  }

  void Stop() override {
    {
      std::lock_guard lock(mutex_);
      if (stopped_) return;
      stopped_ = true;
    }
    changed_.notify_all();
    const auto until = std::chrono::steady_clock::now() + kDrainMax - kCloseReserve;
    if (follower_.joinable()) follower_.join();
    head_keeper_ = nullptr;
    for (auto service = services_.rbegin(); service != services_.rend(); ++service) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
          until - std::chrono::steady_clock::now());
      (*service)->Stop(std::max(left, std::chrono::milliseconds(0)));
    }
    admin_ = nullptr;
    while (!services_.empty()) services_.pop_back();
    keyrings_.clear();
    log_ = nullptr;
    telemetry::Log(telemetry::Level::kInfo, "stopped", {{"program", program_.name}});
  }

 private:
  // All of them, before anything runs: the first service to start writes behind what is left, and
  // what another has folded of the lost tail cannot be told from that any more.
  absl::Status SetProjectionsAside() {
    for (const HostedService& hosted : program_.services) {
      RT_ASSIGN_OR_RETURN(const std::string aside,
                          projection::SetAside(layout_.service_dir(hosted.name)));
      telemetry::Log(
          telemetry::Level::kWarn, "projection_set_aside",
          {{"service", hosted.name}, {"kept_in", aside}, {"reason", "the log lost its tail"}});
    }
    return absl::OkStatus();
  }

  absl::Status ReadKeys(const KeyFiles& files) {
    auto mac_keys = commit::ReadKeyFile(files.mac());
    if (absl::IsNotFound(mac_keys.status())) {
      return absl::FailedPreconditionError(
          base::Cat("there are no keys in ", files.dir,
                    ": `rtctl log create` makes a log with its keys; give keys.dir their folder"));
    }
    RT_RETURN_IF_ERROR(mac_keys.status());
    mac_keys_ = *std::move(mac_keys);
    RT_ASSIGN_OR_RETURN(token_key_, access::ReadDevelopmentKey(files.development_token()));
    return ReadSigningKey(files);
  }

  // An installation that is older than signed heads gets its key now. A folder that cannot be
  // written to does not keep the suite from starting: then no heads are signed.
  absl::Status ReadSigningKey(const KeyFiles& files) {
    const absl::Status made = heads::CreateSigningKey(files.signing());
    if (!made.ok() && !absl::IsAlreadyExists(made)) {
      telemetry::Log(telemetry::Level::kError, "heads_not_signed",
                     {{"reason", std::string(made.message())}});
      return absl::OkStatus();
    }
    RT_ASSIGN_OR_RETURN(heads::SigningKey key, heads::ReadSigningKey(files.signing()));
    signing_key_.emplace(std::move(key));
    return absl::OkStatus();
  }

  void KeepHeads() {
    const std::int64_t minutes = config_.Number("heads.every_minutes");
    if (minutes == 0 || !signing_key_) return;
    const std::string& folder = config_.Text("heads.dir");
    std::vector<HeadKeeper::Draft> drafts;
    for (const auto& service : services_) {
      drafts.push_back([running = service.get()] { return running->DraftHeads(); });
    }
    head_keeper_ = std::make_unique<HeadKeeper>(
        HeadKeeperOptions{folder.empty() ? config_.Text("data_dir") + "/heads" : folder,
                          std::chrono::minutes(minutes)},
        std::move(drafts));
  }

  absl::Status StartService(const HostedService& hosted, const KeyFiles& files) {
    RunningSetup setup;
    setup.hosted = &hosted;
    setup.environment.clock = &base::SystemClock();
    setup.environment.metrics = &metrics_;
    setup.environment.share_dir = config_.Text("share_dir");
    setup.clock_ahead_max_ms = config_.Number("clock.ahead_max_hours") * 3'600'000;
    setup.environment.keys_dir = files.dir;
    if (hosted.holds_keyring && program_.connect_keyring) {
      RT_ASSIGN_OR_RETURN(auto keyring, program_.connect_keyring(RouteFor(hosted.name)));
      setup.environment.keyring = keyring.get();
      keyrings_.push_back(std::move(keyring));
    }
    setup.log = log_.get();
    setup.keys = &mac_keys_;
    setup.authenticator = authenticator_.get();
    setup.signing_key = signing_key_ ? &*signing_key_ : nullptr;
    setup.data_dir = layout_.service_dir(hosted.name);
    setup.compression = config_.Flag("projection.compression");
    setup.address = config_.Text("address");
    setup.port = static_cast<int>(config_.Number(hosted.name + ".port"));
    RT_ASSIGN_OR_RETURN(auto service, RunningService::Start(std::move(setup)));
    services_.push_back(std::move(service));
    return absl::OkStatus();
  }

  KeyringRoute RouteFor(const std::string& service) const {
    KeyringRoute route;
    route.service = service;
    route.address = config_.Text("keyring.address");
    route.port = static_cast<int>(config_.Number("keyring.port"));
    route.bearer_for = [key = token_key_](const type::v1::Actor& actor) {
      const std::int64_t until = base::SystemClock().Now().us + kWorkloadTokenLifeUs;
      return "Bearer " + access::MintDevelopmentToken(actor, until, key);
    };
    route.clock = &base::SystemClock();
    return route;
  }

  AdminHooks MakeHooks() {
    AdminHooks hooks;
    hooks.live = [] { return Probe{true, "live\n"}; };
    hooks.started = [this] { return StartedProbe(); };
    hooks.ready = [this] { return ReadyProbe(); };
    hooks.metrics = [this] { return metrics_.RenderText(); };
    return hooks;
  }

  Probe StartedProbe() const {
    Probe probe{true, {}};
    for (const auto& service : services_) {
      probe.good = probe.good && service->started();
      probe.text += base::Cat(service->name(), service->started() ? ": started\n" : ": starting\n");
    }
    return probe;
  }

  Probe ReadyProbe() const {
    Probe probe{true, {}};
    for (const auto& service : services_) {
      std::string why = "serving";
      probe.good = service->serving(&why) && probe.good;
      probe.text += base::Cat(service->name(), ": ", why, "\n");
    }
    return probe;
  }

  void Follow() {
    std::unique_lock lock(mutex_);
    while (!stopped_) {
      lock.unlock();
      bool all = true;
      absl::Status failed;
      for (const auto& service : services_) {
        service->Follow();
        std::string why;
        all = service->serving(&why) && all;
        failed.Update(service->failure());
      }
      lock.lock();
      if (all && !all_serving_ && head_keeper_ == nullptr) KeepHeads();
      all_serving_ = all;
      failure_.Update(failed);
      if (all_serving_ || !failure_.ok()) changed_.notify_all();
      changed_.wait_for(lock, kFollowInterval, [this] { return stopped_; });
    }
  }

  const Program program_;
  const Config config_;
  const DataLayout layout_;
  bool created_log_ = false;
  telemetry::Metrics metrics_;
  std::unique_ptr<eventlog::DirectoryLock> lock_;
  commit::MacKeySet mac_keys_;
  std::string token_key_;
  std::optional<heads::SigningKey> signing_key_;
  std::unique_ptr<access::Authenticator> authenticator_;
  std::unique_ptr<eventlog::EventLog> log_;
  std::vector<std::unique_ptr<sealing::KeyringClient>> keyrings_;
  std::vector<std::unique_ptr<RunningService>> services_;  // complete before the follower starts
  std::unique_ptr<AdminServer> admin_;
  std::unique_ptr<HeadKeeper> head_keeper_;  // the follower makes it, Stop ends it
  std::thread follower_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool all_serving_ = false;
  bool stopped_ = false;
  absl::Status failure_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Host>> Host::Start(const Program& program, const Config& config) {
  auto host = std::make_unique<RunningHost>(program, config);
  RT_RETURN_IF_ERROR(host->Open());
  return host;
}

}  // namespace rondetafel::host
