#include "shared/runtime/published.h"

#include <algorithm>

#include "shared/base/steady.h"

namespace rondetafel::runtime {

type::v1::Position ReplicaState::PositionOf(const base::LogId& log_id, int partition) const {
  type::v1::Position position;
  position.set_log_id(log_id.ToString());
  for (const SourceState& source : sources) {
    if (source.source.partition != partition) continue;
    type::v1::TopicPosition* topic = position.add_topics();
    topic->set_topic(source.source.topic);
    topic->set_partition(partition);
    topic->set_offset(source.position);
  }
  return position;
}

bool ReplicaState::Covers(const type::v1::Position& token) const {
  return std::all_of(token.topics().begin(), token.topics().end(), [this](const auto& wanted) {
    for (const SourceState& source : sources) {
      if (source.source.topic != wanted.topic() || source.source.partition != wanted.partition()) {
        continue;
      }
      const bool reacted = !source.lowest_outbox || *source.lowest_outbox >= wanted.offset();
      return source.position >= wanted.offset() && reacted;
    }
    return true;  // a topic this service does not fold
  });
}

bool ReplicaState::LaterThan(base::Instant t) const {
  return std::all_of(sources.begin(), sources.end(),
                     [t](const SourceState& source) { return source.effective > t; });
}

bool ReplicaState::OwnLaterThan(base::Instant t) const {
  return std::all_of(sources.begin(), sources.end(), [t](const SourceState& source) {
    return !source.own || source.effective > t;
  });
}

absl::StatusOr<std::shared_ptr<const ReplicaState>> Published::Await(
    const std::function<bool(const ReplicaState&)>& enough, base::Instant deadline,
    const base::Clock& clock) const {
  std::unique_lock lock(mutex_);
  while (!enough(*state_)) {
    if (state_->stopped) return absl::UnavailableError("the service is stopping");
    const std::int64_t left_us = deadline.us - base::SteadyNow(clock).us;
    if (left_us <= 0) return absl::UnavailableError("not caught up within the deadline");
    changed_.wait_for(lock, std::chrono::microseconds(left_us));
  }
  return state_;
}

}  // namespace rondetafel::runtime
