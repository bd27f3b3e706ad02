// ReactionWorker: works the outbox. Each row becomes a command to the own streams, with an id that
// derives from its cause, so all replicas may work all rows and the log keeps one commit of each.
//
// Not thread-safe; deterministic; no clock.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "rondetafel/runtime/v1/rows.pb.h"
#include "shared/base/time.h"
#include "shared/projection/rows.h"
#include "shared/runtime/definition.h"
#include "shared/runtime/outbox.h"
#include "shared/runtime/sequencer.h"

namespace rondetafel::runtime {

inline constexpr int kReactionsInFlightMax = 256;
inline constexpr std::int64_t kReactionTimeoutUs = 30'000'000;
// Pause of a lane after its n-th failure in a row: doubles up to the maximum.
inline constexpr std::int64_t kRetryPauseFirstUs = 50'000;
inline constexpr std::int64_t kRetryPauseMaxUs = 5'000'000;
std::int64_t RetryPauseUs(int failures);

// The command of a row: calls the reaction again on the upstream record. A reaction that no longer
// asks for this command (the binary changed) leaves "nothing to do", which is recorded like any
// outcome.
Command BuildReactionCommand(const ServiceDefinition& definition, const v1::OutboxRow& row);

class ReactionWorker {
 public:
  // All outlive the worker.
  ReactionWorker(const ServiceDefinition* definition, projection::Rows* rows, Outbox* outbox,
                 Sequencer* sequencer)
      : definition_(definition), rows_(rows), outbox_(outbox), sequencer_(sequencer) {}

  // Submits what may be worked now. Not to be called before the own topic has reached the end seen
  // at start: until then the outbox may hold what is done already.
  void Pump(base::Instant now);
  // The upstream partition is not the one that was folded: what is left of its rows may have causes
  // that no longer exist. They wait for an operator.
  void Rest(const eventlog::TopicPartition& upstream) { resting_.insert(upstream); }
  int in_flight() const { return in_flight_; }

 private:
  void OnDone(const Outbox::LaneKey& lane, bool settled);

  const ServiceDefinition* definition_;
  projection::Rows* rows_;
  Outbox* outbox_;
  Sequencer* sequencer_;
  base::Instant now_{};
  int in_flight_ = 0;
  std::map<Outbox::LaneKey, int> failures_;
  std::set<eventlog::TopicPartition> resting_;
};

}  // namespace rondetafel::runtime
