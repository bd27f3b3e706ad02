// What the log and the fold say about commands under way.
#include "shared/base/check.h"
#include "shared/base/text.h"
#include "shared/runtime/sequencer.h"
#include "shared/runtime/sequencer_entry.h"

namespace rondetafel::runtime {

absl::Status RepeatLater(std::string_view why) {
  return absl::UnavailableError(base::Cat(why, "; repeat with the same command id"));
}

const StreamKind& KindOf(const ServiceDefinition& definition, std::string_view name) {
  for (const StreamKind& kind : definition.kinds) {
    if (kind.name == name) return kind;
  }
  base::CheckFailed(__FILE__, __LINE__, "a command names a stream kind its service does not own");
}

bool SameCommand(const Command& command, const Command& other) {
  const bool same_request = command.fingerprint == other.fingerprint ||
                            command.fingerprint_key_erased || other.fingerprint_key_erased;
  return command.actor.actor_id() == other.actor.actor_id() && command.method == other.method &&
         command.stream_id == other.stream_id && same_request;
}

absl::StatusOr<Outcome> OutcomeFor(const Command& command, const commit::KnownCommand& known) {
  const bool same_request =
      command.fingerprint == known.fingerprint || command.fingerprint_key_erased;
  if (base::ActorId::Parse(command.actor.actor_id()) != known.actor ||
      command.method != known.method || command.stream_id != known.stream_id || !same_request) {
    return absl::AlreadyExistsError("this command id was used for another command");
  }
  Outcome outcome;
  outcome.refused = known.refused;
  if (known.refused) {
    RT_CHECK(outcome.refusal.ParseFromString(known.outcome));
  } else {
    outcome.reply = known.outcome;
  }
  return outcome;
}

namespace {

commit::KnownCommand KnownFrom(const commit::Verdict& verdict) {
  const commit::Envelope& envelope = verdict.record.envelope;
  commit::KnownCommand known;
  known.actor = envelope.actor;
  known.method = envelope.method;
  known.stream_id = envelope.stream_id;
  known.fingerprint = verdict.body.fingerprint();
  known.refused = verdict.body.has_refusal();
  known.outcome = known.refused ? verdict.body.refusal().SerializeAsString() : verdict.body.reply();
  return known;
}

bool SaysNothingWasDone(const absl::Status& status) {
  return absl::IsResourceExhausted(status) || absl::IsInvalidArgument(status) ||
         absl::IsNotFound(status);
}

}  // namespace

void Sequencer::OnAppended(std::uint64_t ticket, const eventlog::AppendResult& result) {
  const auto found = slots_.find(ticket);
  RT_CHECK(found != slots_.end() && !found->second.returned);
  found->second.returned = true;
  Entry* entry = found->second.entry;
  if (entry == nullptr) {
    const bool refused = result.fate == eventlog::AppendResult::Fate::kRefused;
    if (refused && found->second.open_attempts) --*found->second.open_attempts;
    return FreeSlot(ticket, true);
  }
  switch (result.fate) {
    case eventlog::AppendResult::Fate::kAppended:
      // Only the fold says whether it won.
      found->second.acknowledged = result.offset;
      acknowledged_[static_cast<std::size_t>(entry->partition)].insert({result.offset, ticket});
      return;
    case eventlog::AppendResult::Fate::kUnknown: {
      // The record may land later or never. Kept in the speculation it would wedge the stream for
      // ever.
      for (Entry* dropped : DropFrom(entry)) {
        AnswerAll(*dropped, RepeatLater("the log did not say what became of the command"));
        Erase(dropped);
      }
      return;
    }
    case eventlog::AppendResult::Fate::kRefused: {
      std::vector<Entry*> dropped = DropLost(entry);
      AnswerAll(*entry,
                absl::IsInvalidArgument(result.reason)
                    ? absl::InvalidArgumentError("the command is too large")
                    : absl::ResourceExhaustedError("the log takes no more commands now, this call "
                                                   "did nothing; repeat with the same command id"));
      Erase(entry);
      dropped.erase(dropped.begin());
      return DecideAgain(dropped);
    }
  }
}

void Sequencer::OnFolded(int partition, const commit::Verdict& verdict, std::string_view record) {
  if (entries_.empty()) return;
  if (verdict.kind == commit::Verdict::kIgnored) {
    if (record.size() < commit::kEnvelopeBytes) return;
    const auto mine = by_hash_.find(commit::CommitHashOf(record));
    if (mine == by_hash_.end() || mine->second->partition != partition) return;
    ++counts_.lost_races;
    return DecideAgain(DropLost(mine->second));
  }
  if (verdict.kind != commit::Verdict::kAccepted) return;
  const commit::Envelope& envelope = verdict.record.envelope;
  std::vector<Entry*> dropped;
  if (const auto found = speculations_.find(envelope.stream_id); found != speculations_.end()) {
    Speculation& speculation = *found->second;
    Entry* front = speculation.chain.front();
    if (front->hash == verdict.record.commit_hash) {
      speculation.chain.pop_front();
      by_hash_.erase(front->hash);
      FreeSlot(front->ticket, true);
      front->pending = false;
      if (speculation.chain.empty()) speculations_.erase(found);
    } else if (verdict.body.events().event_size() > 0) {
      ++counts_.lost_races;
      dropped = DropAll(envelope.stream_id);  // all of them were decided on an older head
    }
  }
  const EntryKey key{envelope.case_id, envelope.command_id};
  if (const auto found = entries_.find(key); found != entries_.end()) {
    Entry* entry = found->second.get();
    if (entry->pending) {
      const std::vector<Entry*> more = DropFrom(entry);
      dropped.insert(dropped.end(), more.begin(), more.end());
    }
    std::erase(dropped, entry);
    Settle(key, verdict);
  }
  DecideAgain(dropped);
}

void Sequencer::OnPassed(int partition, eventlog::Offset position) {
  auto& waiting = acknowledged_[static_cast<std::size_t>(partition)];
  while (!waiting.empty() && waiting.begin()->first < position) {
    ++counts_.lost_races;
    DecideAgain(DropLost(slots_.at(waiting.begin()->second).entry));
  }
}

void Sequencer::Settle(const EntryKey& key, const commit::Verdict& verdict) {
  Entry* entry = entries_.at(key).get();
  absl::StatusOr<Outcome> outcome = OutcomeFor(entry->command, KnownFrom(verdict));
  if (!outcome.ok()) {
    ++counts_.conflicting;
  } else {
    ++(outcome->refused ? counts_.refused : counts_.accepted);
  }
  AnswerAll(*entry, outcome);
  Erase(entry);
}

std::vector<Sequencer::Entry*> Sequencer::DropFrom(Entry* from) {
  const auto found = speculations_.find(from->command.stream_id);
  RT_CHECK(found != speculations_.end());
  Speculation& speculation = *found->second;
  const auto first = std::find(speculation.chain.begin(), speculation.chain.end(), from);
  RT_CHECK(first != speculation.chain.end());
  std::vector<Entry*> dropped(first, speculation.chain.end());
  counts_.dropped += dropped.size();
  speculation.chain.erase(first, speculation.chain.end());
  for (Entry* entry : dropped) {
    by_hash_.erase(entry->hash);
    if (!entry->open_attempts) entry->open_attempts = std::make_shared<int>(0);
    ++*entry->open_attempts;
    slots_.at(entry->ticket).open_attempts = entry->open_attempts;
    FreeSlot(entry->ticket, true);
    entry->pending = false;
    entry->events.clear();
  }
  if (speculation.chain.empty()) {
    speculations_.erase(found);
    return dropped;
  }
  const StreamKind& kind = KindOf(*ports_.definition, from->command.stream_kind);
  speculation.state = CommittedState(from->command);
  const auto head = ports_.index->FindHead(from->command.stream_id);
  speculation.head = head ? head->hash : commit::Hash{};
  for (Entry* entry : speculation.chain) {
    for (const auto& event : entry->events) kind.apply(*event, *speculation.state);
    if (entry->moves_head) speculation.head = entry->hash;
  }
  return dropped;
}

std::vector<Sequencer::Entry*> Sequencer::DropLost(Entry* from) {
  std::vector<Entry*> dropped = DropFrom(from);
  --*from->open_attempts;
  return dropped;
}

std::vector<Sequencer::Entry*> Sequencer::DropAll(const base::StreamId& stream) {
  return DropFrom(speculations_.at(stream)->chain.front());
}

void Sequencer::DecideAgain(const std::vector<Entry*>& dropped) {
  for (auto entry = dropped.rbegin(); entry != dropped.rend(); ++entry) {
    queues_[static_cast<std::size_t>((*entry)->partition)].push_front(*entry);
  }
}

void Sequencer::FreeSlot(std::uint64_t ticket, bool settled) {
  const auto found = slots_.find(ticket);
  RT_CHECK(found != slots_.end());
  if (settled) found->second.entry = nullptr;
  if (!found->second.returned) return;
  const auto partition = static_cast<std::size_t>(found->second.partition);
  acknowledged_[partition].erase({found->second.acknowledged, ticket});
  --in_flight_[partition];
  slots_.erase(found);
}

void Sequencer::AnswerAll(Entry& entry, absl::StatusOr<Outcome> outcome) {
  const bool open = entry.open_attempts && *entry.open_attempts > 0;
  if (open && SaysNothingWasDone(outcome.status())) {
    outcome = RepeatLater("the log did not say what became of the command");
  }
  if (absl::IsUnavailable(outcome.status())) counts_.unavailable += entry.waiters.size();
  if (absl::IsResourceExhausted(outcome.status())) counts_.exhausted += entry.waiters.size();
  for (Entry::Waiter& waiter : entry.waiters) {
    answers_.push_back({std::move(waiter.done), outcome, entry.partition});
  }
  entry.waiters.clear();
}

void Sequencer::Erase(Entry* entry) {
  RT_CHECK(!entry->pending);
  std::erase(queues_[static_cast<std::size_t>(entry->partition)], entry);
  const EntryKey key = entry->key;
  entries_.erase(key);
}

void Sequencer::Expire(base::Instant now) {
  if (now < next_deadline_) return;
  next_deadline_ = base::Instant{INT64_MAX};
  std::vector<Entry*> idle;
  for (auto& item : entries_) {
    Entry* const entry = item.second.get();
    std::erase_if(entry->waiters, [&](Entry::Waiter& waiter) {
      if (waiter.deadline > now) {
        next_deadline_ = std::min(next_deadline_, waiter.deadline);
        return false;
      }
      ++counts_.unavailable;
      answers_.push_back({std::move(waiter.done), RepeatLater("not settled before the deadline"),
                          entry->partition});
      return true;
    });
    if (entry->waiters.empty() && !entry->pending) idle.push_back(entry);
  }
  for (Entry* entry : idle) Erase(entry);
}

void Sequencer::SetBarrier(int partition, absl::Status status, bool drop) {
  if (drop) {
    std::vector<Entry*> all;
    for (auto& [key, entry] : entries_) {
      if (partition < 0 || entry->partition == partition) all.push_back(entry.get());
    }
    for (Entry* entry : all) {
      if (entry->pending) DropFrom(entry);
    }
    for (Entry* entry : all) {
      AnswerAll(*entry, status);
      Erase(entry);
    }
  }
  if (partition < 0) {
    barrier_all_ = std::move(status);
  } else {
    barriers_[static_cast<std::size_t>(partition)] = std::move(status);
  }
}

absl::Status Sequencer::BarrierOf(int partition) const {
  if (!barrier_all_.ok()) return barrier_all_;
  return barriers_[static_cast<std::size_t>(partition)];
}

std::size_t Sequencer::queued() const {
  std::size_t sum = 0;
  for (const auto& queue : queues_) sum += queue.size();
  return sum;
}

}  // namespace rondetafel::runtime
