#include "shared/rpc/serve.h"

#include <fstream>
#include <latch>
#include <stdexcept>
#include <thread>

#include "shared/rpc/errors.h"
#include "shared/rpc/grpc_status.h"
#include "shared/rpc/loopback_fixture_test.h"
#include "shared/telemetry/log.h"

namespace rondetafel::rpc {
namespace {

using grpc::StatusCode;

class ServeTest : public LoopbackTest {};

TEST_F(ServeTest, GivesTheHandlerActorDeadlineAndTrace) {
  handlers_.reply = [](const Call& call, const auto&) {
    operations::GetProjectionHashResponse response;
    const auto left_us = call.deadline.us - call.now.us;
    EXPECT_NEAR(static_cast<double>(left_us), 10e6, 1e6) << "the default, by another clock";
    EXPECT_EQ(call.actor.role(), type::v1::ROLE_OPERATOR);
    EXPECT_EQ(call.traceparent.size(), 55u);
    response.set_hash(call.method);
    return Reply(response);
  };
  ASSERT_TRUE(Get().ok());
  EXPECT_EQ(response_.hash(), "GetProjectionHash");
}

TEST_F(ServeTest, RefusesWhoIsNotKnownOrNotAllowed) {
  handlers_.reply = [](const Call&, const auto&) -> Reply { throw std::logic_error("reached"); };
  grpc::ClientContext anonymous;
  const grpc::Status unknown = stub_->GetProjectionHash(&anonymous, request_, &response_);
  EXPECT_EQ(unknown.error_code(), StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(ReasonOf(unknown), "UNAUTHENTICATED");
  for (int role = 0; role < type::v1::Role_ARRAYSIZE; ++role) {
    if (role == type::v1::ROLE_OPERATOR || role == type::v1::ROLE_MIGRATION) continue;
    const grpc::Status denied = Get(static_cast<type::v1::Role>(role));
    EXPECT_EQ(denied.error_code(), StatusCode::PERMISSION_DENIED) << role;
    EXPECT_EQ(ReasonOf(denied), "ROLE_NOT_ALLOWED");
  }
}

TEST_F(ServeTest, CarriesDetailsToTheClientAndBack) {
  handlers_.reply = [](const Call&, const auto&) -> Reply {
    return InvalidFields({{"page_size", "", "must be 0 to 500"}});
  };
  const grpc::Status status = Get();
  EXPECT_EQ(status.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonOf(status), "INVALID_FIELDS");
  const absl::Status back = FromGrpcStatus(status);
  EXPECT_TRUE(back.GetPayload(std::string(kDetailsPayload)).has_value());
}

TEST_F(ServeTest, GivesAPlainStatusAReasonToo) {
  handlers_.reply = [](const Call&, const auto&) -> Reply {
    return absl::UnavailableError("repeat with the same command id");
  };
  const grpc::Status status = Get();
  EXPECT_EQ(status.error_code(), StatusCode::UNAVAILABLE);
  EXPECT_EQ(status.error_message(), "repeat with the same command id");
  EXPECT_EQ(ReasonOf(status), "UNAVAILABLE");
}

TEST_F(ServeTest, TellsNothingOfAnException) {
  handlers_.reply = [](const Call&, const auto&) -> Reply {
    throw std::runtime_error("Voorbeeld, 12345678901");
  };
  const grpc::Status status = Get();
  EXPECT_EQ(status.error_code(), StatusCode::INTERNAL);
  EXPECT_EQ(status.error_message().find("Voorbeeld"), std::string::npos);
  EXPECT_EQ(status.error_details().find("Voorbeeld"), std::string::npos);
}

// R186
TEST_F(ServeTest, TakesARegistrationTimeFromTheMigrationOnly) {
  std::optional<base::Instant> seen;
  handlers_.reply = [&](const Call& call, const auto&) {
    seen = call.registered_at;
    return Reply(operations::GetProjectionHashResponse());
  };
  EXPECT_TRUE(Get(type::v1::ROLE_MIGRATION, "2021-03-04T10:00:00Z").ok());
  EXPECT_EQ(seen, base::ParseRfc3339("2021-03-04T10:00:00Z"));
  EXPECT_EQ(ReasonOf(Get(type::v1::ROLE_OPERATOR, "2021-03-04T10:00:00Z")),
            "REGISTERED_AT_NOT_ALLOWED");
  EXPECT_EQ(Get(type::v1::ROLE_MIGRATION, "yesterday").error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Get(type::v1::ROLE_MIGRATION, "2921-03-04T10:00:00Z").error_code(),
            StatusCode::INVALID_ARGUMENT);
}

TEST_F(ServeTest, BoundsTheRequest) {
  request_.mutable_position()->set_log_id(std::string(kRequestBytesMax + 1, 'a'));
  const grpc::Status status = Get();
  EXPECT_EQ(status.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonOf(status), "REQUEST_TOO_LARGE");
}

TEST_F(ServeTest, AnswersResourceExhaustedAtOnceWhenFull) {
  TearDown();
  Start({.service = "stub", .calls_in_flight_max = 1, .workers = 1});
  std::latch entered(1);
  std::latch release(1);
  handlers_.reply = [&](const Call&, const auto&) {
    entered.count_down();
    release.wait();
    return Reply(operations::GetProjectionHashResponse());
  };
  grpc::Status first;
  std::thread caller([&] {
    grpc::ClientContext context;
    context.AddMetadata("authorization", "Bearer 18");
    operations::GetProjectionHashResponse response;
    first = stub_->GetProjectionHash(&context, {}, &response);
  });
  entered.wait();
  EXPECT_EQ(ReasonOf(Get()), "OVERLOADED");
  release.count_down();
  caller.join();
  EXPECT_TRUE(first.ok());
  shell_->Drain(std::chrono::seconds(30));
  const std::string metrics = metrics_.RenderText();
  EXPECT_NE(metrics.find("calls_total{code=\"RESOURCE_EXHAUSTED\",method=\"GetProjectionHash\"} 1"),
            std::string::npos)
      << metrics;
  // How long accepted calls took is not to be seen among those that were turned away.
  EXPECT_NE(metrics.find("call_seconds_count{code=\"OK\",method=\"GetProjectionHash\"} 1"),
            std::string::npos)
      << metrics;
  EXPECT_EQ(metrics.find("call_seconds_count{code=\"RESOURCE_EXHAUSTED\""), std::string::npos);
}

TEST_F(ServeTest, WaitsForRunningCallsWhenDraining) {
  std::latch entered(1);
  std::latch release(1);
  std::atomic<bool> answered = false;
  handlers_.reply = [&](const Call&, const auto&) {
    entered.count_down();
    release.wait();
    answered = true;
    return Reply(operations::GetProjectionHashResponse());
  };
  std::thread caller([&] { EXPECT_TRUE(Get().ok()); });
  entered.wait();
  shell_->Drain(std::chrono::milliseconds(0));  // gives up at once
  EXPECT_FALSE(answered);
  release.count_down();
  shell_->Drain(std::chrono::seconds(30));
  EXPECT_TRUE(answered);
  caller.join();
}

TEST_F(ServeTest, RefusesNewCallsWhenDraining) {
  shell_->Drain(std::chrono::milliseconds(0));
  EXPECT_EQ(ReasonOf(Get()), "SHUTTING_DOWN");
}

TEST_F(ServeTest, WritesOneAuditLineForEachLook) {
  const std::string path = testing::TempDir() + "audit_test.log";
  telemetry::SetLogFile(path);
  ASSERT_TRUE(Get().ok());
  EXPECT_FALSE(Get(type::v1::ROLE_YOUTH).ok());
  telemetry::SetLogFile("/dev/stderr");
  std::ifstream file(path);
  std::string looks;
  int lines = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.find("\"event\":\"audit\"") == std::string::npos) continue;
    looks += line;
    ++lines;
  }
  EXPECT_EQ(lines, 2);
  EXPECT_NE(looks.find(R"("role":"ROLE_OPERATOR","resource":"","result":"OK")"), std::string::npos)
      << looks;
  EXPECT_NE(looks.find(R"("role":"ROLE_YOUTH","resource":"","result":"PERMISSION_DENIED")"),
            std::string::npos)
      << looks;
  std::remove(path.c_str());
}

TEST_F(ServeTest, CountsCallsByResult) {
  ASSERT_TRUE(Get().ok());
  EXPECT_NE(metrics_.RenderText().find(
                "rondetafel_stub_calls_total{code=\"OK\",method=\"GetProjectionHash\"} 1"),
            std::string::npos)
      << metrics_.RenderText();
}

}  // namespace
}  // namespace rondetafel::rpc
