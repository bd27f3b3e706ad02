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
bool Unknown(const v1::Answered& answer) {
  return answer.code() == kUnavailable || answer.code() == kDeadlineExceeded ||
         answer.code() == kCancelled;
}

// The call did not do it; the same id may still do it by another call.
bool NotApplied(const v1::Answered& answer) {
  return !Unknown(answer) && !answer.refused() && answer.code() != kOk &&
         answer.code() != kAlreadyExists;
}

bool Final(const v1::Answered& answer) {
  return !Unknown(answer) && answer.code() != kResourceExhausted;
}

// Both known and not equal.
bool Differ(std::string_view a, std::string_view b) { return !a.empty() && !b.empty() && a != b; }

// The second is no repeat of the first: body, actor, method or stream is another.
bool OtherCall(const v1::Sent& a, const v1::Sent& b) {
  return a.body_digest() != b.body_digest() || Differ(a.actor_id(), b.actor_id()) ||
         Differ(a.method(), b.method()) || Differ(a.stream_id(), b.stream_id());
}

Finding Breach(int invariant, std::string what, const std::string& topic, std::uint64_t operation) {
  Finding found;
  found.invariant = invariant;
  found.what = std::move(what);
  found.topic = topic;
  found.operation = operation;
  return found;
}

}  // namespace

Commands::Commands(const std::vector<v1::Observed>* observed, const Voided* voided)
    : voided_(voided) {
  for (std::size_t i = 0; i < observed->size(); ++i) {
    const v1::Observed& seen = (*observed)[i];
    if (seen.has_sent()) {
      const v1::Sent& sent = seen.sent();
      const auto [found, is_new] =
          by_command_.try_emplace(Key(sent.topic(), IdOf(sent.command_id())), intents_.size());
      if (is_new) {
        intents_.push_back({sent.topic(), IdOf(sent.command_id()), {}, {}});
      }
      Intent& intent = intents_[found->second];
      by_operation_[sent.operation()] = {found->second, intent.tries.size()};
      intent.tries.push_back({&sent, nullptr, seen.at_us(), 0, i, 0});
    } else if (seen.has_answered()) {
      const auto found = by_operation_.find(seen.answered().operation());
      if (found == by_operation_.end()) continue;
      Try& one = intents_[found->second.first].tries[found->second.second];
      one.answered = &seen.answered();
      one.answered_us = seen.at_us();
      one.answered_at = i;
    } else if (seen.has_key_erased()) {
      erased_.try_emplace(seen.key_erased().case_id(), seen.at_us());
    } else if (seen.has_calm()) {
      calms_.push_back({i, INT64_MAX, seen.calm().within_us()});
    } else if (seen.has_fault() && !seen.fault().healed() && !calms_.empty()) {
      calms_.back().to_us = std::min(calms_.back().to_us, seen.at_us());
    } else if (seen.has_ended()) {
      ended_ = true;
      all_repeated_ = seen.ended().all_repeated();
    }
  }
}

void Commands::Accepted(const Said& said, std::string_view topic, int partition,
                        std::int64_t offset) {
  const auto found = by_command_.find(Key(topic, IdOf(said.record.command_id)));
  if (found == by_command_.end()) return;
  Entry& entry = intents_[found->second].entries.emplace_back();
  entry.partition = partition;
  entry.offset = offset;
  entry.case_id = IdOf(said.record.case_id);
  entry.stream_id = IdOf(said.record.stream_id);
  entry.actor = IdOf(said.record.actor);
  entry.method = said.record.method;
  entry.refused = said.body.has_refusal();
  entry.events = said.body.events().event_size();
  entry.reply = said.body.reply();
  entry.reason = said.body.refusal().reason();
}

void Commands::Judge(Findings* findings) const {
  for (const Intent& intent : intents_) {
    for (const Try& one : intent.tries) {
      if (one.answered == nullptr) continue;
      if (one.answered->refused()) {
        JudgeRefused(intent, one, findings);
      } else if (one.answered->code() == kOk) {
        JudgeOk(intent, one, findings);
      } else if (one.answered->code() == kAlreadyExists) {
        JudgeConflict(intent, one, findings);
      }
    }
    JudgeNotApplied(intent, findings);
    JudgeTwice(intent, findings);
    JudgeReplies(intent, findings);
    JudgeProgress(intent, findings);
  }
}

