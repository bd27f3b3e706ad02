#include "services/scheduling/wiring.h"

#include "services/scheduling/definition.h"
#include "services/scheduling/policy.h"
#include "services/scheduling/scheduling_service.h"

namespace rondetafel::scheduling {
namespace {

class Scheduling final : public host::Service {
 public:
  explicit Scheduling(const host::Environment& environment) : environment_(environment) {}

  std::string_view name() const override { return "scheduling"; }
  runtime::ServiceDefinition Definition() override { return SchedulingDefinition(); }
  access::PolicyTable Policy() const override { return SchedulingPolicy(); }
  std::vector<grpc::Service*> Mount(runtime::ServiceRuntime& runtime, rpc::Shell& shell) override {
    handlers_ = std::make_unique<SchedulingHandlers>(&runtime, environment_.keyring);
    grpc_ = std::make_unique<SchedulingGrpc>(&shell, handlers_.get());
    return {grpc_.get()};
  }

 private:
  host::Environment environment_;
  std::unique_ptr<SchedulingHandlers> handlers_;
  std::unique_ptr<SchedulingGrpc> grpc_;
};

}  // namespace

std::unique_ptr<host::Service> MakeScheduling(const host::Environment& environment) {
  return std::make_unique<Scheduling>(environment);
}

}  // namespace rondetafel::scheduling
