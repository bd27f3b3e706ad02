// SIGKILL at any moment loses nothing acknowledged (promise 1). A child process serves commands on
// the embedded log and writes a line for each acknowledged one; the parent kills it in the middle,
// again and again, and then asks for every line.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <map>
#include <mutex>

#include "shared/base/text.h"
#include "shared/commit/genesis.h"
#include "shared/eventlog_rocksdb/rocksdb_event_log.h"
#include "shared/runtime/rebuild.h"
#include "shared/runtime/service_runtime.h"
#include "shared/runtime/testing/account.h"
#include "shared/runtime/testing/rig.h"

namespace rondetafel::runtime {
namespace {

constexpr int kPartitions = 2;
constexpr int kAccounts = 7;
constexpr int kInFlight = 32;

base::Instant Soon() { return {base::SystemClock().Now().us + 60'000'000}; }

eventlog::LogIdentity Identity() {
  return {base::LogId(base::DeriveUuid("log", {"kill test"})), kPartitions};
}

// The n-th command of a round: the same id whenever it is asked for.
testing::Order OrderOf(int round, int n) {
  testing::Order order;
  order.account = n % kAccounts;
  order.amount = 1 + n % 5;
  auto bytes = base::DeriveUuid("order", {std::to_string(round), std::to_string(n)});
  order.id = base::CommandId(bytes);
  return order;
}

struct Suite {
  commit::MacKeySet keys = testing::TestKeys();
  std::unique_ptr<eventlog::RocksDbEventLog> log;
  std::unique_ptr<ServiceRuntime> account;
  std::unique_ptr<ServiceRuntime> mirror;
};

eventlog::RocksDbLogOptions LogOptions(const std::string& dir) {
  eventlog::RocksDbLogOptions options;
  options.dir = dir + "/log";
  return options;
}

void CreateLog(const std::string& dir) {
  const commit::MacKeySet keys = testing::TestKeys();
  ASSERT_TRUE(eventlog::RocksDbEventLog::Create(
                  LogOptions(dir), {"account", "mirror"}, kPartitions,
                  [&keys](const eventlog::TopicPartition& of) {
                    const base::Instant now = base::SystemClock().Now();
                    return commit::BuildLogIdentity(
                        commit::StampWith(keys, of.topic, of.partition, now), Identity());
                  })
                  .ok());
}

std::unique_ptr<ServiceRuntime> Serve(Suite& suite, const std::string& dir,
                                      ServiceDefinition definition) {
  RuntimeOptions options;
  options.data_dir = dir + "/" + definition.topic;
  options.flush_interval_ms = 50;
  auto runtime =
      ServiceRuntime::Start(options, std::move(definition), suite.log.get(), &suite.keys);
  EXPECT_TRUE(runtime.ok()) << runtime.status();
  EXPECT_TRUE((*runtime)->AwaitServing(Soon()).ok());
  return *std::move(runtime);
}

void Open(Suite& suite, const std::string& dir) {
  auto log = eventlog::RocksDbEventLog::Open(LogOptions(dir), commit::ReadLogIdentity, Identity());
  ASSERT_TRUE(log.ok()) << log.status();
  suite.log = *std::move(log);
  suite.account = Serve(suite, dir, testing::AccountService());
  suite.mirror = Serve(suite, dir, testing::MirrorService());
}

// Serves until killed. Each acknowledged command is one line on standard output: "<n> <balance>".
int RunChild(const std::string& dir, int round) {
  Suite suite;
  Open(suite, dir);
  std::mutex mutex;
  std::condition_variable left;
  int inside = 0;
  for (int n = 0;; ++n) {
    {
      std::unique_lock lock(mutex);
      left.wait(lock, [&] { return inside < kInFlight; });
      ++inside;
    }
    suite.account->ExecuteAsync(
        testing::MakeCommand(OrderOf(round, n)), Soon(), [&, n](absl::StatusOr<Outcome> outcome) {
          if (outcome.ok()) {
            const std::string line = base::Cat(n, " ", testing::BalanceIn(outcome->reply), "\n");
            if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) return;
          }
          const std::scoped_lock lock(mutex);
          --inside;
          left.notify_one();
        });
  }
}

// Starts a child, kills it after so many lines, and returns what it had acknowledged: n → balance.
std::map<int, std::int64_t> RunAndKill(const std::string& dir, int round, int lines_wanted) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::close(ends[0]);
    const std::string round_text = std::to_string(round);
    ::execl("/proc/self/exe", "kill_test", "--serve", dir.c_str(), round_text.c_str(), nullptr);
    ::_exit(127);
  }
  ::close(ends[1]);
  std::map<int, std::int64_t> acknowledged;
  FILE* lines = ::fdopen(ends[0], "r");
  int n = 0;
  long balance = 0;
  int seen = 0;
  while (std::fscanf(lines, "%d %ld\n", &n, &balance) == 2) {
    acknowledged[n] = balance;
    if (++seen == lines_wanted) ::kill(child, SIGKILL);  // and read what it wrote until then
  }
  std::fclose(lines);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  return acknowledged;
}

TEST(KillTest, NothingAcknowledgedIsLostAndNothingCountsTwice) {
  const std::string dir =
      ::testing::TempDir() + "rondetafel-kill-" + base::FormatUuid(base::RandomUuid());
  std::filesystem::create_directories(dir);
  CreateLog(dir);
  std::vector<std::map<int, std::int64_t>> rounds;
  for (int lines : {1, 40, 333, 1000}) {
    rounds.push_back(RunAndKill(dir, static_cast<int>(rounds.size()), lines));
    ASSERT_GE(rounds.back().size(), static_cast<std::size_t>(lines));
  }

  Suite suite;
  Open(suite, dir);
  type::v1::Position last;
  for (int round = 0; round < static_cast<int>(rounds.size()); ++round) {
    for (const auto& [n, balance] : rounds[static_cast<std::size_t>(round)]) {
      auto repeat = suite.account->Execute(testing::MakeCommand(OrderOf(round, n)), Soon());
      ASSERT_TRUE(repeat.ok()) << repeat.status();
      EXPECT_EQ(testing::BalanceIn(repeat->reply), balance)
          << "round " << round << " command " << n;
      last.MergeFrom(repeat->position);
    }
  }
  ASSERT_TRUE(suite.mirror->Read(last, Soon()).ok());
  for (int account = 0; account < kAccounts; ++account) {
    const projection::Key key = StateKey("account", testing::StreamOf(account));
    const auto here = suite.account->ReadNow().snapshot->Get<testing::AccountState>(key);
    const auto there = suite.mirror->ReadNow().snapshot->Get<testing::AccountState>(key);
    ASSERT_TRUE(here && there);
    EXPECT_EQ(here->balance(), there->balance()) << "a reaction was lost or done twice";
  }
  for (ServiceRuntime* runtime : {suite.account.get(), suite.mirror.get()}) {
    auto check = runtime->VerifyProjection(nullptr);
    ASSERT_TRUE(check.ok()) << check.status();
    EXPECT_TRUE(check->equal());
  }
  suite.mirror.reset();
  suite.account.reset();
  suite.log.reset();
  std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace rondetafel::runtime

int main(int argc, char** argv) {
  if (argc == 4 && std::string_view(argv[1]) == "--serve") {
    return rondetafel::runtime::RunChild(argv[2], std::atoi(argv[3]));
  }
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
