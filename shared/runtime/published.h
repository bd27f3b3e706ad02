// Published: where a replica stands, for threads that wait to read (tokens, "as known on"). Written
// by the replica after each batch; readers wait on it with a deadline.
#pragma once
#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "rondetafel/type/v1/type.pb.h"
#include "shared/base/id.h"
#include "shared/base/time.h"
#include "shared/eventlog/event_log.h"

namespace rondetafel::runtime {

// One partition of one folded topic.
struct SourceState {
  eventlog::TopicPartition source;
  bool own = false;
  eventlog::Offset position = 0;
  base::Instant effective;
  std::uint64_t accepted = 0;
  std::uint64_t ignored = 0;
  bool migration_closed = false;
  // Lowest upstream offset with a reaction still to be done.
  std::optional<eventlog::Offset> lowest_outbox;
  std::string halt_reason;  // empty: not halted
};

struct ReplicaState {
  bool serving = false;
  bool stopped = false;
  std::vector<SourceState> sources;

  // Positions of the topics in one partition, as replies carry them.
  type::v1::Position PositionOf(const base::LogId& log_id, int partition) const;
  // Every position of `token` is passed, and every reaction to what lies below it is done and
  // folded.
  bool Covers(const type::v1::Position& token) const;
  // Every partition has an effective time later than `t`.
  bool LaterThan(base::Instant t) const;
  // Every partition of the own topic has.
  bool OwnLaterThan(base::Instant t) const;
};

class Published {
 public:
  void Set(ReplicaState state) {
    {
      const std::scoped_lock lock(mutex_);
      state_ = std::make_shared<const ReplicaState>(std::move(state));
    }
    changed_.notify_all();
  }
  std::shared_ptr<const ReplicaState> Get() const {
    const std::scoped_lock lock(mutex_);
    return state_;
  }
  // Waits until `enough`, at most until `deadline` by `clock`. UNAVAILABLE: not in time, or
  // stopped.
  absl::StatusOr<std::shared_ptr<const ReplicaState>> Await(
      const std::function<bool(const ReplicaState&)>& enough, base::Instant deadline,
      const base::Clock& clock) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::shared_ptr<const ReplicaState> state_ = std::make_shared<const ReplicaState>();
};

}  // namespace rondetafel::runtime
