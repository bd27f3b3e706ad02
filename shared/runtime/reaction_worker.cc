#include "shared/runtime/reaction_worker.h"

#include "shared/base/check.h"
#include "shared/runtime/service_fold.h"

namespace rondetafel::runtime {
namespace {

// What a reaction was called with, kept as long as its command lives: commands may point into it.
struct Cause {
  std::string record;
  commit::Verdict verdict;
  AcceptedCommit commit;
  std::vector<ReactionCommand> commands;
};

base::Instant At(std::int64_t us) { return base::Instant{us}; }

const std::vector<StreamKind>& KindsOf(const ServiceDefinition& definition,
                                       const Upstream& upstream) {
  return upstream.topic == definition.topic ? definition.kinds : upstream.kinds;
}

void ReadCause(const v1::OutboxRow& row, Cause& cause) {
  cause.record = row.record();
  commit::RecordFault fault;
  auto parsed = commit::ParseRecord(cause.record, &fault);
  RT_CHECK(parsed.has_value());
  cause.verdict.kind = commit::Verdict::kAccepted;
  cause.verdict.record = *std::move(parsed);
  const std::string_view body = cause.verdict.record.body;
  RT_CHECK(cause.verdict.body.ParseFromArray(body.data(), static_cast<int>(body.size())));
  cause.verdict.effective = At(row.effective_us());
  cause.verdict.known_at = At(row.known_at_us());
  cause.verdict.head = {cause.verdict.record.commit_hash, row.version(), At(row.known_at_us())};
  cause.commit.topic = row.topic();
  cause.commit.partition = row.partition();
  cause.commit.offset = row.offset();
  cause.commit.verdict = &cause.verdict;
  cause.commit.stream_kind = cause.verdict.body.stream_kind();
}

void CallAgain(const ServiceDefinition& definition, const v1::OutboxRow& row, Cause& cause) {
  for (const Upstream& upstream : definition.upstreams) {
    if (upstream.topic != row.topic()) continue;
    for (const StreamKind& kind : KindsOf(definition, upstream)) {
      if (kind.name == cause.commit.stream_kind) {
        RT_CHECK(ParseEvents(kind, cause.verdict.body, &cause.commit.events));
      }
    }
    for (const Reaction& reaction : upstream.reactions) {
      if (reaction.name == row.reaction()) cause.commands = reaction.react(cause.commit);
    }
  }
}

}  // namespace

std::int64_t RetryPauseUs(int failures) {
  return std::min(kRetryPauseFirstUs << std::min(failures, 10), kRetryPauseMaxUs);
}

Command BuildReactionCommand(const ServiceDefinition& definition, const v1::OutboxRow& row) {
  auto cause = std::make_shared<Cause>();
  ReadCause(row, *cause);
  CallAgain(definition, row, *cause);

  Command command;
  command.method = row.method();
  command.stream_kind = row.stream_kind();
  command.case_id = base::CaseId::FromRaw(row.case_id());
  command.stream_id = base::StreamId::FromRaw(row.stream_id());
  command.command_id = base::CommandId::FromRaw(row.command_id());
  command.actor.set_actor_id(ServiceActor(definition.topic).ToString());
  command.actor.set_role(type::v1::ROLE_SERVICE);
  const std::string_view hash = commit::HashBytes(cause->verdict.record.commit_hash);
  command.fingerprint = std::string(hash);
  const log::v1::CommitBody& body = cause->verdict.body;
  // When the cause was known, which its stream's earlier commits, a missing right or a closed
  // migration may have made later than what it claims: no effect is known before its cause.
  if (body.registered_at_us() != 0) command.registered_at = At(row.known_at_us());
  command.traceparent = body.traceparent();
  command.recorded_not_before = At(row.effective_us());
  command.cause.emplace();
  command.cause->set_commit_hash(std::string(hash));
  command.cause->set_topic(row.topic());
  command.cause->set_partition(row.partition());
  command.cause->set_offset(row.offset());
  command.cause->set_name(row.reaction());
  command.cause->set_ordinal(row.ordinal());
  const auto ordinal = static_cast<std::size_t>(row.ordinal());
  command.decide = [cause, ordinal](const Message& state, const base::Context& context) {
    if (ordinal >= cause->commands.size()) return Command::Decided{};
    return cause->commands[ordinal].decide(state, context);
  };
  return command;
}

void ReactionWorker::Pump(base::Instant now) {
  now_ = now;
  outbox_->Wake(now);
  while (in_flight_ < kReactionsInFlightMax) {
    const std::optional<Outbox::Taken> taken = outbox_->Take();
    if (!taken) return;
    if (resting_.contains(taken->place.source)) continue;  // its lane stays taken
    const auto* row = rows_->Find<v1::OutboxRow>(OutboxKey(taken->place));
    RT_CHECK(row != nullptr);
    ++in_flight_;
    sequencer_->Submit(BuildReactionCommand(*definition_, *row),
                       base::Instant{now.us + kReactionTimeoutUs}, now,
                       [this, taken = *taken](const absl::StatusOr<Outcome>& outcome) {
                         OnDone(taken.lane, outcome.ok() && !outbox_->Has(taken.place));
                       });
  }
}

void ReactionWorker::OnDone(const Outbox::LaneKey& lane, bool settled) {
  --in_flight_;
  if (settled) {
    failures_.erase(lane);
    return outbox_->GoOn(lane, now_);
  }
  outbox_->GoOn(lane, base::Instant{now_.us + RetryPauseUs(failures_[lane]++)});
}

}  // namespace rondetafel::runtime
