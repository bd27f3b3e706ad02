// Noise changes nothing: whatever garbage, duplicates and late writes stand between the records of
// an honest history, every reader accepts the same commits with the same heads.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "shared/commit/record_kit.h"

namespace rondetafel::commit {
namespace {

struct Step {
  std::string record;
  bool control = false;
};

// An honest history: commits, refusals and commits without events on a few streams, ticks in
// between.
std::vector<Step> HonestHistory(const RecordKit& kit, const std::vector<int>& choices) {
  std::vector<Step> steps;
  std::map<int, Hash> heads;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const int stream = choices[i] % 3;
    const int what = choices[i] / 3 % 5;
    const std::string command = "honest " + std::to_string(i);
    if (what == 0) {
      steps.push_back({kit.Tick(3000 + choices[i]), true});
      continue;
    }
    CommitDraft draft = what == 1 ? kit.Refusal(std::to_string(stream), command, heads[stream])
                                  : kit.Commit(std::to_string(stream), command, heads[stream]);
    if (what == 2) draft.body.mutable_events()->clear_event();
    draft.envelope.recorded_at = {2000 + choices[i]};
    steps.push_back({draft.Record()});
    if (what > 2) heads[stream] = CommitHashOf(steps.back().record);
  }
  return steps;
}

// A record that must be ignored after `past`, which are the honest records so far.
std::string Noise(const RecordKit& kit, const std::vector<Step>& past, int choice, int serial) {
  const std::string command = "noise " + std::to_string(serial);
  Hash nowhere;
  nowhere.fill(static_cast<std::uint8_t>(choice));
  // A copy of an honest commit, for the kinds of noise that need one; the identity when there is
  // none.
  std::string copy = kit.Identity();
  for (std::size_t i = 0; i < past.size(); ++i) {
    const Step& step = past[(i + static_cast<std::size_t>(choice)) % past.size()];
    if (!step.control) copy = step.record;
  }
  CommitDraft draft = kit.Commit(std::to_string(choice % 3), command, nowhere);
  draft.envelope.recorded_at = {1'000'000};
  switch (choice % 7) {
    case 0:
      return std::string(static_cast<std::size_t>(choice), 'g');
    case 1:
      return copy;
    case 2:
      return copy.substr(0, copy.size() - 1);
    case 3:
      copy[static_cast<std::size_t>(choice) % copy.size()] ^= 4;
      return copy;
    case 4:
      draft.envelope.topic = "triage";
      return draft.Record();
    case 5:
      draft.mac_key = TestKey(9);
      return draft.Record();
    default:
      return draft.Record();
  }
}

struct Outcome {
  std::vector<Hash> accepted;
  std::vector<base::Instant> effective;
  std::map<int, Hash> heads;
  base::Instant last;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome Fold(const RecordKit& kit, const std::vector<std::string>& records) {
  FoldRun run(kit);
  Outcome outcome;
  for (const std::string& record : records) {
    const Verdict& verdict = run.Take(record);
    RC_ASSERT(verdict.kind != Verdict::kHalt);
    if (verdict.kind != Verdict::kAccepted) continue;
    outcome.accepted.push_back(verdict.record.commit_hash);
    outcome.effective.push_back(verdict.effective);
  }
  for (int stream = 0; stream < 3; ++stream) {
    const auto head = run.index.FindHead(TestId<base::StreamId>(std::to_string(stream)));
    if (head) outcome.heads[stream] = head->hash;
  }
  outcome.last = run.fold.cursor().effective;
  return outcome;
}

RC_GTEST_PROP(FoldProperty, NoiseChangesNothingThatIsAccepted, ()) {
  const RecordKit kit;
  const auto choices = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 500));
  const std::vector<Step> honest = HonestHistory(kit, choices);
  std::vector<std::string> quiet;
  std::vector<std::string> noisy;
  std::vector<Step> past;
  int serial = 0;
  for (const Step& step : honest) {
    for (int choice : *rc::gen::container<std::vector<int>>(2, rc::gen::inRange(0, 500))) {
      noisy.push_back(Noise(kit, past, choice, serial++));
    }
    quiet.push_back(step.record);
    noisy.push_back(step.record);
    past.push_back(step);
  }
  const Outcome outcome = Fold(kit, quiet);
  RC_ASSERT(outcome.accepted.size() ==
            static_cast<std::size_t>(std::count_if(honest.begin(), honest.end(),
                                                   [](const Step& s) { return !s.control; })));
  RC_ASSERT(outcome == Fold(kit, noisy));
}

// Any order of any subset, with repeats: two readers of the same records agree, the heads form
// chains from nothing, and no command counts twice.
RC_GTEST_PROP(FoldProperty, AnyShuffleGivesAHistory, ()) {
  const RecordKit kit;
  const std::vector<Step> honest =
      HonestHistory(kit, *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 500)));
  RC_PRE(!honest.empty());
  std::vector<std::string> shuffled;
  for (int pick : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 1000))) {
    shuffled.push_back(honest[static_cast<std::size_t>(pick) % honest.size()].record);
  }
  FoldRun run(kit);
  std::map<base::StreamId, Hash> heads;
  std::set<base::CommandId> commands;
  for (const std::string& record : shuffled) {
    const Verdict& verdict = run.Take(record);
    if (verdict.kind != Verdict::kAccepted) continue;
    const Envelope& envelope = verdict.record.envelope;
    RC_ASSERT(envelope.head == heads[envelope.stream_id]);
    RC_ASSERT(commands.insert(envelope.command_id).second);
    if (verdict.body.events().event_size() > 0) {
      heads[envelope.stream_id] = verdict.record.commit_hash;
    }
  }
  RC_ASSERT(Fold(kit, shuffled) == Fold(kit, shuffled));
}

}  // namespace
}  // namespace rondetafel::commit
