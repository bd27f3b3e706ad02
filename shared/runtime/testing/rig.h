// A log, keys and a clock, all in memory and turned by hand, and replicas on them.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/steady.h"
#include "shared/commit/genesis.h"
#include "shared/commit/mac_keys.h"
#include "shared/eventlog/sim_event_log.h"
#include "shared/projection/memory_store.h"
#include "shared/runtime/replica.h"
#include "shared/runtime/service_runtime.h"
#include "shared/runtime/testing/account.h"

namespace rondetafel::runtime::testing {

class FakeClock : public base::SteadyClock {
 public:
  base::Instant Now() const override { return {wall_us_}; }
  std::int64_t MonotonicUs() const override { return monotonic_us_; }
  base::Instant Steady() const override { return {kStartUs + monotonic_us_ - kMonotonicStartUs}; }
  void Advance(std::int64_t us) {
    wall_us_ += us;
    monotonic_us_ += us;
  }
  // Somebody sets the clock.
  void Jump(std::int64_t us) { wall_us_ += us; }

 private:
  static constexpr std::int64_t kStartUs = 1'700'000'000'000'000;
  static constexpr std::int64_t kMonotonicStartUs = 1'000'000;
  std::int64_t wall_us_ = kStartUs;
  std::int64_t monotonic_us_ = kMonotonicStartUs;
};

commit::MacKeySet TestKeys();
// A log of topics "account" and "mirror" with record 0 in place.
eventlog::SimOptions TestLog(const commit::MacKeySet& keys, int partition_count);

using Answer = std::optional<absl::StatusOr<Outcome>>;

// One replica and its store; Kill and Start again as a process would.
class Node {
 public:
  Node(std::function<ServiceDefinition()> definition, eventlog::SimEventLog* log,
       const commit::MacKeySet* keys, FakeClock* clock);

  absl::Status Start();
  // What a killed process leaves: the store of the last flush, everything else gone.
  void Kill();
  // The next Start is of another binary.
  void Redefine(std::function<ServiceDefinition()> definition) {
    make_definition_ = std::move(definition);
  }
  void Turn(int turns = 1);
  // The answer arrives in some later turn.
  std::shared_ptr<Answer> Send(Command command, std::int64_t timeout_us = 10'000'000);
  Replica& replica() { return *replica_; }
  projection::MemoryProjectionStore& store() { return *store_; }
  const ServiceDefinition& definition() const { return definition_; }
  RuntimeOptions& options() { return options_; }
  AccountState State(int account) const;
  const SourceState& Source(const std::string& topic, int partition = 0) const;
  bool serving() { return replica_->published().Get()->serving; }

 private:
  std::function<ServiceDefinition()> make_definition_;
  eventlog::SimEventLog* log_;
  const commit::MacKeySet* keys_;
  FakeClock* clock_;
  RuntimeOptions options_;
  ServiceDefinition definition_;
  std::unique_ptr<projection::MemoryProjectionStore> store_;
  std::unique_ptr<Replica> replica_;
  mutable std::shared_ptr<const ReplicaState> looked_at_;
};

// All that the service of the node holds of an account.
std::vector<HistoryEntry> HistoryOf(Node& node, int account);

// One of everything, for most tests.
struct Rig {
  explicit Rig(int partition_count = 1);
  Rig(int partition_count, std::function<void(eventlog::SimOptions&)> change);
  FakeClock clock;
  commit::MacKeySet keys;
  std::unique_ptr<eventlog::SimEventLog> log;

  std::unique_ptr<Node> Account();
  std::unique_ptr<Node> Mirror();
};

}  // namespace rondetafel::runtime::testing
