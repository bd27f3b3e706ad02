#include "services/triage/wiring.h"

#include "services/triage/definition.h"
#include "services/triage/desk_seed.h"
#include "services/triage/policy.h"
#include "services/triage/triage_service.h"
#include "shared/base/status.h"
#include "shared/base/steady.h"

namespace rondetafel::triage {
namespace {

constexpr std::int64_t kSeedDeadlineUs = 30'000'000;

class Triage final : public host::Service {
 public:
  explicit Triage(const host::Environment& environment) : environment_(environment) {}

  std::string_view name() const override { return "triage"; }
  runtime::ServiceDefinition Definition() override { return TriageDefinition(); }
  access::PolicyTable Policy() const override { return TriagePolicy(); }
  std::vector<grpc::Service*> Mount(runtime::ServiceRuntime& runtime, rpc::Shell& shell) override {
    handlers_ = std::make_unique<TriageHandlers>(&runtime, environment_.keyring);
    grpc_ = std::make_unique<TriageGrpc>(&shell, handlers_.get());
    return {grpc_.get()};
  }
  absl::Status Ready(runtime::ServiceRuntime& runtime) override {
    if (environment_.share_dir.empty()) return absl::OkStatus();
    RT_ASSIGN_OR_RETURN(const auto records,
                        ReadDeskFile(environment_.share_dir + "/triage/desks.toml"));
    return SeedDesks(records, runtime, {base::SteadyNow(*environment_.clock).us + kSeedDeadlineUs});
  }

 private:
  host::Environment environment_;
  std::unique_ptr<TriageHandlers> handlers_;
  std::unique_ptr<TriageGrpc> grpc_;
};

}  // namespace

std::unique_ptr<host::Service> MakeTriage(const host::Environment& environment) {
  return std::make_unique<Triage>(environment);
}

}  // namespace rondetafel::triage
