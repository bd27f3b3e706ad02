// The thread around a replica: blocking calls, tokens, stop and start on a stored projection.
#include "shared/runtime/service_runtime.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "shared/commit/record_kit.h"
#include "shared/projection/temp_dir.h"
#include "shared/runtime/testing/rig.h"

namespace rondetafel::runtime {
namespace {

using testing::AccountService;
using testing::AccountState;
using testing::BalanceIn;
using testing::CaseOf;
using testing::MakeCommand;
using testing::MirrorService;
using testing::Order;
using testing::StreamOf;

base::Instant Soon() { return {base::SystemClock().Now().us + 20'000'000}; }

// Tells its readers that it is damaged.
class DamagedLog : public eventlog::EventLog {
 public:
  explicit DamagedLog(eventlog::EventLog* whole) : whole_(whole) {}
  base::LogId log_id() const override { return whole_->log_id(); }
  int partition_count() const override { return whole_->partition_count(); }
  void Append(const eventlog::TopicPartition& to, std::string record,
              eventlog::AppendDone done) override {
    whole_->Append(to, std::move(record), std::move(done));
  }
  absl::StatusOr<std::unique_ptr<eventlog::LogReader>> OpenReader(
      std::vector<eventlog::ReadStart>) override {
    return absl::DataLossError("a partition was added");
  }
  absl::StatusOr<eventlog::Offset> EndOffset(const eventlog::TopicPartition& of) override {
    return whole_->EndOffset(of);
  }

 private:
  eventlog::EventLog* whole_;
};

class ServiceRuntimeTest : public ::testing::Test {
 protected:
  std::unique_ptr<ServiceRuntime> Start(ServiceDefinition definition) {
    RuntimeOptions options;
    options.data_dir = dir.path(definition.topic + std::to_string(replica));
    auto runtime = ServiceRuntime::Start(options, std::move(definition), rig.log.get(), &rig.keys);
    EXPECT_TRUE(runtime.ok()) << runtime.status();
    EXPECT_TRUE((*runtime)->AwaitServing(Soon()).ok());
    return *std::move(runtime);
  }

