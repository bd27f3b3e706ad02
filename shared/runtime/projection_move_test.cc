// Rebuild and roll back while the service works: it never shows less than it answered, and whatever
// is interrupted leaves the old projection or the new one, whole.
#include "shared/runtime/projection_move.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>
#include <vector>

#include "shared/projection/checkpoint.h"
#include "shared/projection/store.h"
#include "shared/projection/temp_dir.h"
#include "shared/runtime/service_runtime.h"
#include "shared/runtime/testing/rig.h"

namespace rondetafel::runtime {
namespace {

using testing::AccountService;
using testing::AccountState;
using testing::BalanceIn;
using testing::MakeCommand;
using testing::StreamOf;

constexpr int kAccounts = 20;
constexpr int kCommands = 400;
// A rebuild tells where it is every few thousand records.
constexpr int kCommandsOfALongBuild = 13'000;
constexpr int kUnderWayMax = 1000;

base::Instant Soon() { return {base::SystemClock().Now().us + 30'000'000}; }

class ProjectionMoveTest : public ::testing::Test {
 protected:
  std::unique_ptr<ServiceRuntime> Start(const std::string& data_dir) {
    RuntimeOptions options;
    options.data_dir = data_dir;
    auto runtime = ServiceRuntime::Start(options, AccountService(), rig.log.get(), &rig.keys);
    EXPECT_TRUE(runtime.ok()) << runtime.status();
    EXPECT_TRUE((*runtime)->AwaitServing(Soon()).ok());
    return *std::move(runtime);
  }
  // Many under way at once.
  void Deposit(ServiceRuntime& service, int commands) {
    std::mutex mutex;
    std::condition_variable changed;
    int under_way = 0;
    for (int i = 0; i < commands; ++i) {
      std::unique_lock lock(mutex);
      ASSERT_TRUE(changed.wait_for(lock, std::chrono::seconds(30),
                                   [&] { return under_way < kUnderWayMax; }));
      ++under_way;
      lock.unlock();
      service.ExecuteAsync(MakeCommand({.account = i % kAccounts, .amount = 1}), Soon(),
                           [&](const absl::StatusOr<Outcome>& outcome) {
                             EXPECT_TRUE(outcome.ok()) << outcome.status();
                             const std::scoped_lock held(mutex);
                             --under_way;
                             changed.notify_one();
                           });
    }
    std::unique_lock lock(mutex);
    ASSERT_TRUE(changed.wait_for(lock, std::chrono::seconds(30), [&] { return under_way == 0; }));
  }
  std::string Current(const std::string& data_dir) {
    const auto directory = projection::ProjectionDirectory::Lock(data_dir);
    EXPECT_TRUE(directory.ok()) << directory.status();
    return (*(*directory)->Pointer())->current.Name();
  }
  // Again while a query that began before the last switch still reads what was there then.
  static absl::StatusOr<MoveResult> Moved(const std::function<absl::StatusOr<MoveResult>()>& move) {
    const base::Instant deadline = Soon();
    for (;;) {
      auto moved = move();
      const bool read = moved.status().message().find("a query still reads") != std::string::npos;
      if (!read || base::SystemClock().Now() >= deadline) return moved;
      std::this_thread::yield();
    }
  }
  static std::vector<std::filesystem::path> Builds(const std::string& data_dir) {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator(data_dir)) {
      if (entry.path().filename().string().starts_with("building")) found.push_back(entry.path());
    }
    return found;
  }
  // Copies what is being built in `home`; nothing may be writing it.
  void CopyBuilds(const std::string& to) {
    for (const std::filesystem::path& build : Builds(home)) {
      std::filesystem::copy(build, std::filesystem::path(to) / build.filename(),
                            std::filesystem::copy_options::recursive);
    }
  }
  // The same positions, the same rows, whoever folded them.
  void ExpectTrue(ServiceRuntime& service) {
    const auto check = service.VerifyProjection(nullptr);
    ASSERT_TRUE(check.ok()) << check.status();
    EXPECT_TRUE(check->equal());
  }

  testing::Rig rig{2};
  projection::TempDir dir;
  const std::string home = dir.path("account");
};

// Deposits one after the other and reads each back with its token, and once without: the balance
// shown is never below the last one answered.
class Load {
 public:
  explicit Load(ServiceRuntime* service, int account)
      : service_(service), account_(account), thread_([this] { Run(); }) {}
  ~Load() {
    stop_ = true;
    thread_.join();
  }
  int done() const { return done_; }

