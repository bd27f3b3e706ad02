// Which records count: fold rules 1, 3 and 5.
#include "shared/base/check.h"
#include "shared/commit/genesis.h"
#include "tests/simulation/mutants/stage.h"

namespace rondetafel::simulation {
namespace {

using checker::Findings;
using eventlog::SimFate;
using runtime::testing::MakeCommand;
using runtime::testing::Order;
using runtime::testing::StreamOf;

const eventlog::TopicPartition kAccount{"account", 0};

// A withdrawal was decided on a deposit that never landed, and lands late, when another deposit has
// the same number.
Findings DecidedOnWhatNeverLanded() {
  // With this seed the log takes the deposit before the late record.
  Stage stage([](eventlog::SimOptions& options) { options.seed = 3; });
  Node& here = stage.Account();
  Node& there = stage.Account();
  stage.Do(here, Order{.amount = 10});
  stage.rig.log->Script({SimFate::kLost, SimFate::kLandsLate});
  const Order withdrawal{.amount = -30};
  stage.Send(here, Order{.amount = 30});
  stage.Send(here, withdrawal);
  here.Turn();
  stage.rig.log->Deliver(2);
  here.Turn();
  const Order deposit{.amount = 5};
  stage.Send(there, deposit);
  there.Turn();
  stage.rig.log->Deliver(1);
  commit::RecordFault fault;
  RT_CHECK(commit::ParseRecord(stage.records().back(), &fault)->envelope.command_id == deposit.id);
  stage.Settle();
  stage.Do(there, withdrawal);
  return stage.End();
}

// Both take the last 10 euros.
Findings TwoTakeTheLast() {
  Stage stage;
  Node& here = stage.Account();
  Node& there = stage.Account();
  stage.Do(here, Order{.amount = 10});
  stage.Send(here, Order{.amount = -10});
  stage.Send(there, Order{.amount = -10});
  here.Turn();
  there.Turn();
  stage.Settle();
  return stage.End();
}

// A client repeats a deposit that was answered.
Findings ARepeat() {
  Stage stage;
  Node& here = stage.Account();
  const Order order{.amount = 30};
  stage.Do(here, order);
  stage.Do(here, order);
  return stage.End();
}

// The same id again, for another stream of the same case.
Findings OneIdForTwoStreams() {
  Stage stage;
  Node& here = stage.Account();
  const Order order{.amount = 30};
  stage.Do(here, order);
  runtime::Command other = MakeCommand(order);
  other.stream_id = StreamOf(2);
  stage.Do(here, other);
  return stage.End();
}

// Somebody without the key appends a commit on the right head.
Findings AForgedCommit() {
  Stage stage;
  Node& here = stage.Account();
  stage.Do(here, Order{.amount = 30});
  const std::string good = stage.records().back();
  commit::RecordFault fault;
  commit::Envelope envelope = commit::ParseRecord(good, &fault)->envelope;
  const std::string body = good.substr(commit::kEnvelopeBytes);
  envelope.head = commit::CommitHashOf(good);
  envelope.command_id = base::CommandId::FromRaw("somebody else's.");
  commit::MacKey guessed{};
  stage.rig.log->Append(kAccount, commit::EncodeRecord(envelope, body, guessed), [](auto) {});
  stage.Settle();
  stage.Do(here, Order{.amount = 1});
  return stage.End();
}

// The broker hands over another body than it took, under the envelope it took.
Findings AnotherBody() {
  Stage stage;
  Node& here = stage.Account();
  stage.Do(here, Order{.amount = 30});
  stage.Send(here, Order{.amount = 30});
  here.Turn();
  stage.rig.log->Deliver();
  std::string record = stage.records().back();
  log::v1::CommitBody body;
  RT_CHECK(body.ParseFromString(record.substr(commit::kEnvelopeBytes)));
  testing::AccountEvent event;
  event.mutable_deposited()->set_amount(3000);
  body.mutable_events()->set_event(0, event.SerializeAsString());
  record = record.substr(0, commit::kEnvelopeBytes) + body.SerializeAsString();
  const auto at = static_cast<eventlog::Offset>(stage.records().size() - 1);
  stage.rig.log->Overwrite(kAccount, at, record);
  stage.Settle();
  return stage.End();
}

// One replica has the next MAC key and uses it, the other has not got it yet.
Findings AKeyThatOneDoesNotHold() {
  commit::MacKeySet rotated = runtime::testing::TestKeys();
  const base::KeyId old_key = rotated.current();
  const commit::MacKey old = *rotated.Find(old_key);
  commit::MacKey key{};
  key.fill(9);
  const base::KeyId next(base::DeriveUuid("mac", {"next"}));
  rotated.Add(next, key);

  Stage stage;
  Node& without = stage.Account();
  const commit::ControlStamp stamp{"account", 0, stage.rig.clock.Now(), old_key, old};
  stage.rig.log->Append(kAccount, commit::BuildMacKeyIntroduced(stamp, next), [](auto) {});
  stage.AlsoHolds(next, key);
  Node& with = stage.Add(std::make_unique<Node>(runtime::testing::AccountService,
                                                stage.rig.log.get(), &rotated, &stage.rig.clock));
  const Stage::Call call = stage.Do(with, Order{.amount = 30});
  stage.Settle();
  if (call.ok()) stage.Show(without, 1, call.token());
  return stage.End();
}

// A replica whose clock lags by half a minute commits behind one whose clock is right; a report of
// the time between has been given.
Findings ALaggingClock() {
  runtime::testing::FakeClock lagging;
  Stage stage;
  Node& here = stage.Account();
  absl::Status closed;
  here.replica().CloseMigration([&closed](absl::Status status) { closed = std::move(status); });
  stage.Settle();
  Node& there = stage.Add(std::make_unique<Node>(runtime::testing::AccountService,
                                                 stage.rig.log.get(), &stage.rig.keys, &lagging));
  stage.Pass(30'000'000);
  stage.Send(here, Order{.account = 1, .amount = 30});
  here.Turn();
  stage.Send(there, Order{.account = 2, .amount = 12});
  there.Turn();
  stage.rig.log->Deliver(1);
  here.Turn(2);
  const base::Instant between{stage.rig.clock.Now().us - 10'000'000};
  stage.Report(here, between);
  stage.Settle();
  stage.Pass(1'000'000);
  here.replica().Tick(0, nullptr);
  stage.Settle();
  stage.Report(here, between);
  return stage.End();
}

}  // namespace

std::vector<Schedule> SchedulesOfTheFold() {
  return {{"version-number", DecidedOnWhatNeverLanded},
          {"no-comparison", TwoTakeTheLast},
          {"no-index", ARepeat},
          {"known-per-stream", OneIdForTwoStreams},
          {"no-mac", AForgedCommit},
          {"no-body-hash", AnotherBody},
          {"key-not-held-is-bad", AKeyThatOneDoesNotHold},
          {"time-not-monotonic", ALaggingClock}};
}

}  // namespace rondetafel::simulation
