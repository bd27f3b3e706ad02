#include "services/intake/wiring.h"

#include "services/intake/definition.h"
#include "services/intake/intake_service.h"
#include "services/intake/policy.h"

namespace rondetafel::intake {
namespace {

class Intake final : public host::Service {
 public:
  explicit Intake(const host::Environment& environment) : environment_(environment) {}

  std::string_view name() const override { return "intake"; }
  runtime::ServiceDefinition Definition() override { return IntakeDefinition(); }
  access::PolicyTable Policy() const override { return IntakePolicy(); }
  std::vector<grpc::Service*> Mount(runtime::ServiceRuntime& runtime, rpc::Shell& shell) override {
    handlers_ = std::make_unique<IntakeHandlers>(&runtime, environment_.keyring);
    grpc_ = std::make_unique<IntakeGrpc>(&shell, handlers_.get());
    return {grpc_.get()};
  }

 private:
  host::Environment environment_;
  std::unique_ptr<IntakeHandlers> handlers_;
  std::unique_ptr<IntakeGrpc> grpc_;
};

}  // namespace

std::unique_ptr<host::Service> MakeIntake(const host::Environment& environment) {
  return std::make_unique<Intake>(environment);
}

}  // namespace rondetafel::intake
