#include "shared/host/admin_server.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/version.hpp>
#include <chrono>
#include <optional>
#include <thread>

#include "shared/base/text.h"

namespace rondetafel::host {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;

constexpr int kConnectionsMax = 32;
constexpr std::chrono::seconds kConnectionMax{10};
constexpr std::uint32_t kHeaderBytesMax = 8 * 1024;
constexpr std::uint64_t kBodyBytesMax = 1024;

using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

Response Answer(const Request& request, const AdminHooks& hooks) {
  Response response{http::status::ok, request.version()};
  response.set(http::field::content_type, "text/plain; charset=utf-8");
  response.set(http::field::cache_control, "no-store");
  response.keep_alive(false);
  const std::string target(request.target().data(), request.target().size());
  const auto probe = [&](const Probe& result) {
    if (!result.good) response.result(http::status::service_unavailable);
    response.body() = result.text;
  };
  if (request.method() != http::verb::get && request.method() != http::verb::head) {
    response.result(http::status::method_not_allowed);
    response.set(http::field::allow, "GET, HEAD");
  } else if (target == "/livez") {
    probe(hooks.live());
  } else if (target == "/startupz") {
    probe(hooks.started());
  } else if (target == "/readyz") {
    probe(hooks.ready());
  } else if (target == "/metrics") {
    response.set(http::field::content_type, "text/plain; version=0.0.4; charset=utf-8");
    response.body() = hooks.metrics();
  } else {
    response.result(http::status::not_found);
    response.body() = "there are /livez, /startupz, /readyz and /metrics\n";
  }
  response.content_length(response.body().size());
  if (request.method() == http::verb::head) response.body().clear();
  return response;
}

// One connection, one request. Keeps itself alive while it waits.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, const AdminHooks* hooks, int* open)
      : stream_(std::move(socket)), hooks_(hooks), open_(open) {
    ++*open_;
  }
  ~Connection() { --*open_; }

  void Run() {
    parser_.header_limit(kHeaderBytesMax);
    parser_.body_limit(kBodyBytesMax);
    stream_.expires_after(kConnectionMax);
    http::async_read(stream_, buffer_, parser_,
                     [self = shared_from_this()](error_code error, std::size_t) {
                       if (!error) self->Write();
                     });
  }

 private:
  void Write() {
    response_ = Answer(parser_.get(), *hooks_);
    http::async_write(stream_, response_,
                      [self = shared_from_this()](error_code error, std::size_t) {
                        if (!error)
                          self->stream_.socket().shutdown(tcp::socket::shutdown_send, error);
                      });
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  http::request_parser<http::string_body> parser_;
  Response response_;
  const AdminHooks* hooks_;
  int* open_;
};

class BeastAdminServer : public AdminServer {
 public:
  explicit BeastAdminServer(AdminHooks hooks) : hooks_(std::move(hooks)) {}
  ~BeastAdminServer() override {
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }

  int port() const override { return port_; }

  absl::Status Listen(const std::string& address, int port) {
    error_code error;
    const auto ip = asio::ip::make_address(address, error);
    const auto at = base::Cat(address, ":", port);
    if (error) {
      return absl::FailedPreconditionError(
          base::Cat("the admin port cannot listen on ", at, ": not an IP address"));
    }
    const tcp::endpoint endpoint(ip, static_cast<unsigned short>(port));
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(kConnectionsMax, error);
    if (error) {
      return absl::FailedPreconditionError(
          base::Cat("the admin port cannot listen on ", at, ": ",
                    error == boost::system::errc::address_in_use
                        ? "it is in use by another process; stop that process or choose another "
                          "with --admin-port"
                        : error.message()));
    }
    port_ = acceptor_.local_endpoint().port();
    Accept();
    thread_ = std::thread([this] { context_.run(); });
    return absl::OkStatus();
  }

 private:
  void Accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      // Above the bound a connection is closed at once; probes try again.
      if (!error && open_ < kConnectionsMax) {
        std::make_shared<Connection>(std::move(socket), &hooks_, &open_)->Run();
      }
      if (error != asio::error::operation_aborted) Accept();
    });
  }

  AdminHooks hooks_;
  int open_ = 0;  // on the admin thread only
  asio::io_context context_{1};
  tcp::acceptor acceptor_{context_};
  int port_ = 0;
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<AdminServer>> AdminServer::Start(const std::string& address,
                                                                int port, AdminHooks hooks) {
  auto server = std::make_unique<BeastAdminServer>(std::move(hooks));
  if (absl::Status status = server->Listen(address, port); !status.ok()) return status;
  return server;
}

}  // namespace rondetafel::host
