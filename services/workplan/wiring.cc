#include "services/workplan/wiring.h"

#include "services/workplan/policy.h"
#include "services/workplan/workplan_service.h"

namespace rondetafel::workplan {
namespace {

class Workplan final : public host::Service {
 public:
  explicit Workplan(const host::Environment& environment) : environment_(environment) {}

  std::string_view name() const override { return "workplan"; }
  runtime::ServiceDefinition Definition() override { return WorkplanDefinition(); }
  access::PolicyTable Policy() const override { return WorkPlanPolicy(); }
  std::vector<grpc::Service*> Mount(runtime::ServiceRuntime& runtime, rpc::Shell& shell) override {
    handlers_ = std::make_unique<WorkPlanHandlers>(&runtime, environment_.keyring);
    grpc_ = std::make_unique<WorkPlanGrpc>(&shell, handlers_.get());
    return {grpc_.get()};
  }

 private:
  host::Environment environment_;
  std::unique_ptr<WorkPlanHandlers> handlers_;
  std::unique_ptr<WorkPlanGrpc> grpc_;
};

}  // namespace

std::unique_ptr<host::Service> MakeWorkplan(const host::Environment& environment) {
  return std::make_unique<Workplan>(environment);
}

}  // namespace rondetafel::workplan
