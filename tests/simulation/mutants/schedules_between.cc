// Between services: reactions, their outbox, timers and the clock guard.
#include "shared/base/check.h"
#include "tests/simulation/mutants/stage.h"

namespace rondetafel::simulation {
namespace {

using checker::Findings;
using runtime::testing::CaseOf;
using runtime::testing::MakeCommand;
using runtime::testing::Order;
using runtime::testing::RemindCommand;

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kHour = 3600 * kSecond;

// Lets lanes go on that pause after a failure.
void GiveTime(Stage& stage) {
  for (int i = 0; i < 10; ++i) {
    stage.Pass(6 * kSecond);
    stage.Settle();
  }
}

// Two deposits in one commit, so two reactions of one name.
runtime::Command TwoDeposits() {
  runtime::Command command = MakeCommand({.amount = 30});
  command.decide = [](const runtime::Message&, const base::Context&) {
    runtime::Command::Decided decided;
    for (const std::int64_t amount : {30, 12}) {
      auto event = std::make_unique<testing::AccountEvent>();
      event->mutable_deposited()->set_amount(amount);
      decided.events.push_back(event->SerializeAsString());
      decided.parsed.push_back(std::move(event));
    }
    return decided;
  };
  return command;
}

Findings TwoReactionsToOneCommit() {
  Stage stage;
  Node& account = stage.Account();
  stage.Mirror();
  stage.Do(account, TwoDeposits());
  GiveTime(stage);
  return stage.End(true);
}

// A second deposit finds the target stream in use.
Findings TwoDepositsOneTarget() {
  Stage stage;
  Node& account = stage.Account();
  stage.Mirror();
  stage.Do(account, Order{.amount = 30});
  stage.Do(account, Order{.amount = 12});
  GiveTime(stage);
  return stage.End(true);
}

// Killed after the position has passed the deposit, before its reaction.
Findings KilledBeforeTheReaction() {
  Stage stage;
  Node& account = stage.Account();
  Node& mirror = stage.Mirror();
  stage.Do(account, Order{.amount = 5});
  stage.Send(account, Order{.amount = 30});
  account.Turn();
  stage.rig.log->Deliver();
  mirror.Turn();
  RT_CHECK(mirror.Source("account").lowest_outbox.has_value());
  RT_CHECK(mirror.store().Flush().ok());
  mirror.Kill();
  RT_CHECK(mirror.Start().ok());
  GiveTime(stage);
  return stage.End(true);
}

// A new replica reads its own topic first, so it knows the reaction before it meets the cause.
Findings TheReactionIsMetFirst() {
  Stage stage;
  Node& account = stage.Account();
  stage.Mirror();
  stage.Do(account, Order{.amount = 30});
  GiveTime(stage);
  stage.Mirror();
  return stage.End(true);
}

// Three deposits wait for a mirror.
Findings ThreeWait() {
  Stage stage;
  Node& account = stage.Account();
  for (const std::int64_t amount : {30, 12, 7}) stage.Do(account, Order{.amount = amount});
  stage.Mirror();
  GiveTime(stage);
  return stage.End(true);
}

// While the mirror is down its upstream loses the tail with a deposit that was never answered, and
// goes on with another.
Findings AReactionToALostTail() {
  Stage stage;
  Node& account = stage.Account();
  Node& mirror = stage.Mirror();
  const eventlog::TopicPartition of{"account", 0};
  const auto kept = static_cast<eventlog::Offset>(stage.records().size());
  stage.rig.log->Script({eventlog::SimFate::kLandsUnseen});
  stage.Send(account, Order{.amount = 30});
  account.Turn();
  stage.rig.log->Deliver();
  mirror.Turn();
  RT_CHECK(mirror.Source("account").lowest_outbox.has_value());
  RT_CHECK(mirror.store().Flush().ok());
  mirror.Kill();
  stage.rig.log->Truncate(of, kept);
  account.Kill();
  RT_CHECK(account.Start().ok());
  for (int i = 0; i < 6; ++i) account.Turn();
  stage.Send(account, Order{.amount = 12});
  for (int i = 0; i < 6; ++i) {
    account.Turn();
    stage.rig.log->Deliver();
  }
  RT_CHECK(mirror.Start().ok());
  GiveTime(stage);
  return stage.End();
}

// A date is moved an hour on just before it comes, by a replica that another has not heard of yet.
Findings AMovedDate() {
  Stage stage;
  Node& here = stage.Account();
  Node& there = stage.Account();
  const std::int64_t now = stage.rig.clock.Now().us;
  stage.Do(here, RemindCommand(1, {now + kHour}));
  stage.Pass(kHour - kSecond);
  stage.Settle();
  stage.Send(there, RemindCommand(1, {now + 2 * kHour}));
  there.Turn();
  stage.Pass(2 * kSecond);
  here.Turn();
  stage.Settle();
  return stage.End();
}

// A clock is set a year on.
Findings AYearTooEarly() {
  Stage stage;
  Node& here = stage.Account();
  stage.Do(here, RemindCommand(1, {stage.rig.clock.Now().us + kHour}));
  stage.rig.clock.Jump(365 * 24 * kHour);
  stage.Settle();
  return stage.End();
}

}  // namespace

std::vector<Schedule> SchedulesBetweenServices() {
  return {{"reaction-without-ordinal", TwoReactionsToOneCommit},
          {"target-from-own-state", TwoDepositsOneTarget},
          {"cursor-for-outbox", KilledBeforeTheReaction},
          {"row-without-look", TheReactionIsMetFirst},
          {"rows-out-of-order", ThreeWait},
          {"early-workers", AReactionToALostTail},
          {"timer-without-recheck", AMovedDate},
          {"no-clock-guard", AYearTooEarly}};
}

}  // namespace rondetafel::simulation
