// SimEventLog: a log in memory that does what a test says, for unit tests and simulations.
//
//   SimEventLog log({.log_id = id, .partition_count = 2, .topics = {"intake"}});   // plain memory
//   log.Append(…);                        // visible and answered at once
//
//   SimEventLog log({…, .deliver_at_once = false, .seed = 7, .faults = {.lost = 20}});
//   log.Append(…);  log.Deliver(1);       // one thing happens, chosen by the seed
//
// Deterministic: driven by one thread, the same seed and calls give the same log and answers; it
// has no thread, clock or random source of its own. Thread-safe, so threaded tests may use it too
// (their order is then theirs). `done` runs in the thread that calls Append or Deliver, without
// locks: it may append again.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "shared/eventlog/event_log.h"
#include "shared/eventlog/log_identity.h"
#include "shared/eventlog/partition_ends.h"

namespace rondetafel::eventlog {

// What becomes of one append.
enum class SimFate {
  kAppended,     // lands, answered with its offset
  kRefused,      // answered UNAVAILABLE, never lands
  kLost,         // answered unknown, never lands
  kLandsUnseen,  // lands, answered unknown
  kLandsLate,    // answered unknown, lands at a later Deliver, behind whatever came after it
  kDuplicated,   // lands twice in a row, answered with the second offset
};

// Chances in appends per thousand; what is left is kAppended.
struct SimFaults {
  int refused = 0;
  int lost = 0;
  int lands_unseen = 0;
  int late = 0;
  int duplicated = 0;
};

struct SimOptions {
  base::LogId log_id = {};
  int partition_count = 1;
  std::vector<std::string> topics = {};
  // Makes record 0 of each partition; unset: partitions begin empty.
  IdentityBuilder record0 = nullptr;
  // False: appends stay in flight until Deliver.
  bool deliver_at_once = true;
  std::uint64_t seed = 1;
  SimFaults faults = {};
  // More than this in flight: RESOURCE_EXHAUSTED.
  std::size_t in_flight_max = 65'536;
};

class SimEventLog final : public EventLog {
 public:
  // The layout must be right (CHECK).
  explicit SimEventLog(SimOptions options);
  // What is still in flight ends unknown.
  ~SimEventLog() override;

  base::LogId log_id() const override { return options_.log_id; }
  int partition_count() const override { return options_.partition_count; }
  void Append(const TopicPartition& to, std::string record, AppendDone done) override;
  absl::StatusOr<std::unique_ptr<LogReader>> OpenReader(std::vector<ReadStart> starts) override;
  absl::StatusOr<Offset> EndOffset(const TopicPartition& of) override;

  // Lets up to `steps_max` things happen: the oldest append of some partition meets its fate, or a
  // late record lands. Returns how many did.
  std::size_t Deliver(std::size_t steps_max = SIZE_MAX);
  // Appends not answered yet, and late records still to land.
  std::size_t in_flight() const;

  // The fates of the next appends, before the seed decides again.
  void Script(std::vector<SimFate> fates);
  // The broker goes away and comes back: reads UNAVAILABLE, appends stay in flight or are answered
  // unknown.
  void SetReachable(bool reachable);
  // Drops the records at `end` and beyond, as a broker that lost its tail.
  void Truncate(const TopicPartition& of, Offset end);
  // Puts another record in an old place.
  void Overwrite(const TopicPartition& of, Offset at, std::string record);
  // Reading this offset gives DATA_LOSS from now on.
  void Corrupt(const TopicPartition& of, Offset at);
  // A copy of what is in a partition.
  std::vector<std::string> Records(const TopicPartition& of) const;

 private:
  struct Flight {
    std::size_t partition = 0;
    std::string record;
    AppendDone done;
    SimFate fate = SimFate::kAppended;
  };
  struct Answer {
    AppendDone done;
    AppendResult result;
  };

  absl::Status CheckAppend(const TopicPartition& to, std::size_t bytes) const;
  SimFate DrawFate();
  // What the record's fate says, now. With the lock held; the answer is given without it.
  Answer Meet(Flight flight);
  Offset Land(std::size_t partition, std::string record);
  bool Step(std::vector<Answer>* answers);
  absl::Status Fetch(std::size_t index, Offset from, std::size_t count,
                     std::vector<LogRecord>* out) const;
  std::size_t IndexOf(const TopicPartition& of) const;

  const SimOptions options_;
  PartitionEnds ends_;
  mutable std::mutex mutex_;
  std::mt19937_64 random_;
  std::vector<std::vector<std::string>> records_;  // by partition place
  std::vector<std::deque<Flight>> flights_;        // by partition place, oldest first
  std::vector<Flight> late_;
  std::deque<SimFate> script_;
  std::set<std::pair<std::size_t, Offset>> corrupt_;
  bool reachable_ = true;
};

}  // namespace rondetafel::eventlog
