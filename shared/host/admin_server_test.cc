#include "shared/host/admin_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

namespace rondetafel::host {
namespace {

// The whole answer to one raw request; "" when the connection was closed without one.
std::string Send(int port, const std::string& request) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(send(socket, request.data(), request.size(), MSG_NOSIGNAL),
            static_cast<ssize_t>(request.size()));
  std::string answer;
  char buffer[4096];
  for (ssize_t n = 0; (n = recv(socket, buffer, sizeof buffer, 0)) > 0;) {
    answer.append(buffer, static_cast<std::size_t>(n));
  }
  close(socket);
  return answer;
}

class AdminServerTest : public testing::Test {
 protected:
  void SetUp() override {
    auto server = AdminServer::Start(
        "127.0.0.1", 0,
        {.live =
             [] {
               return Probe{true, "live\n"};
             },
         .started =
             [] {
               return Probe{true, "started\n"};
             },
         .ready =
             [this] {
               return Probe{ready_, ready_ ? "ready\n" : "intake is catching up\n"};
             },
         .metrics = [] { return std::string("rondetafel_intake_lag_records 0\n"); }});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }
  std::string Get(const std::string& target, const std::string& verb = "GET") {
    return Send(server_->port(), verb + " " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
  }

  std::atomic<bool> ready_ = false;
  std::unique_ptr<AdminServer> server_;
};

TEST_F(AdminServerTest, AnswersTheProbes) {
  EXPECT_TRUE(Get("/livez").starts_with("HTTP/1.1 200"));
  EXPECT_TRUE(Get("/startupz").ends_with("started\n"));
  EXPECT_TRUE(Get("/readyz").starts_with("HTTP/1.1 503"));
  EXPECT_TRUE(Get("/readyz").ends_with("intake is catching up\n"));
  ready_ = true;
  EXPECT_TRUE(Get("/readyz").starts_with("HTTP/1.1 200"));
  EXPECT_NE(Get("/metrics").find("text/plain; version=0.0.4"), std::string::npos);
  EXPECT_TRUE(Get("/metrics").ends_with("rondetafel_intake_lag_records 0\n"));
}

TEST_F(AdminServerTest, HasNothingElse) {
  EXPECT_TRUE(Get("/").starts_with("HTTP/1.1 404"));
  EXPECT_TRUE(Get("/livez?x=1").starts_with("HTTP/1.1 404"));
  EXPECT_TRUE(Get("/livez", "DELETE").starts_with("HTTP/1.1 405"));
  EXPECT_TRUE(Get("/livez", "HEAD").starts_with("HTTP/1.1 200"));
  EXPECT_TRUE(Get("/livez", "HEAD").ends_with("\r\n\r\n"));
}

TEST_F(AdminServerTest, ClosesOnWhatIsNoHttpOrTooLarge) {
  EXPECT_EQ(Send(server_->port(), "hello\r\n\r\n"), "");
  EXPECT_EQ(Send(server_->port(), "GET /" + std::string(10'000, 'a')), "");
  EXPECT_TRUE(Get("/livez").starts_with("HTTP/1.1 200")) << "and goes on";
}

TEST_F(AdminServerTest, RefusesAPortInUseAndABadAddressInOneSentence) {
  const auto second = AdminServer::Start("127.0.0.1", server_->port(), {});
  ASSERT_TRUE(absl::IsFailedPrecondition(second.status()));
  EXPECT_NE(second.status().message().find("in use by another process"), absl::string_view::npos);
  EXPECT_NE(AdminServer::Start("nowhere", 0, {}).status().message().find("not an IP address"),
            absl::string_view::npos);
}

}  // namespace
}  // namespace rondetafel::host
