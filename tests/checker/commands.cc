#include "tests/checker/commands.h"

#include <algorithm>

namespace rondetafel::checker {
namespace {

// google.rpc.Code, as far as an answer means something of its own.
enum Code {
  kOk = 0,
  kCancelled = 1,
  kDeadlineExceeded = 4,
  kAlreadyExists = 6,
  kResourceExhausted = 8,
  kUnavailable = 14,
};

// The caller was told nothing of the fate.
bool Unknown(int code) {
  return code == kUnavailable || code == kDeadlineExceeded || code == kCancelled;
}

// The call did not do it; the same id may still do it by another call.
bool NotApplied(int code, bool refused) {
  return !Unknown(code) && !refused && code != kOk && code != kAlreadyExists;
}

bool Final(int code) { return !Unknown(code) && code != kResourceExhausted; }

// Both known and not equal.
bool Differ(const Id& a, const Id& b) { return a != Id{} && b != Id{} && a != b; }
bool Differ(int a, int b) { return a != 0 && b != 0 && a != b; }

// Equal for equal bytes.
Id DigestOf(std::string_view bytes) {
  return bytes.empty() ? Id{} : IdOf(View(Blake2b256(bytes)).substr(0, sizeof(Id)));
}

}  // namespace

Commands::Text Commands::NumberOf(std::string_view text) {
  const auto found = numbers_.find(absl::string_view(text.data(), text.size()));
  if (found != numbers_.end()) return found->second;
  texts_.emplace_back(text);
  return numbers_[texts_.back()] = static_cast<Text>(texts_.size()) - 1;
}

const std::string& Commands::TopicOf(const Intent& intent) const {
  return texts_[static_cast<std::size_t>(intent.topic)];
}

Finding Commands::Breach(int invariant, std::string what, const Intent& intent,
                         std::uint64_t operation) const {
  Finding found;
  found.invariant = invariant;
  found.what = std::move(what);
  found.topic = TopicOf(intent);
  found.operation = operation;
  return found;
}

void Commands::Observed(std::size_t at, const v1::Observed& seen) {
  if (seen.has_sent()) {
    TakeSent(at, seen.at_us(), seen.sent());
  } else if (seen.has_answered()) {
    TakeAnswered(at, seen.at_us(), seen.answered());
  } else if (seen.has_key_erased()) {
    erased_.try_emplace(IdOf(seen.key_erased().case_id()), seen.at_us());
  } else if (seen.has_calm()) {
    calms_.push_back({at, INT64_MAX, seen.calm().within_us()});
  } else if (seen.has_fault() && !seen.fault().healed() && !calms_.empty()) {
    calms_.back().to_us = std::min(calms_.back().to_us, seen.at_us());
  } else if (seen.has_ended()) {
    ended_ = true;
    all_repeated_ = seen.ended().all_repeated();
  }
}

void Commands::TakeSent(std::size_t at, std::int64_t at_us, const v1::Sent& sent) {
  const Key key(NumberOf(sent.topic()), IdOf(sent.command_id()));
  const auto [found, is_new] = by_command_.try_emplace(key, intents_.size());
  if (is_new) intents_.push_back({key.first, key.second, {}, {}});
  Intent& intent = intents_[found->second];
  by_operation_[sent.operation()] = {static_cast<std::uint32_t>(found->second),
                                     static_cast<std::uint32_t>(intent.tries.size())};
  Sent& to = intent.tries.emplace_back().sent;
  to.operation = sent.operation();
  to.us = at_us;
  to.at = at;
  to.case_id = IdOf(sent.case_id());
  to.stream_id = IdOf(sent.stream_id());
  to.actor = IdOf(sent.actor_id());
  to.body = DigestOf(sent.body_digest());
  to.method = NumberOf(sent.method());
  to.may_give_up = sent.may_give_up();
}

void Commands::TakeAnswered(std::size_t at, std::int64_t at_us, const v1::Answered& answered) {
  const auto found = by_operation_.find(answered.operation());
  if (found == by_operation_.end()) return;
  Intent& intent = intents_[found->second.first];
  Answered& to = intent.tries[found->second.second].answered;
  to = {};
  to.is = true;
  to.refused = answered.refused();
  to.reply_is_recorded = answered.reply_is_recorded();
  to.code = answered.code();
  to.reason = NumberOf(answered.reason());
  to.us = at_us;
  to.at = at;
  to.reply = DigestOf(answered.reply());
  for (const v1::Place& place : answered.token()) {
    if (place.topic() == TopicOf(intent)) to.token.emplace_back(place.partition(), place.offset());
  }
}

void Commands::Accepted(const Said& said, std::string_view topic, int partition,
                        std::int64_t offset) {
  const auto found = by_command_.find(Key(NumberOf(topic), IdOf(said.record.command_id)));
  if (found == by_command_.end()) return;
  Entry& entry = intents_[found->second].entries.emplace_back();
  entry.partition = partition;
  entry.offset = offset;
  entry.case_id = IdOf(said.record.case_id);
  entry.stream_id = IdOf(said.record.stream_id);
  entry.actor = IdOf(said.record.actor);
  entry.reply = DigestOf(said.body.reply());
  entry.method = NumberOf(said.record.method);
  entry.reason = NumberOf(said.body.refusal().reason());
  entry.refused = said.body.has_refusal();
  entry.has_events = said.body.events().event_size() > 0;
}

void Commands::Judge(Findings* findings) const {
  for (const Intent& intent : intents_) {
    for (const Try& one : intent.tries) {
      if (!one.answered.is) continue;
      if (one.answered.refused) {
        JudgeRefused(intent, one, findings);
      } else if (one.answered.code == kOk) {
        JudgeOk(intent, one, findings);
      } else if (one.answered.code == kAlreadyExists) {
        JudgeConflict(intent, one, findings);
      }
    }
    JudgeNotApplied(intent, findings);
    JudgeTwice(intent, findings);
    JudgeReplies(intent, findings);
    JudgeProgress(intent, findings);
  }
}

std::vector<Commands::Acknowledged> Commands::AcknowledgedInOrder() const {
  std::vector<Acknowledged> all;
  for (const Intent& intent : intents_) {
    for (const Try& one : intent.tries) {
      if (!one.answered.is || (one.answered.code != kOk && !one.answered.refused)) continue;
      const Entry* entry = EntryOf(intent, one);
      if (entry == nullptr) continue;
      all.push_back({one.answered.at, TopicOf(intent), entry->partition, entry->offset});
    }
  }
  std::ranges::sort(all, {}, &Acknowledged::at);
  return all;
}

bool Commands::OtherCall(const Sent& a, const Sent& b) {
  return a.body != b.body || Differ(a.actor, b.actor) || Differ(a.method, b.method) ||
         Differ(a.stream_id, b.stream_id);
}

const Commands::Entry* Commands::EntryOf(const Intent& intent, const Try& one) {
  for (const Entry& entry : intent.entries) {
    if (!Differ(one.sent.case_id, entry.case_id)) return &entry;
  }
  return nullptr;
}

bool Commands::Erased(const Id& case_id, std::int64_t before_us) const {
  const auto found = erased_.find(case_id);
  return found != erased_.end() && found->second <= before_us;
}

bool Commands::Void(const Intent& intent, const Try& one) const {
  if (!voided_->Any(TopicOf(intent), one.answered.at)) return false;
  if (one.answered.token.empty()) return true;
  const auto& [partition, offset] = one.answered.token.front();
  return voided_->Below(TopicOf(intent), partition, offset, one.answered.at);
}

void Commands::JudgeOk(const Intent& intent, const Try& one, Findings* findings) const {
  if (Void(intent, one)) return;
  const Answered& answer = one.answered;
  ++findings->checked[1];
  const Entry* entry = EntryOf(intent, one);
  const auto breach = [&](int invariant, std::string what) {
    Finding found = Breach(invariant, std::move(what), intent, one.sent.operation);
    if (entry != nullptr) found.partition = entry->partition, found.offset = entry->offset;
    findings->all.push_back(std::move(found));
  };
  if (entry == nullptr) {
    return breach(1, "answered OK, and no commit of this command id was accepted");
  }
  if (entry->refused) return breach(1, "answered OK, and the log says refused");
  ++findings->checked[6];
  const Sent& sent = one.sent;
  if (Differ(sent.actor, entry->actor) || Differ(sent.method, entry->method) ||
      Differ(sent.stream_id, entry->stream_id)) {
    breach(6, "answered OK under an id that another actor, method or stream had used");
  }
  if (answer.reply_is_recorded && answer.reply != entry->reply) {
    breach(6, "answered OK with another reply than the log records");
  }
  JudgeToken(intent, one, *entry, findings);
}

void Commands::JudgeToken(const Intent& intent, const Try& one, const Entry& entry,
                          Findings* findings) const {
  for (const auto& [partition, offset] : one.answered.token) {
    if (partition != entry.partition) continue;
    ++findings->checked[5];
    if (offset > entry.offset) continue;
    Finding found = Breach(5, "the token of the answer does not cover its own commit", intent,
                           one.sent.operation);
    found.partition = entry.partition;
    found.offset = entry.offset;
    findings->all.push_back(std::move(found));
  }
}

void Commands::JudgeRefused(const Intent& intent, const Try& one, Findings* findings) const {
  if (Void(intent, one)) return;
  const Answered& answer = one.answered;
  ++findings->checked[2];
  const Entry* entry = EntryOf(intent, one);
  const auto breach = [&](int invariant, std::string what) {
    findings->all.push_back(Breach(invariant, std::move(what), intent, one.sent.operation));
  };
  if (entry == nullptr) {
    return breach(2, "answered refused, and the log records no refusal: a repeat may be accepted");
  }
  if (!entry->refused) return breach(2, "answered refused, and the commit was accepted");
  if (Differ(answer.reason, entry->reason)) {
    breach(6, "refused for another reason than the log records");
  }
}

// Somebody was told that the id was used for something else. It must have been.
void Commands::JudgeConflict(const Intent& intent, const Try& one, Findings* findings) const {
  ++findings->checked[6];
  if (voided_->Any(TopicOf(intent), one.answered.at)) return;
  for (const Try& other : intent.tries) {
    if (OtherCall(one.sent, other.sent)) return;
  }
  const Entry* entry = EntryOf(intent, one);
  if (entry != nullptr &&
      (Differ(one.sent.actor, entry->actor) || Differ(one.sent.method, entry->method))) {
    return;
  }
  findings->all.push_back(
      Breach(6, "an exact repeat was answered ALREADY_EXISTS", intent, one.sent.operation));
}

// Every call was told that nothing was done: then nothing was.
void Commands::JudgeNotApplied(const Intent& intent, Findings* findings) const {
  for (const Try& one : intent.tries) {
    if (!one.answered.is || !NotApplied(one.answered.code, one.answered.refused)) return;
  }
  ++findings->checked[2];
  for (const Entry& entry : intent.entries) {
    if (!entry.has_events) continue;
    Finding found = Breach(2, "answered not applied, and the commit was accepted", intent,
                           intent.tries.front().sent.operation);
    found.partition = entry.partition;
    found.offset = entry.offset;
    findings->all.push_back(std::move(found));
  }
}

// One intent that took effect in several cases.
void Commands::JudgeTwice(const Intent& intent, Findings* findings) const {
  for (const Try& one : intent.tries) {
    if (one.sent.body != intent.tries.front().sent.body) return;
  }
  int effects = 0;
  for (const Entry& entry : intent.entries) effects += entry.has_events ? 1 : 0;
  if (effects < 2) return;
  findings->all.push_back(Breach(1, "one command took effect more than once", intent,
                                 intent.tries.front().sent.operation));
}

// The same question has one answer for ever, and another question under the same id never an OK.
void Commands::JudgeReplies(const Intent& intent, Findings* findings) const {
  const Try* first = nullptr;
  for (const Try& one : intent.tries) {
    if (!one.answered.is || one.answered.code != kOk || one.answered.refused) continue;
    if (Void(intent, one)) continue;
    if (first == nullptr) {
      first = &one;
      continue;
    }
    if (Differ(first->sent.case_id, one.sent.case_id)) continue;
    ++findings->checked[6];
    const bool later = one.answered.us >= first->answered.us;
    if (first->sent.body != one.sent.body) {
      if (Erased(one.sent.case_id, later ? one.answered.us : first->answered.us)) continue;
      findings->all.push_back(Breach(6, "two bodies under one command id were both answered OK",
                                     intent, one.sent.operation));
    } else if (first->answered.reply != one.answered.reply) {
      findings->all.push_back(
          Breach(6, "a repeat was answered with another reply", intent, one.sent.operation));
    }
  }
}

void Commands::JudgeProgress(const Intent& intent, Findings* findings) const {
  bool settled = false;
  for (const Try& one : intent.tries) {
    settled = settled || one.sent.may_give_up;
    const bool final = one.answered.is && Final(one.answered.code);
    settled = settled || final;
    for (const CalmSpan& calm : calms_) {
      if (one.sent.at < calm.from || one.sent.us >= calm.to_us - calm.within_us) continue;
      if (!ended_ && !one.answered.is) continue;
      ++findings->checked[8];
      // RESOURCE_EXHAUSTED says what became of the call: nothing, because there was too much.
      // And a repeat may bring the answer: others may have been first each time.
      const bool told = std::ranges::any_of(intent.tries, [&](const Try& repeat) {
        return repeat.sent.at >= one.sent.at && repeat.answered.is &&
               !Unknown(repeat.answered.code) && repeat.answered.us - one.sent.us <= calm.within_us;
      });
      if (told) continue;
      findings->all.push_back(Breach(8, "no final answer within the bound, with all faults healed",
                                     intent, one.sent.operation));
    }
  }
  if (!ended_ || !all_repeated_) return;
  ++findings->checked[8];
  if (settled) return;
  findings->all.push_back(Breach(8, "repeated to the end and never settled", intent,
                                 intent.tries.back().sent.operation));
}

}  // namespace rondetafel::checker
