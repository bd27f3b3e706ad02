// Follower: folds the log into a store beside the live one, never further than it is told to, so
// that both can be compared at the same positions.
#pragma once
#include <absl/status/statusor.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>

#include "shared/projection/store.h"
#include "shared/runtime/rebuild.h"
#include "shared/runtime/service_fold.h"

namespace rondetafel::runtime {

// Not thread-safe; may be handed from one thread to another.
class Follower {
 public:
  Follower(const RebuildSource& source, std::unique_ptr<projection::RocksDbProjectionStore> store);

  // Folds on from where the store stands to exactly `until`, and writes. False: the log did not
  // give all of it within `wait`; calling again goes on. FAILED_PRECONDITION: a partition halted
  // before, or the store stands beyond.
  absl::StatusOr<bool> FollowTo(const LogPositions& until, std::chrono::milliseconds wait);
  // Records up to `until`.
  std::uint64_t Missing(const LogPositions& until) const;
  projection::RocksDbProjectionStore& store() { return *store_; }

 private:
  absl::Status FoldQueued(const LogPositions& until);
  absl::Status Read(const LogPositions& until, std::chrono::milliseconds wait);
  std::set<eventlog::TopicPartition> Behind(const LogPositions& until) const;
  absl::Status Write();

  RebuildSource source_;
  std::unique_ptr<projection::RocksDbProjectionStore> store_;
  ServiceFold fold_;
  std::unique_ptr<eventlog::LogReader> reader_;
  std::set<eventlog::TopicPartition> reading_;
  // Read, but not to be folded yet.
  std::map<eventlog::TopicPartition, std::deque<eventlog::LogRecord>> queued_;
  std::size_t queued_count_ = 0;
};

}  // namespace rondetafel::runtime
