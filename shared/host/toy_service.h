// For tests: the runtime's toy aggregate (accounts) hosted as a service named intake.
#pragma once
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "shared/host/program.h"
#include "shared/runtime/testing/account.h"

namespace rondetafel::host {

// What a test sees of it and tells it.
struct Toy {
  std::atomic<runtime::ServiceRuntime*> runtime = nullptr;
  std::atomic<int> ready_calls = 0;
  std::vector<absl::Status> ready = {};  // answers of the first calls; then OK
};

class ToyService : public Service {
 public:
  explicit ToyService(Toy* toy) : toy_(toy) {}
  std::string_view name() const override { return "intake"; }
  runtime::ServiceDefinition Definition() override {
    auto definition = runtime::testing::AccountService();
    definition.topic = "intake";
    return definition;
  }
  access::PolicyTable Policy() const override { return access::PolicyTable({}); }
  std::vector<grpc::Service*> Mount(runtime::ServiceRuntime& runtime, rpc::Shell&) override {
    toy_->runtime = &runtime;
    return {};
  }
  absl::Status Ready(runtime::ServiceRuntime&) override {
    const auto call = static_cast<std::size_t>(toy_->ready_calls++);
    return call < toy_->ready.size() ? toy_->ready[call] : absl::OkStatus();
  }

 private:
  Toy* const toy_;
};

inline Program ToyProgram(Toy* toy) {
  Program program;
  program.name = "toy";
  program.services = {
      {"intake", 0, false, [toy](const Environment&) -> absl::StatusOr<std::unique_ptr<Service>> {
         return std::make_unique<ToyService>(toy);
       }}};
  return program;
}

}  // namespace rondetafel::host