  testing::Rig rig{2};
  projection::TempDir dir;
  int replica = 0;  // which directory the next one gets
};

TEST_F(ServiceRuntimeTest, AnswersAndShowsWhatItAnswered) {
  auto runtime = Start(AccountService());
  auto outcome = runtime->Execute(MakeCommand({.amount = 40}), Soon());
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(BalanceIn(outcome->reply), 40);
  auto view = runtime->Read(outcome->position, Soon());
  ASSERT_TRUE(view.ok()) << view.status();
  const auto state = view->snapshot->Get<AccountState>(StateKey("account", StreamOf(1)));
  ASSERT_TRUE(state.has_value());
  EXPECT_EQ(state->balance(), 40);
}

TEST_F(ServiceRuntimeTest, KeepsItsRowsOverAStop) {
  const Order order{.amount = 40};
  auto runtime = Start(AccountService());
  ASSERT_TRUE(runtime->Execute(MakeCommand(order), Soon()).ok());
  const std::string hash = runtime->ProjectionHash();
  runtime->Stop(std::chrono::seconds(5));
  runtime.reset();

  runtime = Start(AccountService());
  auto repeat = runtime->Execute(MakeCommand(order), Soon());
  ASSERT_TRUE(repeat.ok()) << repeat.status();
  EXPECT_EQ(BalanceIn(repeat->reply), 40);
  EXPECT_EQ(runtime->ProjectionHash(), hash);
}

TEST_F(ServiceRuntimeTest, ATokenOfAnotherServiceWaitsForTheReaction) {
  auto account = Start(AccountService());
  auto mirror = Start(MirrorService());
  auto outcome = account->Execute(MakeCommand({.amount = 7}), Soon());
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  auto view = mirror->Read(outcome->position, Soon());
  ASSERT_TRUE(view.ok()) << view.status();
  const auto mirrored = view->snapshot->Get<AccountState>(StateKey("account", StreamOf(1)));
  ASSERT_TRUE(mirrored.has_value());
  EXPECT_EQ(mirrored->balance(), 7);
}

TEST_F(ServiceRuntimeTest, RefusesATokenOfAnotherLog) {
  auto runtime = Start(AccountService());
  type::v1::Position token;
  token.set_log_id(base::LogId::Random().ToString());
  EXPECT_TRUE(absl::IsInvalidArgument(runtime->Read(token, Soon()).status()));
}

TEST_F(ServiceRuntimeTest, AStrongReadShowsAnotherReplicasCommit) {
  auto one = Start(AccountService());
  ++replica;
  auto two = Start(AccountService());
  ASSERT_TRUE(one->Execute(MakeCommand({.amount = 5}), Soon()).ok());
  auto view = two->ReadStrong(CaseOf(1), Soon());
  ASSERT_TRUE(view.ok()) << view.status();
  const auto state = view->snapshot->Get<AccountState>(StateKey("account", StreamOf(1)));
  ASSERT_TRUE(state.has_value());
  EXPECT_EQ(state->balance(), 5);
}

TEST_F(ServiceRuntimeTest, AsKnownOnWaitsForALaterTick) {
  auto runtime = Start(AccountService());
  const base::Instant t = base::SystemClock().Now();
  auto view = runtime->ReadAsKnownOn(t, Soon());
  ASSERT_TRUE(view.ok()) << view.status();
  for (const PartitionStatus& status : runtime->Status()) EXPECT_GT(status.effective, t);
  EXPECT_TRUE(
      absl::IsInvalidArgument(runtime->ReadAsKnownOn({t.us + 3'600'000'000}, Soon()).status()));
}

TEST_F(ServiceRuntimeTest, TheOwnTopicAsKnownOnNeedsNobodyElsesTick) {
  auto mirror = Start(MirrorService());  // nobody moves the topic "account" on
  const base::Instant t = base::SystemClock().Now();
  EXPECT_TRUE(mirror->ReadOwnAsKnownOn(t, Soon()).ok());
  const base::Instant at_once{base::SystemClock().Now().us + 50'000};
  EXPECT_TRUE(absl::IsUnavailable(mirror->ReadAsKnownOn(t, at_once).status()));
}

TEST_F(ServiceRuntimeTest, ManyCallersAtOnceLoseNothing) {
  auto one = Start(AccountService());
  ++replica;
  auto two = Start(AccountService());
  std::vector<std::thread> callers;
  std::atomic<int> accepted = 0;
  for (int caller = 0; caller < 8; ++caller) {
    callers.emplace_back([&, caller] {
      ServiceRuntime& mine = caller % 2 == 0 ? *one : *two;
      for (int i = 0; i < 20; ++i) {
        const Order order{.account = i % 3, .amount = 1};
        for (int attempt = 0; attempt < 100; ++attempt) {
          if (mine.Execute(MakeCommand(order), Soon()).ok()) {
            ++accepted;
            break;
          }
        }
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(accepted, 160);
  std::int64_t sum = 0;
  for (int account = 0; account < 3; ++account) {
    auto view = one->ReadStrong(CaseOf(account), Soon());
    ASSERT_TRUE(view.ok());
    const auto state = view->snapshot->Get<AccountState>(StateKey("account", StreamOf(account)));
    sum += state->balance();
  }
  EXPECT_EQ(sum, 160);
}

TEST_F(ServiceRuntimeTest, ItsProjectionEqualsARebuild) {
  auto account = Start(AccountService());
  auto mirror = Start(MirrorService());
  type::v1::Position last;
  for (int i = 0; i < 30; ++i) {
    auto outcome = account->Execute(MakeCommand({.account = i % 5, .amount = i % 7 - 2}), Soon());
    ASSERT_TRUE(outcome.ok()) << outcome.status();
    last = outcome->position;
  }
  ASSERT_TRUE(mirror->Read(last, Soon()).ok());
  std::uint64_t told = 0;
  auto check = mirror->VerifyProjection([&told](const RebuildProgress& p) {
    told = p.records;
    return true;
  });
  EXPECT_TRUE(absl::IsCancelled(
      mirror->VerifyProjection([](const RebuildProgress&) { return false; }).status()));
  ASSERT_TRUE(check.ok()) << check.status();
  EXPECT_TRUE(check->equal());
  EXPECT_GT(told, 30u);
}

TEST_F(ServiceRuntimeTest, StartsOnARebuiltProjection) {
  const Order order{.amount = 40};
  auto runtime = Start(AccountService());
  ASSERT_TRUE(runtime->Execute(MakeCommand(order), Soon()).ok());
  const std::string hash = runtime->ProjectionHash();
  runtime->Stop(std::chrono::seconds(5));
  runtime.reset();
  const ServiceDefinition definition = AccountService();
  ASSERT_TRUE(
      RebuildProjection({&definition, rig.log.get(), &rig.keys}, dir.path("account0"), nullptr)
          .ok());
  runtime = Start(AccountService());
  EXPECT_EQ(runtime->ProjectionHash(), hash);
  auto repeat = runtime->Execute(MakeCommand(order), Soon());
  ASSERT_TRUE(repeat.ok()) << repeat.status();
}

// Somebody set the wall clock an hour ahead before the call.
TEST_F(ServiceRuntimeTest, IntroducingAKeyWaitsByTheMonotonicClock) {
  commit::MacKeySet keys;
  keys.Add(rig.keys.current(), *rig.keys.Find(rig.keys.current()));
  const auto next = commit::TestId<base::KeyId>("next");
  keys.Add(next, commit::TestKey(77));
  rig.clock.Jump(3'600'000'000);
  RuntimeOptions options;
  options.data_dir = dir.path("account");
  options.clock = &rig.clock;
  auto runtime = ServiceRuntime::Start(options, AccountService(), rig.log.get(), &keys);
  ASSERT_TRUE(runtime.ok()) << runtime.status();
  const base::Instant soon{rig.clock.Steady().us + 20'000'000};
  ASSERT_TRUE((*runtime)->AwaitServing(soon).ok());
  const absl::Status introduced = (*runtime)->IntroduceMacKey(next, soon);
  EXPECT_TRUE(introduced.ok()) << introduced;
}

// A partition that was added to a topic, for one.
TEST_F(ServiceRuntimeTest, ADamagedLogIsNoReasonToSetTheProjectionAside) {
  Start(AccountService())->Stop(std::chrono::seconds(5));
  DamagedLog damaged(rig.log.get());
  RuntimeOptions options;
  options.data_dir = dir.path("account0");
  for (int start = 0; start < 2; ++start) {
    const auto refused = ServiceRuntime::Start(options, AccountService(), &damaged, &rig.keys);
    EXPECT_TRUE(absl::IsDataLoss(refused.status())) << refused.status();
  }
  for (const auto& entry : std::filesystem::directory_iterator(options.data_dir)) {
    EXPECT_FALSE(entry.path().filename().string().starts_with("damaged-")) << entry.path();
  }
}

}  // namespace
}  // namespace rondetafel::runtime
