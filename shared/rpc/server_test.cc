#include "shared/rpc/server.h"

#include <grpcpp/generic/generic_stub.h>

#include "shared/rpc/loopback_fixture_test.h"

namespace rondetafel::rpc {
namespace {

class ServerTest : public LoopbackTest {
 protected:
  // A unary call by bytes: health has no generated client in Debian's gRPC.
  std::string HealthStatus() {
    grpc::GenericStub stub(channel_);
    grpc::ClientContext context;
    grpc::CompletionQueue queue;
    const grpc::ByteBuffer empty(nullptr, 0);
    auto call = stub.PrepareUnaryCall(&context, "/grpc.health.v1.Health/Check", empty, &queue);
    call->StartCall();
    grpc::ByteBuffer reply;
    grpc::Status status;
    call->Finish(&reply, &status, this);
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);
    if (!status.ok()) return status.error_message();
    grpc::Slice slice;
    EXPECT_TRUE(reply.DumpToSingleSlice(&slice).ok());
    return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
  }
};

// HealthCheckResponse{status}: 1 SERVING, 2 NOT_SERVING.
TEST_F(ServerTest, HealthSaysServingOnlyWhenToldSo) {
  EXPECT_EQ(HealthStatus(), "\x08\x02");
  server_->SetServing(true);
  EXPECT_EQ(HealthStatus(), "\x08\x01");
  server_->SetServing(false);
  EXPECT_EQ(HealthStatus(), "\x08\x02");
}

// ServerReflectionRequest{list_services: "*"} to the stream that every gRPC tool opens first.
TEST_F(ServerTest, ReflectionListsWhatIsMounted) {
  grpc::GenericStub stub(channel_);
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  const auto await = [&] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  auto stream = stub.PrepareCall(
      &context, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue);
  stream->StartCall(this);
  ASSERT_TRUE(await());
  const grpc::Slice asked("\x3a\x01*");
  stream->WriteLast(grpc::ByteBuffer(&asked, 1), grpc::WriteOptions(), this);
  ASSERT_TRUE(await());
  grpc::ByteBuffer reply;
  stream->Read(&reply, this);
  ASSERT_TRUE(await());
  grpc::Slice slice;
  ASSERT_TRUE(reply.DumpToSingleSlice(&slice).ok());
  const std::string names(reinterpret_cast<const char*>(slice.begin()), slice.size());
  EXPECT_NE(names.find("rondetafel.operations.v1.OperationsService"), std::string::npos);
  EXPECT_NE(names.find("grpc.health.v1.Health"), std::string::npos);
  grpc::Status status;
  stream->Finish(&status, this);
  EXPECT_TRUE(await());
  EXPECT_TRUE(status.ok()) << status.error_message();
}

TEST_F(ServerTest, RefusesAPortInUse) {
  Shell shell({.service = "second"}, &authenticator_, OperatorsOnly());
  StubService service(&shell, &handlers_);
  const auto second = Server::Start(
      {.service = "second", .port = server_->port(), .policies = {&shell.policy()}}, {&service});
  ASSERT_TRUE(absl::IsFailedPrecondition(second.status()));
  EXPECT_NE(second.status().message().find("in use"), absl::string_view::npos);
}

TEST_F(ServerTest, RefusesAnyAddressButLoopback) {
  for (const char* address :
       {"0.0.0.0", "192.168.1.1", "::", "example.org", "127.0.0", "127.0.0.1x"}) {
    EXPECT_FALSE(IsLoopback(address)) << address;
    const auto server = Server::Start({.service = "stub", .address = address}, {});
    ASSERT_TRUE(absl::IsFailedPrecondition(server.status())) << address;
    EXPECT_NE(server.status().message().find("loopback only"), absl::string_view::npos);
  }
  for (const char* address : {"127.0.0.1", "127.8.9.10", "::1", "localhost"}) {
    EXPECT_TRUE(IsLoopback(address)) << address;
  }
}

TEST_F(ServerTest, DoesNotStartWithAMethodThatNoRowNames) {
  const access::PolicyTable holed(
      {{"GetStatus", {}, {}}, {"GetProjectionHash", {}, {}}, {"VerifyProjection", {}, {}}});
  Shell shell({.service = "holed"}, &authenticator_, holed);
  StubService service(&shell, &handlers_);
  const auto server = Server::Start({.service = "holed", .policies = {&holed}}, {&service});
  ASSERT_TRUE(absl::IsFailedPrecondition(server.status()));
  EXPECT_EQ(server.status().message(),
            "the server of holed does not start: rondetafel.operations.v1.OperationsService."
            "GetVerification has no row in the policy table");
}

}  // namespace
}  // namespace rondetafel::rpc
