#include "tests/checker/causes.h"

#include <algorithm>
#include <iterator>

namespace rondetafel::checker {
namespace {

// Half a hash is an id that nothing else in one history has.
Id HalfOf(std::string_view hash) { return IdOf(hash.substr(0, 16)); }

}  // namespace

int Causes::TopicOf(std::string_view name) {
  const auto found = std::find(topics_.begin(), topics_.end(), name);
  if (found != topics_.end()) return static_cast<int>(found - topics_.begin());
  topics_.emplace_back(name);
  return static_cast<int>(topics_.size()) - 1;
}

void Causes::Accepted(const Commit& commit) {
  const Place place{TopicOf(commit.topic), commit.partition, commit.offset};
  const bool has_events = commit.body->events().event_size() > 0;
  if (has_events) {
    causes_[HalfOf(View(commit.record->hash))] = {place, commit.effective_us, commit.known_us};
  }
  if (commit.body->has_cause()) {
    const log::v1::Cause& cause = commit.body->cause();
    Effect effect;
    effect.place = place;
    effect.cause = HalfOf(cause.commit_hash());
    effect.named = {TopicOf(cause.topic()), cause.partition(), cause.offset()};
    effect.command_id = IdOf(commit.record->command_id);
    effect.effective_us = commit.effective_us;
    effect.known_us = commit.known_us;
    effect.of_reaction =
        effect.command_id ==
        Derived("reaction", {cause.commit_hash(), cause.name(), std::to_string(cause.ordinal())});
    effect.of_timer = !effect.of_reaction &&
                      effect.command_id == Derived("timer", {cause.commit_hash(), cause.name()});
    if (effect.of_reaction) {
      Done& done = done_[{place.topic, effect.command_id}];
      done = {place, commit.case_id(), commit.stream(), done.times + 1};
    }
    effects_.push_back(effect);
  }
  if (domain_ == nullptr || !has_events) return;
  scratch_.clear();
  domain_->Reactions(commit, &scratch_);
  for (const ReactionDue& due : scratch_) {
    const Id id =
        Derived("reaction", {View(commit.record->hash), due.name, std::to_string(due.ordinal)});
    const int topic = TopicOf(due.topic);
    asked_for_.emplace(topic, id);
    due_.push_back(
        {{topic, id}, {place, topic, due.case_id, due.stream_id, std::string(due.name)}});
  }
}

Finding Causes::At(int invariant, const Place& place, std::string what) const {
  Finding found;
  found.invariant = invariant;
  found.what = std::move(what);
  found.topic = topics_[static_cast<std::size_t>(place.topic)];
  found.partition = place.partition;
  found.offset = place.offset;
  return found;
}

void Causes::Judge(bool settled, bool whole, Findings* findings) {
  MeasureEffects();
  for (const Effect& effect : effects_) {
    const auto breach = [&](int invariant, std::string what) {
      findings->all.push_back(At(invariant, effect.place, std::move(what)));
    };
    ++findings->checked[13];
    ++findings->checked[11];
    if (!effect.of_reaction && !effect.of_timer) {
      breach(11, "its command id does not derive from its cause");
    } else if (effect.of_reaction && domain_ != nullptr && whole &&
               !asked_for_.contains({effect.place.topic, effect.command_id})) {
      breach(11, "a reaction that nothing asked for");
    }
    const auto cause = causes_.find(effect.cause);
    if (cause == causes_.end()) {
      if (whole) breach(13, "its cause was never accepted");
      continue;
    }
    // A reader that passed what the log lost since takes the rest for something else, until its
    // next overlap check.
    if (!whole) continue;
    const Place& at = cause->second.place;
    if (at.topic != effect.named.topic || at.partition != effect.named.partition ||
        at.offset != effect.named.offset) {
      breach(13, "its cause lies elsewhere than it says");
    }
    if (effect.effective_us < cause->second.effective_us) breach(13, "recorded before its cause");
    if (effect.known_us < cause->second.known_us) breach(13, "known before its cause");
  }
  for (const auto& [key, due] : due_) {
    const auto done = done_.find(key);
    JudgeDue(done == done_.end() ? nullptr : &done->second, due, settled, findings);
  }
}

void Causes::JudgeDue(const Done* done, const Due& due, bool settled, Findings* findings) const {
  ++findings->checked[11];
  const auto breach = [&](const Place& place, std::string what) {
    findings->all.push_back(At(11, place, std::move(what)));
  };
  if (done == nullptr) {
    if (settled) breach(due.upstream, "its reaction " + due.name + " is missing");
    return;
  }
  const Done& found = *done;
  if (found.times > 1) breach(due.upstream, "its reaction " + due.name + " was accepted twice");
  if (found.place.topic != due.topic || found.case_id != due.case_id ||
      (due.stream_id != Id{} && found.stream_id != due.stream_id)) {
    breach(found.place, "the reaction " + due.name + " went to another stream than its cause says");
  }
}

// In the order of `due_` the offsets of one partition ascend.
void Causes::MeasureEffects() {
  for (const auto& [key, due] : due_) {
    auto& line =
        effects_below_[{topics_[static_cast<std::size_t>(due.upstream.topic)],
                        due.upstream.partition, topics_[static_cast<std::size_t>(due.topic)]}];
    std::int64_t highest = line.empty() ? -1 : line.back().second;
    const auto done = done_.find(key);
    if (done == done_.end()) {
      highest = INT64_MAX;
    } else if (done->second.place.partition == due.upstream.partition) {
      highest = std::max(highest, done->second.place.offset);
    }
    line.emplace_back(due.upstream.offset, highest);
  }
}

std::int64_t Causes::HighestEffect(const std::string& by, const v1::Place& below) const {
  const auto line = effects_below_.find({below.topic(), below.partition(), by});
  if (line == effects_below_.end()) return -1;
  const auto above = std::lower_bound(
      line->second.begin(), line->second.end(), below.offset(),
      [](const auto& measured, std::int64_t offset) { return measured.first < offset; });
  return above == line->second.begin() ? -1 : std::prev(above)->second;
}

}  // namespace rondetafel::checker
