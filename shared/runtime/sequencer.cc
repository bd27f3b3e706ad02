// Submitting and deciding; sequencer_settle.cc has the other half.
#include "shared/runtime/sequencer.h"

#include "shared/base/check.h"
#include "shared/base/text.h"
#include "shared/runtime/sequencer_entry.h"

namespace rondetafel::runtime {
namespace {

constexpr std::size_t kHomesMax = 65'536;

}  // namespace

Sequencer::Sequencer(SequencerOptions options, SequencerPorts ports)
    : options_(options),
      ports_(std::move(ports)),
      barriers_(static_cast<std::size_t>(options.partition_count)),
      queues_(static_cast<std::size_t>(options.partition_count)),
      in_flight_(static_cast<std::size_t>(options.partition_count)),
      acknowledged_(static_cast<std::size_t>(options.partition_count)) {}

Sequencer::~Sequencer() = default;

void Sequencer::Submit(Command command, base::Instant deadline, base::Instant now,
                       CommandDone done) {
  const int partition = commit::PartitionOf(command.case_id, options_.partition_count);
  auto answer = [&](absl::Status status) {
    answers_.push_back({std::move(done), std::move(status), partition});
  };
  if (absl::Status shape = CheckShape(command); !shape.ok()) {
    ++counts_.invalid;
    return answer(std::move(shape));
  }
  if (AnswerIfSettled(command, partition, done)) return;
  const EntryKey key{command.case_id, command.command_id};
  if (auto found = entries_.find(key); found != entries_.end()) {
    return Join(*found->second, command, deadline, std::move(done));
  }
  if (absl::Status migration = CheckMigration(command, partition); !migration.ok()) {
    ++counts_.invalid;
    return answer(std::move(migration));
  }
  if (absl::Status barrier = BarrierOf(partition); !barrier.ok()) {
    ++counts_.unavailable;
    return answer(std::move(barrier));
  }
  if (deadline <= now) {
    ++counts_.unavailable;
    return answer(RepeatLater("the deadline had passed"));
  }
  if (entries_.size() >= static_cast<std::size_t>(options_.commands_open_max)) {
    ++counts_.exhausted;
    return answer(absl::ResourceExhaustedError(
        "the command queue is full, this call did nothing; repeat with the same command id"));
  }
  auto entry = std::make_unique<Entry>();
  entry->key = key;
  entry->command = std::move(command);
  entry->partition = partition;
  entry->waiters.push_back({deadline, std::move(done)});
  next_deadline_ = std::min(next_deadline_, deadline);
  queues_[static_cast<std::size_t>(partition)].push_back(entry.get());
  entries_.emplace(key, std::move(entry));
}

absl::Status Sequencer::CheckShape(const Command& command) {
  if (command.case_id.is_nil() || command.stream_id.is_nil() || command.command_id.is_nil()) {
    return absl::InvalidArgumentError("a command needs a case, a stream and a command id");
  }
  if (command.method.empty() || command.method.size() > commit::kMethodBytesMax) {
    return absl::InvalidArgumentError("method: 1 to 40 bytes");
  }
  if (!base::ActorId::Parse(command.actor.actor_id())) {
    return absl::InvalidArgumentError("actor_id: must be a UUID");
  }
  const bool may_register = command.actor.role() == type::v1::ROLE_MIGRATION || command.cause;
  if (command.registered_at && !may_register) {
    return absl::InvalidArgumentError("registered_at: only the migration actor may give one");
  }
  return absl::OkStatus();
}

// Asked of a new command only: a repeat gets its recorded answer after the migration, too.
absl::Status Sequencer::CheckMigration(const Command& command, int partition) const {
  if (command.registered_at && !command.cause && ports_.migration_closed(partition)) {
    return absl::FailedPreconditionError("registered_at: the migration is closed");
  }
  return absl::OkStatus();
}

bool Sequencer::AnswerIfSettled(const Command& command, int partition, CommandDone& done) {
  const auto known = ports_.index->FindCommand(command.case_id, command.command_id);
  if (!known) return false;
  absl::StatusOr<Outcome> outcome = OutcomeFor(command, *known);
  ++(outcome.ok() ? counts_.repeated : counts_.conflicting);
  answers_.push_back({std::move(done), std::move(outcome), partition});
  return true;
}

void Sequencer::Join(Entry& entry, const Command& command, base::Instant deadline,
                     CommandDone done) {
  if (!SameCommand(entry.command, command)) {
    ++counts_.conflicting;
    answers_.push_back({std::move(done),
                        absl::AlreadyExistsError("this command id is in use for another command"),
                        entry.partition});
    return;
  }
  entry.waiters.push_back({deadline, std::move(done)});
  next_deadline_ = std::min(next_deadline_, deadline);
}

void Sequencer::Pump(base::Instant now) {
  for (int partition = 0; partition < options_.partition_count; ++partition) {
    const auto at = static_cast<std::size_t>(partition);
    while (!queues_[at].empty() && in_flight_[at] < options_.appends_in_flight_max) {
      DecideNext(partition, now);
    }
  }
}

void Sequencer::DecideNext(int partition, base::Instant now) {
  std::deque<Entry*>& queue = queues_[static_cast<std::size_t>(partition)];
  Entry& entry = *queue.front();
  absl::Status barrier = BarrierOf(partition);
  if (barrier.ok() && entry.decisions >= options_.decisions_max) {
    barrier = RepeatLater("others kept being first");
  }
  if (!barrier.ok()) AnswerAll(entry, barrier);
  if (entry.waiters.empty()) return Erase(&entry);
  queue.pop_front();
  Speculation& speculation = SpeculationOf(entry.command);
  // A reaction or timer cannot be told no, it would be tried for ever: it finds nothing to do.
  const bool told_no = !entry.command.cause && LiesElsewhere(entry.command, speculation);
  if (told_no) return AnswerNotFound(entry, speculation);
  ++entry.decisions;
  Append(entry, speculation, now);
}

bool Sequencer::LiesElsewhere(const Command& command, const Speculation& speculation) {
  if (speculation.head == commit::Hash{}) return false;  // not opened yet
  for (const Entry* pending : speculation.chain) {
    if (pending->moves_head) return pending->command.case_id != command.case_id;
  }
  if (const auto home = homes_.find(command.stream_id); home != homes_.end()) {
    return home->second != command.case_id;
  }
  if (!ports_.opened_in(command.case_id, command.stream_id)) return true;
  if (homes_.size() >= kHomesMax) homes_.clear();
  homes_.emplace(command.stream_id, command.case_id);
  return false;
}

void Sequencer::AnswerNotFound(Entry& entry, const Speculation& speculation) {
  ++counts_.invalid;
  if (speculation.chain.empty()) speculations_.erase(entry.command.stream_id);
  AnswerAll(entry, absl::NotFoundError("there is no such stream in this case"));
  Erase(&entry);
}

void Sequencer::Append(Entry& entry, Speculation& speculation, base::Instant now) {
  const Command& command = entry.command;
  base::Instant recorded = std::max(now, command.recorded_not_before);
  recorded = std::max(recorded, ports_.effective(entry.partition));
  const base::Context context = MakeContext(command, recorded);
  Command::Decided decided;
  if (!command.cause || !LiesElsewhere(command, speculation)) {
    decided = command.decide(*speculation.state, context);
  }
  const StreamKind& kind = KindOf(*ports_.definition, command.stream_kind);
  for (const auto& event : decided.parsed) kind.apply(*event, *speculation.state);
  std::string reply;
  if (!decided.rejection && command.reply) reply = command.reply(*speculation.state, context);

  entry.events = std::move(decided.parsed);
  entry.moves_head = !decided.rejection && !decided.events.empty();
  std::string record =
      BuildRecord(entry, speculation, context, std::move(decided), std::move(reply));
  entry.hash = commit::CommitHashOf(record);
  entry.pending = true;
  entry.ticket = next_ticket_++;
  if (entry.moves_head) speculation.head = entry.hash;
  speculation.chain.push_back(&entry);
  by_hash_[entry.hash] = &entry;
  Slot& slot = slots_[entry.ticket];
  slot.partition = entry.partition;
  slot.entry = &entry;
  ++in_flight_[static_cast<std::size_t>(entry.partition)];
  ports_.append(entry.partition, std::move(record), entry.ticket);
}

base::Context Sequencer::MakeContext(const Command& command, base::Instant now) const {
  base::Context context;
  context.now = now;
  context.today = base::ToBrussels(now).date;
  context.actor = command.actor;
  context.case_id = command.case_id;
  context.stream_id = command.stream_id;
  context.command_id = command.command_id;
  context.registered_at = command.registered_at;
  return context;
}

std::string Sequencer::BuildRecord(const Entry& entry, const Speculation& speculation,
                                   const base::Context& context, Command::Decided decided,
                                   std::string reply) {
  const Command& command = entry.command;
  log::v1::CommitBody body;
  body.set_schema_version(ports_.definition->schema_version);
  body.set_stream_kind(command.stream_kind);
  body.set_fingerprint(command.fingerprint);
  body.set_fingerprint_key_id(command.fingerprint_key_id);
  *body.mutable_actor() = command.actor;
  if (command.cause) *body.mutable_cause() = *command.cause;
  body.set_traceparent(command.traceparent);
  if (command.registered_at) body.set_registered_at_us(command.registered_at->us);
  body.set_recorded_not_before_us(command.recorded_not_before.us);
  body.set_reply(std::move(reply));
  if (decided.rejection) {
    body.mutable_refusal()->set_reason(decided.rejection->reason);
    body.mutable_refusal()->set_rule(decided.rejection->rule);
    for (const base::FieldFault& fault : decided.rejection->fields) {
      log::v1::FieldViolation* field = body.mutable_refusal()->add_fields();
      field->set_field(fault.field);
      field->set_rule(fault.rule);
      field->set_description(fault.description);
    }
  } else {
    body.mutable_events();
    for (std::string& event : decided.events) body.mutable_events()->add_event(std::move(event));
  }
  commit::Envelope envelope;
  envelope.topic = ports_.definition->topic;
  envelope.case_id = command.case_id;
  envelope.stream_id = command.stream_id;
  envelope.command_id = command.command_id;
  envelope.actor = *base::ActorId::Parse(command.actor.actor_id());
  envelope.method = command.method;
  envelope.head = speculation.head;
  envelope.recorded_at = context.now;
  envelope.mac_key_id =
      ports_.mac_key(commit::PartitionOf(command.case_id, options_.partition_count));
  const commit::MacKey* key = ports_.keys->Find(envelope.mac_key_id);
  RT_CHECK(key != nullptr);
  return commit::EncodeRecord(std::move(envelope), body.SerializeAsString(), *key);
}

Sequencer::Speculation& Sequencer::SpeculationOf(const Command& command) {
  std::unique_ptr<Speculation>& slot = speculations_[command.stream_id];
  if (!slot) {
    slot = std::make_unique<Speculation>();
    slot->state = CommittedState(command);
    if (auto head = ports_.index->FindHead(command.stream_id)) slot->head = head->hash;
  }
  return *slot;
}

std::unique_ptr<Message> Sequencer::CommittedState(const Command& command) {
  const StreamKind& kind = KindOf(*ports_.definition, command.stream_kind);
  std::unique_ptr<Message> state(kind.state_prototype->New());
  const Message* folded = ports_.rows->FindMessage(StateKey(command.stream_kind, command.stream_id),
                                                   *kind.state_prototype);
  if (folded != nullptr) state->CopyFrom(*folded);
  return state;
}

}  // namespace rondetafel::runtime