 private:
  void Run() {
    while (!stop_) {
      const auto outcome =
          service_->Execute(MakeCommand({.account = account_, .amount = 1}), Soon());
      ASSERT_TRUE(outcome.ok()) << outcome.status();
      const auto view = service_->Read(outcome->position, Soon());
      ASSERT_TRUE(view.ok()) << view.status();
      ASSERT_GE(BalanceIn(*view->snapshot), BalanceIn(outcome->reply));
      ASSERT_GE(BalanceIn(*service_->ReadNow().snapshot), BalanceIn(outcome->reply));
      ++done_;
    }
  }
  std::int64_t BalanceIn(const projection::Snapshot& snapshot) const {
    const auto state = snapshot.Get<AccountState>(StateKey("account", StreamOf(account_)));
    return state ? state->balance() : -1;
  }
  static std::int64_t BalanceIn(const std::string& reply) { return testing::BalanceIn(reply); }

  ServiceRuntime* service_;
  const int account_;
  std::atomic<bool> stop_ = false;
  std::atomic<int> done_ = 0;
  std::thread thread_;
};

TEST_F(ProjectionMoveTest, RebuildsSwitchesAndRollsBackUnderLoad) {
  auto service = Start(home);
  Deposit(*service, kCommands);
  {
    Load one(service.get(), 101), two(service.get(), 102);
    for (int round = 0; round < 2; ++round) {
      const auto moved =
          Moved([&] { return service->projection_move().Rebuild({.switch_over = true}, nullptr); });
      ASSERT_TRUE(moved.ok()) << moved.status();
      EXPECT_EQ(moved->ended, MoveResult::Ended::kSwitched);
      EXPECT_TRUE(moved->check.equal());
      const auto back = Moved([&] { return service->projection_move().RollBack({}, nullptr); });
      ASSERT_TRUE(back.ok()) << back.status();
      EXPECT_EQ(back->ended, MoveResult::Ended::kSwitched);
    }
    const int done = one.done();
    while (one.done() < done + 3 || two.done() == 0) std::this_thread::yield();
  }
  ExpectTrue(*service);
  const std::string hash = service->ProjectionHash();
  service->Stop(std::chrono::seconds(5));
  service.reset();
  EXPECT_EQ(Current(home), "v101-1");
  service = Start(home);
  EXPECT_EQ(service->ProjectionHash(), hash);
  // What was rolled away from is still there to go forward to, until it is forgotten.
  EXPECT_TRUE(service->projection_move().RollBack({}, nullptr).ok());
  ASSERT_TRUE(service->projection_move().ForgetPrevious().ok());
  EXPECT_TRUE(
      absl::IsFailedPrecondition(service->projection_move().RollBack({}, nullptr).status()));
  EXPECT_FALSE(std::filesystem::exists(home + "/v101-1"));
  ExpectTrue(*service);
}

TEST_F(ProjectionMoveTest, ARebuildWithoutSwitchComparesAndLeavesNothing) {
  auto service = Start(home);
  Deposit(*service, 50);
  const auto compared = service->projection_move().Rebuild({}, nullptr);
  ASSERT_TRUE(compared.ok()) << compared.status();
  EXPECT_EQ(compared->ended, MoveResult::Ended::kCompared);
  EXPECT_TRUE(compared->check.equal());
  EXPECT_FALSE(std::filesystem::exists(home + "/v101-2"));
  service.reset();
  EXPECT_EQ(Current(home), "v101-1");
}

// A kill leaves the files as they are. Those of the store in service are copied while the service
// is stopped, because RocksDB moves them on threads of its own; the builder's where it stands
// still.
TEST_F(ProjectionMoveTest, KilledAnywhereInABuildLeavesTheOldOne) {
  auto service = Start(home);
  Deposit(*service, kCommandsOfALongBuild);
  for (const int percent : {10, 50, 90}) {
    service->Stop(std::chrono::seconds(5));
    service.reset();
    const std::string killed = dir.path("killed" + std::to_string(percent));
    std::filesystem::copy(home, killed, std::filesystem::copy_options::recursive);
    service = Start(home);
    const RebuildProgressFn progress = [&](const RebuildProgress& told) {
      if (told.records * 100 < told.records_total * static_cast<std::uint64_t>(percent))
        return true;
      EXPECT_LT(told.records, told.records_total);
      CopyBuilds(killed);
      return false;
    };
    EXPECT_TRUE(absl::IsCancelled(
        service->projection_move().Rebuild({.switch_over = true}, progress).status()));
    EXPECT_TRUE(Builds(home).empty());
    // This log is small enough to be built in memory; a long one leaves a folder half written.
    std::filesystem::create_directories(killed + "/building-v101-2/sorted");
    std::ofstream(killed + "/building-v101-2/sorted/0.sst") << "half";
    const std::string hash = service->ProjectionHash();
    auto again = Start(killed);
    EXPECT_EQ(again->ProjectionHash(), hash);
    ExpectTrue(*again);
    again.reset();
    EXPECT_EQ(Current(killed), "v101-1");
    EXPECT_TRUE(Builds(killed).empty());
  }
  ExpectTrue(*service);
}

// Planted: a row changed behind the store's back, the hash that is kept with it too.
TEST_F(ProjectionMoveTest, AProjectionThatDiffersIsToldByTableAndReplacedAtTheNextStart) {
  auto service = Start(home);
  Deposit(*service, 50);
  service->Stop(std::chrono::seconds(5));
  service.reset();
  {
    projection::StoreOptions options = StoreOptionsFor(AccountService(), rig.log->log_id(), home);
    auto store = projection::RocksDbProjectionStore::Open(options);
    ASSERT_TRUE(store.ok());
    (*store)->rows().Mutable<AccountState>(StateKey("account", StreamOf(3)))->set_balance(1'000);
    ASSERT_TRUE((*store)->Commit().ok());
  }
  service = Start(home);
  const auto check = service->VerifyProjection(nullptr);
  ASSERT_TRUE(check.ok()) << check.status();
  EXPECT_FALSE(check->equal());
  ASSERT_EQ(check->differences.size(), 1U);
  EXPECT_EQ(check->differences[0].table, "state");
  EXPECT_EQ(check->differences[0].unequal, 1U);

  const auto kept = service->projection_move().Rebuild({.switch_over = true}, nullptr);
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_EQ(kept->ended, MoveResult::Ended::kCompared);
  EXPECT_EQ(kept->check.differences.size(), 1U);
  const auto taken =
      service->projection_move().Rebuild({.switch_over = true, .accept_difference = true}, nullptr);
  ASSERT_TRUE(taken.ok()) << taken.status();
  EXPECT_EQ(taken->ended, MoveResult::Ended::kAtNextStart);
  Deposit(*service, 5);
  service.reset();
  service = Start(home);
  ExpectTrue(*service);
}

TEST_F(ProjectionMoveTest, AQueryUnderWayKeepsItsRows) {
  auto service = Start(home);
  Deposit(*service, 50);
  auto view = service->ReadNow();
  const auto read = [&view] {
    return view.snapshot->Get<AccountState>(StateKey("account", StreamOf(3)))->balance();
  };
  const std::int64_t balance = read();
  ASSERT_TRUE(service->projection_move().Rebuild({.switch_over = true}, nullptr).ok());
  Deposit(*service, 50);
  EXPECT_EQ(read(), balance);
  // Its files stay: what would remove them waits.
  EXPECT_TRUE(absl::IsUnavailable(service->projection_move().ForgetPrevious()));
  EXPECT_TRUE(absl::IsUnavailable(
      service->projection_move().Rebuild({.switch_over = true}, nullptr).status()));
  EXPECT_EQ(service->projection_move().RollBack({}, nullptr).status().message(),
            "a query still reads the earlier projection; try again later");
  EXPECT_EQ(read(), balance);
  view.snapshot.reset();
  EXPECT_TRUE(service->projection_move().ForgetPrevious().ok());
}

TEST_F(ProjectionMoveTest, ACheckpointRestoredElsewhereGoesOnToTheSameHash) {
  auto service = Start(home);
  Deposit(*service, 100);
  const auto made = service->CreateCheckpoint(dir.path("copy"));
  ASSERT_TRUE(made.ok()) << made.status();
  Deposit(*service, 100);
  const std::string elsewhere = dir.path("elsewhere");
  ASSERT_TRUE(projection::RestoreCheckpoint(
                  dir.path("copy"), StoreOptionsFor(AccountService(), rig.log->log_id(), elsewhere))
                  .ok());
  auto other = Start(elsewhere);
  EXPECT_EQ(other->ProjectionHash(), service->ProjectionHash());
  ExpectTrue(*other);
}

}  // namespace
}  // namespace rondetafel::runtime
