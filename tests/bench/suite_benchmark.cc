// Durable commands over gRPC against a handler of the same server that reads and writes nothing, 64
// in flight each, on a running suite. Ratio within one run: transport, authentication, policy and
// worker pool are in both.
//
//   suite_benchmark STATISTICS_ADDRESS KEY_FILE [CALLS]
#include <grpcpp/grpcpp.h>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <mutex>

#include "rondetafel/statistics/v1/service.grpc.pb.h"
#include "shared/access/access.h"
#include "shared/access/development_key.h"
#include "shared/base/check.h"
#include "shared/base/id.h"
#include "shared/base/time.h"

namespace rondetafel {
namespace {

using statistics::v1::StatisticsService;
using SteadyClock = std::chrono::steady_clock;

constexpr int kInFlight = 64;
constexpr int kChannels = 4;
constexpr int kCallsDefault = 20'000;
constexpr std::int64_t kTokenLifeUs = 3'600'000'000;

class Client {
 public:
  Client(const std::string& address, std::string authorization)
      : authorization_(std::move(authorization)) {
    for (auto& stub : stubs_) {
      grpc::ChannelArguments arguments;
      arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // a connection each
      stub = StatisticsService::NewStub(
          grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
    }
  }

  // A commit on the log: answered when it is durable and folded.
  void Durable(int n, std::function<void(grpc::Status)> done) {
    auto call =
        std::make_shared<Call<statistics::v1::RecordPublishedFigureRequest,
                              statistics::v1::RecordPublishedFigureResponse>>(authorization_);
    call->request.set_command_id(base::FormatUuid(base::RandomUuid()));
    auto& figure = *call->request.mutable_figure();
    figure.set_measure("M5");
    figure.set_part("held");
    figure.set_year(2008 + n % 10);
    figure.set_numerator(n);
    figure.set_source("benchmark");
    Of(n).async()->RecordPublishedFigure(&call->context, &call->request, &call->response,
                                         [call, done](grpc::Status status) { done(status); });
  }

  void Empty(int n, std::function<void(grpc::Status)> done) {
    auto call = std::make_shared<
        Call<statistics::v1::ListDefinitionsRequest, statistics::v1::ListDefinitionsResponse>>(
        authorization_);
    call->request.set_page_size(1);
    Of(n).async()->ListDefinitions(&call->context, &call->request, &call->response,
                                   [call, done](grpc::Status status) { done(status); });
  }

 private:
  template <class Request, class Response>
  struct Call {
    explicit Call(const std::string& authorization) {
      context.AddMetadata("authorization", authorization);
    }
    grpc::ClientContext context;
    Request request;
    Response response;
  };
  StatisticsService::Stub& Of(int n) { return *stubs_[static_cast<std::size_t>(n % kChannels)]; }

  const std::string authorization_;
  std::array<std::unique_ptr<StatisticsService::Stub>, kChannels> stubs_;
};

// Calls per second with kInFlight at any time; every call must be answered OK.
double PerSecond(int calls,
                 const std::function<void(int, std::function<void(grpc::Status)>)>& call) {
  std::mutex mutex;
  std::condition_variable changed;
  int inside = 0;
  const auto start = SteadyClock::now();
  for (int n = 0; n < calls; ++n) {
    {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return inside < kInFlight; });
      ++inside;
    }
    call(n, [&](const grpc::Status& status) {
      RT_CHECK(status.ok());
      const std::scoped_lock lock(mutex);
      --inside;
      changed.notify_one();
    });
  }
  std::unique_lock lock(mutex);
  changed.wait(lock, [&] { return inside == 0; });
  return calls / std::chrono::duration<double>(SteadyClock::now() - start).count();
}

int Main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: suite_benchmark STATISTICS_ADDRESS KEY_FILE [CALLS]\n", stderr);
    return 2;
  }
  const auto key = access::ReadDevelopmentKey(argv[2]);
  RT_CHECK(key.ok());
  type::v1::Actor actor;
  actor.set_actor_id(base::FormatUuid(base::DeriveUuid("actor", {"benchmark"})));
  actor.set_role(type::v1::ROLE_STATISTICIAN);
  Client client(argv[1], "Bearer " + access::MintDevelopmentToken(
                                         actor, base::SystemClock().Now().us + kTokenLifeUs, *key));
  const int calls = argc > 3 ? std::atoi(argv[3]) : kCallsDefault;
  const auto durable = [&](int n, auto done) { client.Durable(n, std::move(done)); };
  const auto empty = [&](int n, auto done) { client.Empty(n, std::move(done)); };
  PerSecond(calls / 10, durable);  // threads and connections are there from here on
  PerSecond(calls / 10, empty);
  const double durable_rate = PerSecond(calls, durable);
  const double empty_rate = PerSecond(calls, empty);
  std::printf("durable commands over gRPC, %d in flight %8.0f /s\n", kInFlight, durable_rate);
  std::printf("empty handler of the same server         %8.0f /s   ratio %.2f (aim 0.40)\n",
              empty_rate, durable_rate / empty_rate);
  return 0;
}

}  // namespace
}  // namespace rondetafel

int main(int argc, char** argv) { return rondetafel::Main(argc, argv); }
