#include "tests/simulation/world.h"

#include <algorithm>

#include "shared/base/check.h"
#include "shared/base/text.h"
#include "shared/commit/genesis.h"
#include "tests/simulation/describe.h"

namespace rondetafel::simulation {
namespace {

constexpr std::int64_t kZombieUs = 60'000'000;
constexpr std::int64_t kDayUs = 24LL * 3600 * 1'000'000;
// A wrong clock may be ahead by a day and pass the guard, and another by some hours more.
constexpr std::int64_t kRecordedAheadMaxUs = 3 * kDayUs;

BrokerOptions BrokerOptionsOf(const Plan& plan, const std::vector<std::string>& topics) {
  return {base::LogId(base::DeriveUuid("simulated log", {std::to_string(plan.seed)})),
          plan.partitions, topics};
}

std::unique_ptr<Workload> MakeWorkload(const Plan& plan) {
  const WorkloadKind* kind = FindWorkload(plan.workload);
  RT_CHECK(kind != nullptr);
  return kind->Make(plan);
}

}  // namespace

World::World(const Plan& plan, const RunOptions& options)
    : plan_(plan),
      workload_(MakeWorkload(plan)),
      topics_(workload_->topics()),
      trace_(options.trace),
      broker_(BrokerOptionsOf(plan, topics_), &coverage_),
      keys_(plan.seed, kMacKeys),
      clients_(plan.operations.size()) {
  const MachineKeys first(plan.seed, 1);
  const eventlog::LogIdentity identity{broker_.options().log_id, plan.partitions};
  for (std::size_t partition = 0; partition < broker_.partitions(); ++partition) {
    const eventlog::TopicPartition place = broker_.PlaceOf(partition);
    broker_.Put(partition,
                commit::BuildLogIdentity(
                    commit::StampWith(first, place.topic, place.partition, base::Instant{kStartUs}),
                    identity));
    // Nothing is behind or ahead of a log in which nothing is recorded: so something is.
    broker_.Put(partition, commit::BuildTick(commit::StampWith(first, place.topic, place.partition,
                                                               base::Instant{kStartUs})));
  }
  for (std::size_t service = 0; service < plan.replicas.size(); ++service) {
    for (int replica = 0; replica < plan.replicas[service]; ++replica) {
      Process::Setup setup;
      setup.index = static_cast<int>(processes_.size());
      setup.service = service;
      setup.name = base::Cat(topics_[service], '/', replica);
      setup.seed = plan.seed;
      setup.define = [this, service](bool old_binary) {
        return workload_->Define(service, old_binary);
      };
      for (const int old : plan.old_binaries) {
        if (old == setup.index) setup.old_binary = true;
      }
      processes_.push_back(
          std::make_unique<Process>(std::move(setup), &true_us_, &broker_, &coverage_));
    }
  }
  told_.resize(processes_.size());
  tainted_.assign(processes_.size(), std::vector<eventlog::Offset>(broker_.partitions(), -1));
  for (int replica = 0; replica < static_cast<int>(processes_.size()); ++replica) {
    Start(replica, 0);
  }
}

World::~World() = default;

std::string World::Name(int replica) const {
  return processes_[static_cast<std::size_t>(replica)]->setup().name;
}

int World::ReplicaOfService(std::size_t service, int pick) const {
  int first = 0;
  for (std::size_t before = 0; before < service; ++before) first += plan_.replicas[before];
  return first + pick % plan_.replicas[service];
}

void World::Violate(std::string invariant, std::string what) {
  trace_.Say([&] { return base::Cat("VIOLATION ", invariant, ": ", what); });
  violations_.push_back({std::move(invariant), std::move(what)});
}

void World::Follow() {
  for (const Step& step : plan_.steps) {
    Advance(1);
    trace_.Note(step.kind, step.replica, step.pick, step.amount);
    Take(step);
  }
}

void World::Take(const Step& step) {
  const int replica = ReplicaOf(step.replica);
  switch (step.kind) {
    case StepKind::kAdvance:
      return Advance(step.amount);
    case StepKind::kTurn:
      return Turn(replica, step.pick, step.amount);
    case StepKind::kSend:
      return Send(step.pick, step.replica, static_cast<Variation>(step.amount));
    case StepKind::kDeliver:
    case StepKind::kLand:
    case StepKind::kAcknowledge:
    case StepKind::kLoseAck:
    case StepKind::kLose:
    case StepKind::kTimeOut:
    case StepKind::kRefuse:
    case StepKind::kDuplicate:
    case StepKind::kLandLate:
    case StepKind::kLoseLate:
      Meet(step);
      return;
    case StepKind::kKill:
      return Kill(replica, step.amount, false);
    case StepKind::kRestore:
      return Kill(replica, step.amount, true);
    case StepKind::kStart:
      return Start(replica, step.pick);
    case StepKind::kStop:
      if (At(replica).up()) {
        At(replica).Stop();
        trace_.Say([&] { return base::Cat(Name(replica), " stops in good order"); });
      }
      return;
    case StepKind::kUpgrade:
      return Upgrade(replica, step.amount != 0);
    case StepKind::kCut:
      if (At(replica).up()) At(replica).connection().Cut();
      return;
    case StepKind::kMend:
      if (At(replica).up()) At(replica).connection().Mend();
      return;
    case StepKind::kStale: {
      const auto partition = static_cast<std::size_t>(step.pick) % broker_.partitions();
      const eventlog::Offset seen =
          std::max<eventlog::Offset>(1, broker_.EndOf(partition) - step.amount);
      if (At(replica).up()) At(replica).connection().SeeOnly(partition, seen);
      return;
    }
    case StepKind::kSlow:
      if (At(replica).up()) At(replica).connection().ReadAtMost(static_cast<int>(step.amount));
      return;
    case StepKind::kJump:
      return Jump(replica, step.amount);
    case StepKind::kConfirm:
      return Confirm(replica);
    case StepKind::kTruncate:
      return Truncate(step.pick, step.amount);
    case StepKind::kForeign:
      return AppendForeign(step.pick, static_cast<Foreign>(step.amount));
    case StepKind::kIntroduceKey:
      return IntroduceKey(step.pick);
    case StepKind::kGiveKey:
      return HoldKeys(replica, kMacKeys);
    case StepKind::kStrongRead:
      return Ask(step.pick, step.replica, true);
    case StepKind::kQuery:
      return Ask(step.pick, step.replica, false);
    case StepKind::kReport:
      return AskReport(replica, step.amount);
    case StepKind::kCloseMigration:
      return CloseMigration(replica);
  }
}

void World::Turn(int replica, int kill_at, std::int64_t batches) {
  Process& process = At(replica);
  if (!process.up()) return;
  const bool slept = now_us() - process.last_turn_us > kZombieUs;
  if (slept && process.replica().sequencer().open() > 0) coverage_.Count(Met::kZombieWoke);
  if (!process.Turn(kill_at)) {
    trace_.Say([&] { return base::Cat(Name(replica), " is killed in the middle of a turn"); });
    return Kill(replica, batches, false);
  }
  NoteProgress(replica);
  AnswerQuestions(replica);
}

void World::NoteProgress(int replica) {
  if (Tainted(replica)) return;
  Process& process = At(replica);
  const auto state = process.state();
  std::vector<eventlog::Offset>& told = told_[static_cast<std::size_t>(replica)];
  told.resize(state->sources.size(), -1);
  for (std::size_t i = 0; i < state->sources.size(); ++i) {
    const runtime::SourceState& source = state->sources[i];
    if (told[i] == source.position) continue;
    told[i] = source.position;
    trace_.Note(replica, i, source.position);
    checker::v1::Passed& passed = *recorder_.Add(now_us()).mutable_passed();
    passed.set_reader(process.setup().name);
    passed.set_life(static_cast<std::uint64_t>(process.life()));
    passed.mutable_place()->set_topic(source.source.topic);
    passed.mutable_place()->set_partition(source.source.partition);
    passed.mutable_place()->set_offset(source.position);
    const commit::FoldCursor& cursor = process.replica().fold().cursor(source.source);
    passed.mutable_place()->set_running_hash(std::string(commit::HashBytes(cursor.running)));
    trace_.NoteBytes(commit::HashBytes(cursor.running));
  }
}

void World::Kill(int replica, std::int64_t batches, bool beyond_flush) {
  Process& process = At(replica);
  if (process.up() && !process.killed_at()) coverage_.Count(Met::kKilledBetweenTurns);
  process.Kill(batches, beyond_flush);
  NoteFallBack(replica);
  trace_.Say([&] {
    return base::Cat(Name(replica),
                     beyond_flush ? " is put back to an old checkpoint, " : " is down, ", batches,
                     " batches back at most");
  });
}

void World::Start(int replica, int kill_at) {
  Process& process = At(replica);
  if (process.up()) {
    if (!process.halted()) return;
    Kill(replica, 0, false);
  }
  const absl::Status started = process.Start(kill_at);
  told_[static_cast<std::size_t>(replica)].clear();
  trace_.Note(replica, static_cast<int>(started.code()));
  trace_.Say([&] {
    return base::Cat(Name(replica), started.ok() ? " starts" : " does not start: ",
                     started.ok() ? std::string() : std::string(started.message()));
  });
}

void World::Upgrade(int replica, bool empty) {
  Process& process = At(replica);
  if (!process.old_binary()) return;
  if (process.up()) Kill(replica, 0, false);
  process.Upgrade(empty);
  NoteFallBack(replica);
  trace_.Say([&] { return base::Cat(Name(replica), " gets the new binary"); });
  Start(replica, 0);
}

void World::HoldKeys(int replica, int held) {
  Process& process = At(replica);
  if (process.keys().held() >= held) return;
  coverage_.Count(Met::kKeyGiven);
  if (process.up()) Kill(replica, 0, false);
  process.HoldKeys(held);
  trace_.Say([&] { return base::Cat(Name(replica), " is given the next MAC key"); });
  Start(replica, 0);
}

void World::Jump(int replica, std::int64_t us) {
  const bool year = us > kDayUs || us < -kDayUs;
  coverage_.Count(us > 0 ? (year ? Met::kClockYearAhead : Met::kClockHourAhead)
                         : (year ? Met::kClockYearBack : Met::kClockHourBack));
  At(replica).clock().Jump(us);
  trace_.Say([&] { return base::Cat("the clock of ", Name(replica), " is set by ", us, " us"); });
}

void World::Confirm(int replica) {
  Process& process = At(replica);
  process.clock().Set(0);
  if (!process.up()) return;
  const base::Instant wall = process.clock().Now();
  const std::int64_t monotonic_us = process.clock().MonotonicUs();
  process.Post([wall, monotonic_us](runtime::Replica& at) { at.ConfirmClock(wall, monotonic_us); });
  coverage_.Count(Met::kClockConfirmed);
  trace_.Say([&] { return base::Cat("the clock of ", Name(replica), " is set right, confirmed"); });
}

namespace {

Broker::Fate FateOf(StepKind kind) {
  if (kind == StepKind::kLand) return Broker::Fate::kLand;
  if (kind == StepKind::kLose) return Broker::Fate::kLose;
  if (kind == StepKind::kTimeOut) return Broker::Fate::kTimeOut;
  if (kind == StepKind::kRefuse) return Broker::Fate::kRefuse;
  if (kind == StepKind::kDuplicate) return Broker::Fate::kDuplicate;
  return Broker::Fate::kDeliver;
}

}  // namespace

bool World::Meet(const Step& step) {
  const std::uint64_t before = broker_.landings();
  bool done = false;
  if (step.kind == StepKind::kAcknowledge || step.kind == StepKind::kLoseAck) {
    done = broker_.Answer(step.pick, step.kind == StepKind::kAcknowledge);
  } else if (step.kind == StepKind::kLandLate || step.kind == StepKind::kLoseLate) {
    done = broker_.Late(step.pick, step.kind == StepKind::kLandLate);
  } else {
    done = broker_.Meet(FateOf(step.kind), step.pick);
  }
  if (!done) return false;
  if (broker_.landings() != before) {
    NoteLanded(ToString(step.kind));
  } else {
    trace_.Say([&] { return std::string(ToString(step.kind)); });
  }
  return true;
}

// What a clock that nobody may trust wrote: a due date's command recorded long before its date.
void World::CheckRecordedTime(std::string_view record) {
  commit::RecordFault fault;
  const auto parsed = commit::ParseRecord(record, &fault);
  if (!parsed || timeless_) return;
  if (parsed->envelope.recorded_at.us <= now_us() + kRecordedAheadMaxUs) return;
  Violate("I13", base::Cat("a record lands whose time is ",
                           (parsed->envelope.recorded_at.us - now_us()) / kDayUs,
                           " days ahead: due dates fire that have not come"));
}

void World::NoteLanded(std::string_view how) {
  const auto& [partition, offset] = broker_.last_landed();
  const std::string& record = broker_.records(partition)[static_cast<std::size_t>(offset)];
  trace_.Note(partition, offset);
  trace_.NoteBytes(record);
  CheckRecordedTime(record);
  if (truncated_ && lost_ends_[partition] == offset + 1) coverage_.Count(Met::kRefilled);
  trace_.Say([&] {
    return base::Cat(how, ": ", DescribeRecord(record), " lands at ",
                     broker_.PlaceOf(partition).topic, '/', broker_.PlaceOf(partition).partition,
                     '@', offset);
  });
}

}  // namespace rondetafel::simulation
