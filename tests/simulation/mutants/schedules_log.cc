// The log below and the store beside: positions, overlap, identity.
#include "shared/base/check.h"
#include "tests/simulation/mutants/stage.h"

namespace rondetafel::simulation {
namespace {

using checker::Findings;
using runtime::testing::Order;

const eventlog::TopicPartition kAccount{"account", 0};
constexpr std::int64_t kCheckInterval = 6'000'000;

// A kill may leave the store at the end of any batch. Each is tried.
Findings KilledBetweenAnyTwoBatches() {
  Stage stage;
  Node& account = stage.Account();
  stage.Do(account, Order{.amount = 30});
  stage.Do(account, Order{.amount = 12});
  projection::MemoryProjectionStore whole(true);
  const auto fold = [&](projection::MemoryProjectionStore* store) {
    runtime::Replica replica(account.options(), &account.definition(), stage.rig.log.get(),
                             &stage.rig.keys, store);
    RT_CHECK(replica.Open().ok());
    for (int i = 0; i < 8; ++i) RT_CHECK(replica.Turn(std::chrono::milliseconds(0)).ok());
    stage.DumpOf(replica, *store, account.definition());
  };
  account.options().records_per_turn_max = 1;
  fold(&whole);
  const std::size_t batches = whole.batches();
  for (std::size_t kept = 0; kept <= batches; ++kept) {
    projection::MemoryProjectionStore again(true);
    {
      runtime::Replica replica(account.options(), &account.definition(), stage.rig.log.get(),
                               &stage.rig.keys, &again);
      RT_CHECK(replica.Open().ok());
      while (again.batches() < batches) RT_CHECK(replica.Turn(std::chrono::milliseconds(0)).ok());
    }
    const auto left = again.CrashAt(std::min(kept, again.batches()));
    fold(left.get());
  }
  return stage.End();
}

// The broker loses a tail that was read, and goes on with another, which is longer.
Findings TruncatedAndRefilled() {
  Stage stage;
  Node& here = stage.Account();
  stage.Do(here, Order{.amount = 30});
  stage.Do(here, Order{.amount = 12});
  const auto cut = static_cast<eventlog::Offset>(stage.records().size() - 1);
  stage.rig.log->Truncate(kAccount, cut);
  stage.Altered("account", cut);
  Node& there = stage.Aside(stage.rig.Account());
  RT_CHECK(there.Start().ok());
  for (int i = 0; i < 4; ++i) there.Turn();
  for (const std::int64_t amount : {7, 9, 11}) {
    stage.Send(there, Order{.amount = amount});
    for (int i = 0; i < 4; ++i) {
      there.Turn();
      stage.rig.log->Deliver();
    }
  }
  stage.Pass(kCheckInterval);
  stage.Settle();
  stage.Dump(there);
  return stage.End();
}

// The same, but the last record that was read is the same in both tails.
Findings AnotherRecordFurtherBack() {
  Stage stage;
  Node& here = stage.Account();
  stage.Do(here, Order{.amount = 30});
  stage.Pass(kCheckInterval);
  stage.Settle();
  const auto at = static_cast<eventlog::Offset>(stage.records().size());
  for (int i = 0; i < 3; ++i) stage.Do(here, Order{.account = i + 1, .amount = 5});
  stage.rig.log->Overwrite(kAccount, at, "what another cluster had there");
  stage.Altered("account", at);
  stage.Pass(kCheckInterval);
  stage.Settle();
  stage.Pass(kCheckInterval);
  stage.Settle();
  return stage.End();
}

// A process is pointed at a cluster in which the log was never created.
Findings AnEmptyCluster() {
  eventlog::SimOptions options = runtime::testing::TestLog(runtime::testing::TestKeys(), 1);
  options.record0 = nullptr;
  eventlog::SimEventLog empty(options);
  Stage stage;
  Node& astray = stage.Add(std::make_unique<Node>(runtime::testing::AccountService, &empty,
                                                  &stage.rig.keys, &stage.rig.clock));
  stage.Send(astray, Order{.amount = 30});
  astray.Turn(8);
  return stage.EndUnseen();
}

}  // namespace

std::vector<Schedule> SchedulesOfTheLog() {
  return {{"offsets-outside-batch", KilledBetweenAnyTwoBatches},
          {"no-overlap-check", TruncatedAndRefilled},
          {"overlap-last-records", AnotherRecordFurtherBack},
          {"first-process-names-log", AnEmptyCluster}};
}

}  // namespace rondetafel::simulation
