// What a client is told, and when: serving 2–6.
#include "shared/base/id.h"
#include "tests/simulation/mutants/stage.h"

namespace rondetafel::simulation {
namespace {

using checker::Findings;
using eventlog::SimFate;
using runtime::testing::MakeCommand;
using runtime::testing::Order;

// Two replicas take the same id for two amounts at once; the loser learns of it by its fold.
Findings OneIdForTwoAmounts() {
  Stage stage;
  Node& here = stage.Account();
  Node& there = stage.Account();
  const base::CommandId id = base::CommandId::FromRaw("one id, 2 bodies");
  stage.Send(here, Order{.amount = 30, .id = id});
  here.Turn();
  stage.Send(there, Order{.amount = 12, .id = id});
  there.Turn();
  stage.Settle();
  return stage.End();
}

// Both take the last 10 euros; the log acknowledges both.
Findings TwoTakeTheLast() {
  Stage stage;
  Node& here = stage.Account();
  Node& there = stage.Account();
  stage.Do(here, Order{.amount = 10});
  stage.Send(here, Order{.amount = -10});
  here.Turn();
  stage.Send(there, Order{.amount = -10});
  there.Turn();
  stage.Settle();
  return stage.End();
}

// One record is lost, another's takes its place, so the next lands where it was expected, on a head
// that is no longer one.
Findings ALostRecordMakesRoom() {
  Stage stage;
  Node& here = stage.Account();
  Node& there = stage.Account();
  stage.Do(here, Order{.account = 2, .amount = 10});
  stage.rig.log->Script({SimFate::kLost});
  stage.Send(here, Order{.account = 1, .amount = 5});
  here.Turn();
  stage.Send(there, Order{.account = 2, .amount = -10});
  there.Turn();
  stage.Send(here, Order{.account = 2, .amount = -10});
  here.Turn();
  stage.Settle();
  return stage.End();
}

// The record lands, its acknowledgement does not.
Findings LandsUnseen() {
  Stage stage;
  Node& here = stage.Account();
  stage.rig.log->Script({SimFate::kLandsUnseen});
  stage.Do(here, Order{.amount = 30});
  return stage.End();
}

// Two commands of one head; the first is refused by the log, so the second is decided anew while
// its first record is under way. That record lands, and the log refuses the new one.
Findings TheEarlierAttemptLands() {
  Stage stage;
  Node& here = stage.Account();
  stage.rig.log->Script({SimFate::kRefused, SimFate::kAppended, SimFate::kRefused});
  stage.Send(here, Order{.amount = -1});
  stage.Send(here, Order{.amount = 5});
  here.Turn();
  stage.rig.log->Deliver(1);
  here.Turn();
  stage.rig.log->Deliver();
  here.Turn();
  stage.Settle();
  return stage.End();
}

// A replica that has not seen a deposit refuses; another accepts the repeat.
Findings ARefusalOnAnOldState() {
  Stage stage;
  Node& here = stage.Account();
  Node& there = stage.Account();
  stage.Send(there, Order{.amount = 10});
  there.Turn();
  const Order order{.amount = -5};
  stage.Send(here, order);
  here.Turn();
  stage.Settle();
  stage.Do(there, order);
  return stage.End();
}

// A record is lost; the stream must go on all the same.
Findings TheStreamGoesOn() {
  Stage stage;
  Node& here = stage.Account();
  stage.rig.log->Script({SimFate::kLost});
  stage.Do(here, Order{.amount = 30});
  stage.Calm(30'000'000);
  stage.Do(here, Order{.amount = 7});
  for (int i = 0; i < 10; ++i) {
    stage.Pass(10'000'000);
    stage.Settle();
  }
  return stage.End();
}

// The command that opens an account is repeated after an unknown outcome, as a client does that
// knows its own id and the command's, and no case.
Findings AnOpeningIsRepeated() {
  Stage stage;
  Node& here = stage.Account();
  const Order order{.amount = 30};
  const auto opening = [&] {
    runtime::Command command = MakeCommand(order);
    const auto actor = base::ActorId::Parse(command.actor.actor_id());
    command.case_id = base::DeriveCaseId(*actor, command.command_id);
    command.stream_id = base::DeriveStreamId(command.case_id, "account", command.command_id);
    return command;
  };
  stage.rig.log->Script({SimFate::kLandsUnseen});
  stage.Send(here, opening(), false);
  stage.Settle();
  stage.Send(here, opening(), false);
  stage.Settle();
  return stage.End();
}

// A replica that reads one record a turn is asked for everything acknowledged.
Findings AStrongReadOfASlowReader() {
  Stage stage;
  Node& there = stage.Account();
  Node& slow = stage.Aside(stage.rig.Account());
  slow.options().records_per_turn_max = 1;
  if (!slow.Start().ok()) return {};
  for (int i = 0; i < 4; ++i) {
    slow.Turn();
    stage.rig.log->Deliver();
  }
  for (int i = 0; i < 3; ++i) stage.Do(there, Order{.amount = 1});
  stage.ShowStrong(slow, 1);
  for (int i = 0; i < 12; ++i) {
    slow.Turn();
    stage.rig.log->Deliver();
  }
  return stage.End();
}

}  // namespace

std::vector<Schedule> SchedulesOfAnswers() {
  return {{"fingerprint-after-fold", OneIdForTwoAmounts},
          {"reply-on-ack", TwoTakeTheLast},
          {"reply-on-predicted-ack", ALostRecordMakesRoom},
          {"unknown-as-failed", LandsUnseen},
          {"attempts-forgotten", TheEarlierAttemptLands},
          {"unrecorded-refusal", ARefusalOnAnOldState},
          {"unknown-kept", TheStreamGoesOn},
          {"random-case-id", AnOpeningIsRepeated},
          {"strong-without-tick", AStrongReadOfASlowReader}};
}

}  // namespace rondetafel::simulation
