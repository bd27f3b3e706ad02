// Healing, and letting a history come to its end: from here on progress is due.
#include <algorithm>

#include "shared/base/text.h"
#include "tests/simulation/world.h"

namespace rondetafel::simulation {
namespace {

constexpr std::int64_t kRoundUs = 100'000;
// Clients repeat, operators look, halted processes are started again every so many rounds.
constexpr int kRoundsPerRepeat = 12;
constexpr int kRoundsPerLook = 40;

}  // namespace

void World::Heal() {
  trace_.Say([] { return std::string("all faults heal"); });
  const bool new_key = FinishKeyIntroduction();
  for (int replica = 0; replica < static_cast<int>(processes_.size()); ++replica) {
    Process& process = At(replica);
    if (process.up()) process.connection().Mend();
    process.clock().Set(0);
    if (new_key) HoldKeys(replica, kMacKeys);
    Upgrade(replica, false);
    Start(replica, 0);
  }
}

// What an operator does who looks from time to time: halted processes start again, with an empty
// projection where the log lost what it was folded from; blocked clocks are confirmed.
void World::LookAfter() {
  for (int replica = 0; replica < static_cast<int>(processes_.size()); ++replica) {
    ForgetIfTainted(replica);
    Start(replica, 0);
    if (At(replica).up()) Confirm(replica);
  }
}

void World::Rest() {
  Heal();
  int round = 0;
  // Twice in a row: what the last round folded may still stop a clock from being trusted.
  for (int calm = 0; round < kRoundsMax && calm < 2; ++round) calm = Round(round) ? calm + 1 : 0;
  if (round == kRoundsMax) {
    Violate("I8", base::Cat("not at rest ", kRoundsMax,
                            " rounds after the faults healed: ", WhyNotResting()));
  }
  at_rest_ = round < kRoundsMax;
  Round(kRoundsPerRepeat);  // a replica that began to serve takes commands from its next turn on
  recorder_.Add(now_us()).mutable_calm()->set_within_us(kCalmWithinUs);
  AskAll();
  checker::v1::Ended& ended = *recorder_.Add(now_us()).mutable_ended();
  ended.set_all_repeated(at_rest_);
  // Reactions to what the log has lost are there without a cause.
  ended.set_reactions_done(at_rest_ && !truncated_);
  DumpAll();
}

bool World::Round(int round) {
  Advance(kRoundUs);
  if (round % kRoundsPerLook == 0) LookAfter();
  if (round % kRoundsPerRepeat == 1) RepeatOpen(round);
  for (int replica = 0; replica < static_cast<int>(processes_.size()); ++replica) {
    Turn(replica, 0, 0);
  }
  // One late record a round, so that it meets what came after it.
  Meet({round % 3 == 0 ? StepKind::kLoseLate : StepKind::kLandLate, 0, round, 0});
  while (Meet({StepKind::kAcknowledge, 0, 0, 0})) {
  }
  while (Meet({StepKind::kDeliver, 0, 0, 0})) {
  }
  return WhyNotResting().empty();
}

void World::RepeatOpen(int round) {
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    Client& client = clients_[i];
    if (plan_.operations[i].gives_up || client.ended || client.sent == 0) continue;
    const int at = static_cast<int>(i);
    if (!client.settled || client.again) {
      Send(at, round / kRoundsPerRepeat + at, Variation::kSame);
    }
    if (client.settled && !client.variations.empty()) {
      Send(at, round / kRoundsPerRepeat + at, client.variations.back());
      client.variations.pop_back();
    }
  }
}

std::string World::WhyNotResting() {
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    const Client& client = clients_[i];
    if (plan_.operations[i].gives_up || client.ended || client.sent == 0) continue;
    if (!client.settled || client.again) return base::Cat("client ", i, " has no answer");
    if (!client.variations.empty()) return base::Cat("client ", i, " goes on");
  }
  if (!broker_.idle()) return "records are under way";
  for (int replica = 0; replica < static_cast<int>(processes_.size()); ++replica) {
    const auto& process = processes_[static_cast<std::size_t>(replica)];
    const std::string& name = process->setup().name;
    if (Tainted(replica)) return base::Cat(name, " has not noticed what the log lost");
    if (!process->up() || process->halted()) return base::Cat(name, " does not serve");
    if (process->replica().has_mail()) return base::Cat(name, " has mail");
    if (!process->replica().clock_ok()) return base::Cat("the clock of ", name, " is not trusted");
    const auto state = process->state();
    if (!state->serving) return base::Cat(name, " does not serve");
    for (const runtime::SourceState& source : state->sources) {
      if (source.position < broker_.EndOf(broker_.IndexOf(source.source))) {
        return base::Cat(name, " is behind");
      }
    }
    if (process->replica().fold().outbox().size() > 0)
      return base::Cat(name, " has reactions to do");
    const auto due = process->replica().fold().due_dates().next();
    if (due && due->us <= now_us()) return base::Cat(name, " has timers to fire");
    if (process->replica().sequencer().open() > 0)
      return base::Cat(name, " has commands to settle");
  }
  return "";
}

// Everything once more, at another replica: answers are for ever, queries show what was told,
// reports as known on a moment do not change.
void World::AskAll() {
  if (!at_rest_) return;
  const auto replicas = static_cast<int>(processes_.size());
  for (int i = 0; i < static_cast<int>(clients_.size()); ++i) {
    Client& client = clients_[static_cast<std::size_t>(i)];
    if (client.settled) {
      client.again = !plan_.operations[static_cast<std::size_t>(i)].gives_up;
      Send(i, client.last_process + 1, Variation::kSame);
    }
    if (i % 4 == 0) Ask(i, i, false);
    if (i % 8 == 1) Ask(i, i, true);
  }
  for (const std::int64_t after_start_us : std::vector<std::int64_t>(report_times_)) {
    for (int replica = 0; replica < replicas; ++replica) AskReport(replica, after_start_us);
  }
  for (int round = 0; round < kRoundsMax; ++round) {
    Round(round + 1);
    if (questions_.empty() && WhyNotResting().empty()) return;
  }
  Violate("I8", base::Cat("not at rest after the last questions: ", WhyNotResting()));
}

}  // namespace rondetafel::simulation
