// What the runtime costs: durable commands against bare appends to the same log, a lonely command
// against the machine's own fdatasync, and a rebuild against parsing the same records alone. Ratios
// within one run. Usage: runtime_benchmark [commands]
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <thread>

#include "shared/base/check.h"
#include "shared/commit/genesis.h"
#include "shared/eventlog_rocksdb/rocksdb_event_log.h"
#include "shared/projection/bulk_builder.h"
#include "shared/runtime/rebuild.h"
#include "shared/runtime/service_runtime.h"
#include "shared/runtime/testing/account.h"
#include "shared/runtime/testing/rig.h"

namespace rondetafel {
namespace {

using runtime::testing::AccountEvent;
using SteadyClock = std::chrono::steady_clock;

constexpr int kInFlight = 64;
constexpr int kPartitions = 4;
constexpr int kAccounts = 500;
constexpr int kLonely = 300;

double SecondsSince(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

double MedianMs(std::vector<double> seconds) {
  std::nth_element(seconds.begin(),
                   seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2),
                   seconds.end());
  return seconds[seconds.size() / 2] * 1e3;
}

// Keeps so many of something under way.
class Window {
 public:
  void Enter() {
    std::unique_lock lock(mutex_);
    left_.wait(lock, [this] { return inside_ < kInFlight; });
    ++inside_;
  }
  void Leave() {
    {
      const std::scoped_lock lock(mutex_);
      --inside_;
    }
    left_.notify_all();
  }
  void AwaitEmpty() {
    std::unique_lock lock(mutex_);
    left_.wait(lock, [this] { return inside_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable left_;
  int inside_ = 0;
};

std::unique_ptr<eventlog::RocksDbEventLog> MakeLog(const std::string& dir,
                                                   const commit::MacKeySet& keys) {
  const eventlog::LogIdentity identity{base::LogId::Random(), kPartitions};
  eventlog::RocksDbLogOptions options;
  options.dir = dir;
  RT_CHECK(eventlog::RocksDbEventLog::Create(
               options, {"account", "bare"}, kPartitions,
               [&](const eventlog::TopicPartition& of) {
                 const base::Instant now = base::SystemClock().Now();
                 return commit::BuildLogIdentity(
                     commit::StampWith(keys, of.topic, of.partition, now), identity);
               })
               .ok());
  auto log = eventlog::RocksDbEventLog::Open(options, commit::ReadLogIdentity, identity);
  RT_CHECK(log.ok());
  return *std::move(log);
}

base::Instant Soon() { return {base::SystemClock().Now().us + 60'000'000}; }

double CommandsPerSecond(runtime::ServiceRuntime& service, int commands) {
  Window window;
  const auto start = SteadyClock::now();
  for (int i = 0; i < commands; ++i) {
    window.Enter();
    service.ExecuteAsync(runtime::testing::MakeCommand({.account = i % kAccounts, .amount = 1}),
                         Soon(), [&window](const absl::StatusOr<runtime::Outcome>& outcome) {
                           RT_CHECK(outcome.ok());
                           window.Leave();
                         });
  }
  window.AwaitEmpty();
  return commands / SecondsSince(start);
}

double AppendsPerSecond(eventlog::EventLog& log, int appends, std::size_t bytes) {
  Window window;
  const auto start = SteadyClock::now();
  for (int i = 0; i < appends; ++i) {
    window.Enter();
    log.Append({"bare", i % kPartitions}, std::string(bytes, 'x'),
               [&window](const eventlog::AppendResult&) { window.Leave(); });
  }
  window.AwaitEmpty();
  return appends / SecondsSince(start);
}

double LonelyCommandMs(runtime::ServiceRuntime& service) {
  std::vector<double> took;
  for (int i = 0; i < kLonely; ++i) {
    const auto start = SteadyClock::now();
    RT_CHECK(
        service
            .Execute(runtime::testing::MakeCommand({.account = i % kAccounts, .amount = 1}), Soon())
            .ok());
    took.push_back(SecondsSince(start));
  }
  return MedianMs(std::move(took));
}

double FdatasyncMs(const std::string& dir) {
  const int file = ::open((dir + "/sync").c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
  RT_CHECK(file >= 0);
  const std::string bytes(700, 'x');
  std::vector<double> took;
  for (int i = 0; i < kLonely; ++i) {
    const auto start = SteadyClock::now();
    RT_CHECK(::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    RT_CHECK(::fdatasync(file) == 0);
    took.push_back(SecondsSince(start));
  }
  ::close(file);
  return MedianMs(std::move(took));
}

// Reads and parses what a rebuild folds: envelope, body and events, and nothing else.
std::size_t ParseAll(eventlog::EventLog& log, const runtime::LogPositions& ends) {
  std::vector<eventlog::ReadStart> starts;
  eventlog::Offset left = 0;
  for (const auto& [of, end] : ends) {
    starts.push_back({of, 0});
    left += end;
  }
  auto reader = log.OpenReader(std::move(starts));
  RT_CHECK(reader.ok());
  std::size_t events = 0;
  while (left > 0) {
    auto records = (*reader)->Next(4096, std::chrono::milliseconds(1000));
    RT_CHECK(records.ok());
    for (const eventlog::LogRecord& record : *records) {
      --left;
      commit::RecordFault fault;
      const auto parsed = commit::ParseRecord(record.bytes, &fault);
      log::v1::CommitBody body;
      if (!parsed ||
          !body.ParseFromArray(parsed->body.data(), static_cast<int>(parsed->body.size()))) {
        continue;
      }
      for (const std::string& bytes : body.events().event()) {
        AccountEvent event;
        events += event.ParseFromString(bytes) ? 1 : 0;
      }
    }
  }
  return events;
}

void CompareRebuild(eventlog::EventLog& log, const commit::MacKeySet& keys) {
  const runtime::ServiceDefinition definition = runtime::testing::AccountService();
  const runtime::RebuildSource source{&definition, &log, &keys};
  const runtime::LogPositions ends = *runtime::EndsOf(source);
  auto start = SteadyClock::now();
  const std::size_t events = ParseAll(log, ends);
  const double parse = SecondsSince(start);
  start = SteadyClock::now();
  projection::BulkBuilder builder;
  RT_CHECK(runtime::FoldFromStart(source, ends, builder, nullptr).ok());
  const double rebuild = SecondsSince(start);
  std::printf("rebuild of %zu events          %8.0f /s\n", events,
              static_cast<double>(events) / rebuild);
  std::printf("reading and parsing them alone %8.0f /s   ratio %.2f (aim 0.25)\n",
              static_cast<double>(events) / parse, parse / rebuild);
}

void Main(int commands) {
  const std::string dir =
      std::filesystem::temp_directory_path() / base::FormatUuid(base::RandomUuid());
  std::filesystem::create_directories(dir);
  const commit::MacKeySet keys = runtime::testing::TestKeys();
  {
    auto log = MakeLog(dir + "/log", keys);
    runtime::RuntimeOptions options;
    options.data_dir = dir + "/account";
    auto service = runtime::ServiceRuntime::Start(options, runtime::testing::AccountService(),
                                                  log.get(), &keys);
    RT_CHECK(service.ok() && (*service)->AwaitServing(Soon()).ok());
    const double fast = CommandsPerSecond(**service, commands);
    const double bare = AppendsPerSecond(*log, commands, 700);
    std::printf("durable commands, %d in flight %8.0f /s\n", kInFlight, fast);
    std::printf("bare appends of 700 bytes      %8.0f /s   ratio %.2f\n", bare, fast / bare);
    const double lonely = LonelyCommandMs(**service);
    const double sync = FdatasyncMs(dir);
    std::printf("lonely command, p50            %8.2f ms\n", lonely);
    std::printf("fdatasync of this machine, p50 %8.2f ms   above it %.2f ms (aim 1)\n", sync,
                lonely - sync);
    (*service)->Stop(std::chrono::seconds(10));
    CompareRebuild(*log, keys);
  }
  std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace rondetafel

int main(int argc, char** argv) {
  rondetafel::Main(argc > 1 ? std::atoi(argv[1]) : 50'000);
  return 0;
}