std::optional<Commands::Where> Commands::WhereOf(std::uint64_t operation) const {
  const auto found = by_operation_.find(operation);
  if (found == by_operation_.end()) return std::nullopt;
  const Intent& intent = intents_[found->second.first];
  const Entry* entry = EntryOf(intent, intent.tries[found->second.second]);
  if (entry == nullptr) return std::nullopt;
  return Where{intent.topic, entry->partition, entry->offset};
}

const Commands::Entry* Commands::EntryOf(const Intent& intent, const Try& one) const {
  for (const Entry& entry : intent.entries) {
    if (!Differ(one.sent->case_id(), View(entry.case_id))) return &entry;
  }
  return nullptr;
}

bool Commands::Erased(std::string_view case_id, std::int64_t before_us) const {
  const auto found = erased_.find(std::string(case_id));
  return found != erased_.end() && found->second <= before_us;
}

bool Commands::Void(const Intent& intent, const Try& one) const {
  if (!voided_->Any(intent.topic, one.answered_at)) return false;
  for (const v1::Place& place : one.answered->token()) {
    if (place.topic() != intent.topic) continue;
    return voided_->Below(intent.topic, place.partition(), place.offset(), one.answered_at);
  }
  return true;
}

void Commands::JudgeOk(const Intent& intent, const Try& one, Findings* findings) const {
  if (Void(intent, one)) return;
  const v1::Answered& answer = *one.answered;
  ++findings->checked[1];
  const Entry* entry = EntryOf(intent, one);
  const auto breach = [&](int invariant, std::string what) {
    Finding found = Breach(invariant, std::move(what), intent.topic, answer.operation());
    if (entry != nullptr) found.partition = entry->partition, found.offset = entry->offset;
    findings->all.push_back(std::move(found));
  };
  if (entry == nullptr) {
    return breach(1, "answered OK, and no commit of this command id was accepted");
  }
  if (entry->refused) return breach(1, "answered OK, and the log says refused");
  ++findings->checked[6];
  const v1::Sent& sent = *one.sent;
  if (Differ(sent.actor_id(), View(entry->actor)) || Differ(sent.method(), entry->method) ||
      Differ(sent.stream_id(), View(entry->stream_id))) {
    breach(6, "answered OK under an id that another actor, method or stream had used");
  }
  if (answer.reply_is_recorded() && answer.reply() != entry->reply) {
    breach(6, "answered OK with another reply than the log records");
  }
  JudgeToken(intent, one, *entry, findings);
}

void Commands::JudgeToken(const Intent& intent, const Try& one, const Entry& entry,
                          Findings* findings) const {
  for (const v1::Place& place : one.answered->token()) {
    if (place.topic() != intent.topic || place.partition() != entry.partition) continue;
    ++findings->checked[5];
    if (place.offset() > entry.offset) continue;
    Finding found = Breach(5, "the token of the answer does not cover its own commit", intent.topic,
                           one.answered->operation());
    found.partition = entry.partition;
    found.offset = entry.offset;
    findings->all.push_back(std::move(found));
  }
}

void Commands::JudgeRefused(const Intent& intent, const Try& one, Findings* findings) const {
  if (Void(intent, one)) return;
  const v1::Answered& answer = *one.answered;
  ++findings->checked[2];
  const Entry* entry = EntryOf(intent, one);
  const auto breach = [&](int invariant, std::string what) {
    findings->all.push_back(Breach(invariant, std::move(what), intent.topic, answer.operation()));
  };
  if (entry == nullptr) {
    return breach(2, "answered refused, and the log records no refusal: a repeat may be accepted");
  }
  if (!entry->refused) return breach(2, "answered refused, and the commit was accepted");
  if (Differ(answer.reason(), entry->reason)) {
    breach(6, "refused for another reason than the log records");
  }
}

