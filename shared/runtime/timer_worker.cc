#include "shared/runtime/timer_worker.h"

#include <memory>

#include "shared/commit/envelope.h"
#include "shared/runtime/reaction_worker.h"
#include "shared/runtime/tables.h"

namespace rondetafel::runtime {

Command BuildTimerCommand(const ServiceDefinition& definition, int partition_count,
                          const DueNow& due) {
  const auto fire = std::make_shared<ReactionCommand>(
      definition.timers.fire(due.stream_kind, due.stream_id, due.date));
  Command command;
  command.method = fire->method;
  command.stream_kind = due.stream_kind;
  command.case_id = due.case_id;
  command.stream_id = due.stream_id;
  command.command_id = due.command_id;
  command.actor.set_actor_id(ServiceActor(definition.topic).ToString());
  command.actor.set_role(type::v1::ROLE_SERVICE);
  command.fingerprint = due.set_by;
  command.recorded_not_before = due.date.at;
  command.cause.emplace();
  command.cause->set_commit_hash(due.set_by);
  command.cause->set_topic(definition.topic);
  command.cause->set_partition(commit::PartitionOf(due.case_id, partition_count));
  command.cause->set_offset(due.set_at_offset);
  command.cause->set_name(due.date.name);
  command.decide = [fire](const Message& state, const base::Context& context) {
    return fire->decide(state, context);
  };
  return command;
}

void TimerWorker::Pump(base::Instant now, base::Instant steady) {
  steady_ = steady;
  dates_->Wake(steady);
  if (!definition_->timers.fire || in_flight_ >= kTimersInFlightMax) return;
  const auto room = static_cast<std::size_t>(kTimersInFlightMax - in_flight_);
  for (DueNow& due : dates_->TakeDue(now, room)) {
    ++in_flight_;
    Command command = BuildTimerCommand(*definition_, partition_count_, due);
    sequencer_->Submit(std::move(command), base::Instant{steady.us + kReactionTimeoutUs}, steady,
                       [this, due = std::move(due)](const absl::StatusOr<Outcome>& outcome) {
                         --in_flight_;
                         failures_ = outcome.ok() ? 0 : failures_ + 1;
                         // Has no effect when the fold has seen the date's command.
                         const std::int64_t pause = RetryPauseUs(failures_);
                         dates_->GiveBack(due, base::Instant{steady_.us + pause});
                       });
  }
}

}  // namespace rondetafel::runtime
