// Process: one replica of one service as a process of its own: clock, keys, connection, projection
// and the real Replica. It can be killed at any call of a port and started again on what a kill
// leaves.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/steady.h"
#include "shared/commit/envelope.h"
#include "shared/projection/memory_store.h"
#include "shared/runtime/replica.h"
#include "tests/simulation/broker.h"
#include "tests/simulation/coverage.h"

namespace rondetafel::simulation {

// The wall clock of one machine: true time and how wrong it is. Its monotonic clock is right.
class MachineClock : public base::SteadyClock {
 public:
  explicit MachineClock(const std::int64_t* true_us) : true_us_(true_us) {}
  base::Instant Now() const override { return {*true_us_ + skew_us_}; }
  std::int64_t MonotonicUs() const override { return *true_us_; }
  base::Instant Steady() const override { return {*true_us_}; }
  void Jump(std::int64_t us) { skew_us_ += us; }
  void Set(std::int64_t skew_us) { skew_us_ = skew_us; }
  std::int64_t skew_us() const { return skew_us_; }

 private:
  const std::int64_t* true_us_;
  std::int64_t skew_us_ = 0;
};

// The first `held` keys of the run; the last of them is the current one.
class MachineKeys : public commit::MacKeyring {
 public:
  MachineKeys(std::uint64_t seed, int held);
  const commit::MacKey* Find(const base::KeyId& id) const override;
  base::KeyId current() const override { return keys_.back().first; }
  void Hold(int held);
  int held() const { return static_cast<int>(keys_.size()); }
  const std::vector<std::pair<base::KeyId, commit::MacKey>>& all() const { return keys_; }

 private:
  std::uint64_t seed_;
  std::vector<std::pair<base::KeyId, commit::MacKey>> keys_;
};
inline constexpr int kMacKeys = 2;

// What kills a process inside a turn.
struct Killed {
  Port at;
};

class Process {
 public:
  struct Setup {
    int index = 0;            // over all services
    std::size_t service = 0;  // of the workload
    std::string name;         // "account/0"
    std::uint64_t seed = 0;
    bool old_binary = false;
    std::function<runtime::ServiceDefinition(bool old_binary)> define;
  };
  Process(Setup setup, const std::int64_t* true_us, Broker* broker, Coverage* coverage);
  ~Process();

  // `kill_at`: the how manieth call of a port kills it; 0: none.
  absl::Status Start(int kill_at);
  // False when it was killed, or gave up: then it is down.
  bool Turn(int kill_at);
  // Kills it; its store falls back by `batches`, at most to the last flush unless `beyond_flush`.
  void Kill(std::int64_t batches, bool beyond_flush);
  void Stop();
  // Before a start: the new binary, an empty projection, more keys.
  void Upgrade(bool empty);
  void Forget();
  void HoldKeys(int held) { keys_.Hold(held); }

  bool up() const { return replica_ != nullptr; }
  bool halted() const;
  const Setup& setup() const { return setup_; }
  bool old_binary() const { return setup_.old_binary; }
  int life() const { return life_; }
  // Where it was killed, while it is down.
  std::optional<Port> killed_at() const { return killed_at_; }

  // Hands something to the replica, as other threads do: done in its next turn, if it lives.
  template <class Task>
  void Post(Task task) {
    replica_->mailbox()->Post(
        [replica = replica_.get(), task = std::move(task)]() mutable { task(*replica); });
  }
  runtime::Replica& replica() { return *replica_; }
  const runtime::Replica& replica() const { return *replica_; }
  const runtime::ServiceDefinition& definition() const { return definition_; }
  projection::MemoryProjectionStore& store() { return *store_; }
  Connection& connection() { return *connection_; }
  MachineClock& clock() { return clock_; }
  MachineKeys& keys() { return keys_; }
  std::shared_ptr<const runtime::ReplicaState> state() const { return replica_->published().Get(); }
  // Calls a port of its own, for answers.
  void At(Port port);
  std::int64_t last_turn_us = 0;

 private:
  class HookedStore;
  void EndLife();
  void NoteHalts();

  Setup setup_;
  const std::int64_t* true_us_;
  Broker* broker_;
  Coverage* coverage_;
  MachineClock clock_;
  MachineKeys keys_;
  int calls_ = 0;
  int kill_at_ = 0;
  int life_ = 0;
  std::optional<Port> killed_at_;
  runtime::ServiceDefinition definition_;
  std::unique_ptr<projection::MemoryProjectionStore> store_;
  std::unique_ptr<HookedStore> hooked_;
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<runtime::Replica> replica_;
};

}  // namespace rondetafel::simulation