// Somebody was told that the id was used for something else. It must have been.
void Commands::JudgeConflict(const Intent& intent, const Try& one, Findings* findings) const {
  ++findings->checked[6];
  if (voided_->Any(intent.topic, one.answered_at)) return;
  for (const Try& other : intent.tries) {
    if (OtherCall(*one.sent, *other.sent)) return;
  }
  const Entry* entry = EntryOf(intent, one);
  if (entry != nullptr && (Differ(one.sent->actor_id(), View(entry->actor)) ||
                           Differ(one.sent->method(), entry->method))) {
    return;
  }
  findings->all.push_back(Breach(6, "an exact repeat was answered ALREADY_EXISTS", intent.topic,
                                 one.answered->operation()));
}

// Every call was told that nothing was done: then nothing was.
void Commands::JudgeNotApplied(const Intent& intent, Findings* findings) const {
  for (const Try& one : intent.tries) {
    if (one.answered == nullptr || !NotApplied(*one.answered)) return;
  }
  ++findings->checked[2];
  for (const Entry& entry : intent.entries) {
    if (entry.events == 0) continue;
    Finding found = Breach(2, "answered not applied, and the commit was accepted", intent.topic,
                           intent.tries.front().sent->operation());
    found.partition = entry.partition;
    found.offset = entry.offset;
    findings->all.push_back(std::move(found));
  }
}

// One intent that took effect in several cases.
void Commands::JudgeTwice(const Intent& intent, Findings* findings) const {
  for (const Try& one : intent.tries) {
    if (one.sent->body_digest() != intent.tries.front().sent->body_digest()) return;
  }
  int effects = 0;
  for (const Entry& entry : intent.entries) effects += entry.events > 0 ? 1 : 0;
  if (effects < 2) return;
  findings->all.push_back(Breach(1, "one command took effect more than once", intent.topic,
                                 intent.tries.front().sent->operation()));
}

// The same question has one answer for ever, and another question under the same id never an OK.
void Commands::JudgeReplies(const Intent& intent, Findings* findings) const {
  const Try* first = nullptr;
  for (const Try& one : intent.tries) {
    if (one.answered == nullptr || one.answered->code() != kOk || one.answered->refused()) continue;
    if (Void(intent, one)) continue;
    if (first == nullptr) {
      first = &one;
      continue;
    }
    if (Differ(first->sent->case_id(), one.sent->case_id())) continue;
    ++findings->checked[6];
    const bool later = one.answered_us >= first->answered_us;
    if (first->sent->body_digest() != one.sent->body_digest()) {
      if (Erased(one.sent->case_id(), later ? one.answered_us : first->answered_us)) continue;
      findings->all.push_back(Breach(6, "two bodies under one command id were both answered OK",
                                     intent.topic, one.answered->operation()));
    } else if (first->answered->reply() != one.answered->reply()) {
      findings->all.push_back(Breach(6, "a repeat was answered with another reply", intent.topic,
                                     one.answered->operation()));
    }
  }
}

void Commands::JudgeProgress(const Intent& intent, Findings* findings) const {
  bool settled = false;
  for (const Try& one : intent.tries) {
    settled = settled || one.sent->may_give_up();
    const bool final = one.answered != nullptr && Final(*one.answered);
    settled = settled || final;
    for (const CalmSpan& calm : calms_) {
      if (one.sent_at < calm.from || one.sent_us >= calm.to_us - calm.within_us) continue;
      if (!ended_ && one.answered == nullptr) continue;
      ++findings->checked[8];
      // RESOURCE_EXHAUSTED says what became of the call: nothing, because there was too much.
      // And a repeat may bring the answer: others may have been first each time.
      const bool told = std::ranges::any_of(intent.tries, [&](const Try& repeat) {
        return repeat.sent_at >= one.sent_at && repeat.answered != nullptr &&
               !Unknown(*repeat.answered) && repeat.answered_us - one.sent_us <= calm.within_us;
      });
      if (told) continue;
      findings->all.push_back(Breach(8, "no final answer within the bound, with all faults healed",
                                     intent.topic, one.sent->operation()));
    }
  }
  if (!ended_ || !all_repeated_) return;
  ++findings->checked[8];
  if (settled) return;
  findings->all.push_back(Breach(8, "repeated to the end and never settled", intent.topic,
                                 intent.tries.back().sent->operation()));
}

}  // namespace rondetafel::checker
