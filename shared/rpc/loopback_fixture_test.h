// A real server on a free loopback port around one OperationsService whose GetProjectionHash does
// what the test says.
#pragma once
#include <google/protobuf/descriptor.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "rondetafel/operations/v1/service.grpc.pb.h"
#include "shared/base/text.h"
#include "shared/rpc/serve.h"
#include "shared/rpc/server.h"
#include "shared/telemetry/metrics.h"

namespace rondetafel::rpc {

namespace operations = ::rondetafel::operations::v1;
using Reply = absl::StatusOr<operations::GetProjectionHashResponse>;

// "Bearer <number of a role>".
class RoleAuthenticator : public access::Authenticator {
 public:
  absl::StatusOr<type::v1::Actor> Authenticate(std::string_view authorization) const override {
    if (!authorization.starts_with("Bearer ")) return absl::UnauthenticatedError("who are you");
    type::v1::Actor actor;
    actor.set_actor_id("0b8f6d9e-1f43-4d54-8a56-2f6d6f9a1c11");
    actor.set_role(static_cast<type::v1::Role>(std::stoi(std::string(authorization.substr(7)))));
    return actor;
  }
  bool loopback_only() const override { return true; }
};

class StubHandlers {
 public:
  Reply GetProjectionHash(const Call& call, const operations::GetProjectionHashRequest& request) {
    return reply(call, request);
  }
  std::function<Reply(const Call&, const operations::GetProjectionHashRequest&)> reply;
};

class StubService : public operations::OperationsService::CallbackService {
 public:
  StubService(Shell* shell, StubHandlers* handlers) : shell_(shell), handlers_(handlers) {}
  grpc::ServerUnaryReactor* GetProjectionHash(
      grpc::CallbackServerContext* context, const operations::GetProjectionHashRequest* request,
      operations::GetProjectionHashResponse* response) override {
    return Serve(*shell_, context, "GetProjectionHash", request, response, handlers_,
                 &StubHandlers::GetProjectionHash);
  }

 private:
  Shell* shell_;
  StubHandlers* handlers_;
};

// A row for every method there is; the one the stub answers is put on record.
inline access::PolicyTable OperatorsOnly() {
  const access::Roles roles = {type::v1::ROLE_OPERATOR, type::v1::ROLE_MIGRATION};
  const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
      operations::OperationsService::service_full_name());
  std::vector<access::MethodPolicy> rows;
  for (int i = 0; i < service->method_count(); ++i) {
    const std::string& method = service->method(i)->name();
    const bool looks = method == "GetProjectionHash";
    rows.push_back({method, roles, looks ? access::AuditLevel::kRead : access::AuditLevel::kNone});
  }
  return access::PolicyTable(std::move(rows));
}

class LoopbackTest : public testing::Test {
 protected:
  void Start(ShellOptions options) {
    options.service = "stub";
    options.metrics = &metrics_;
    shell_ = std::make_unique<Shell>(options, &authenticator_, OperatorsOnly());
    service_ = std::make_unique<StubService>(shell_.get(), &handlers_);
    auto server =
        Server::Start({.service = "stub", .policies = {&shell_->policy()}}, {service_.get()});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    channel_ = grpc::CreateChannel(base::Cat("127.0.0.1:", server_->port()),
                                   grpc::InsecureChannelCredentials());
    stub_ = operations::OperationsService::NewStub(channel_);
  }
  void SetUp() override {
    handlers_.reply = [](const Call&, const auto&) {
      return Reply(operations::GetProjectionHashResponse());
    };
    Start({});
  }
  void TearDown() override {
    if (server_ != nullptr) server_->Shutdown(std::chrono::seconds(5));
  }

  grpc::Status Get(type::v1::Role role = type::v1::ROLE_OPERATOR,
                   const std::string& registered = "") {
    grpc::ClientContext context;
    context.AddMetadata("authorization", base::Cat("Bearer ", static_cast<int>(role)));
    if (!registered.empty()) context.AddMetadata("rondetafel-registered-at", registered);
    return stub_->GetProjectionHash(&context, request_, &response_);
  }
  static std::string ReasonOf(const grpc::Status& status) {
    google::rpc::Status wire;
    EXPECT_TRUE(wire.ParseFromString(status.error_details()));
    google::rpc::ErrorInfo info;
    EXPECT_TRUE(wire.details_size() > 0 && wire.details(0).UnpackTo(&info));
    return info.reason();
  }

  telemetry::Metrics metrics_;
  RoleAuthenticator authenticator_;
  StubHandlers handlers_;
  std::unique_ptr<Shell> shell_;
  std::unique_ptr<StubService> service_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<operations::OperationsService::Stub> stub_;
  operations::GetProjectionHashRequest request_;
  operations::GetProjectionHashResponse response_;
};

}  // namespace rondetafel::rpc
