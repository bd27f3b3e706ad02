#include "services/statistics/wiring.h"

#include "services/statistics/policy.h"
#include "services/statistics/statistics_service.h"

namespace rondetafel::statistics {
namespace {

class Statistics final : public host::Service {
 public:
  std::string_view name() const override { return "statistics"; }
  runtime::ServiceDefinition Definition() override { return StatisticsDefinition(); }
  access::PolicyTable Policy() const override { return StatisticsPolicy(); }
  std::vector<grpc::Service*> Mount(runtime::ServiceRuntime& runtime, rpc::Shell& shell) override {
    handlers_ = std::make_unique<StatisticsHandlers>(&runtime);
    grpc_ = std::make_unique<StatisticsGrpc>(&shell, handlers_.get());
    return {grpc_.get()};
  }

 private:
  std::unique_ptr<StatisticsHandlers> handlers_;
  std::unique_ptr<StatisticsGrpc> grpc_;
};

}  // namespace

std::unique_ptr<host::Service> MakeStatistics(const host::Environment&) {
  return std::make_unique<Statistics>();
}

}  // namespace rondetafel::statistics
