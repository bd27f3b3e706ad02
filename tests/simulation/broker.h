// Broker: the simulated log with everything that may happen between a process and it. One set of
// partitions, and a connection for each life of a process: appends travel, land, are acknowledged
// or not, overtake each other, come twice or too late; a connection may be cut, slow, or talk to a
// leader that was deposed.
//
// One thread. Nothing happens by itself: the engine calls Land, Acknowledge and so on for each step
// of a plan.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "shared/eventlog/event_log.h"
#include "tests/simulation/coverage.h"

namespace rondetafel::simulation {

class Connection;

struct BrokerOptions {
  base::LogId log_id;
  int partition_count = 1;
  std::vector<std::string> topics;
};

// One append on its way.
struct Flight {
  Connection* from = nullptr;  // nullptr: its process is gone, or it was told "unknown"
  std::size_t partition = 0;
  std::string record;
  eventlog::AppendDone done;  // empty: nobody waits for an answer
  eventlog::Offset landed = -1;
};

class Broker {
 public:
  Broker(BrokerOptions options, Coverage* coverage);

  const BrokerOptions& options() const { return options_; }
  std::size_t partitions() const { return records_.size(); }
  eventlog::TopicPartition PlaceOf(std::size_t partition) const;
  std::size_t IndexOf(const eventlog::TopicPartition& of) const;
  const std::vector<std::string>& records(std::size_t partition) const {
    return records_[partition];
  }
  eventlog::Offset EndOf(std::size_t partition) const {
    return static_cast<eventlog::Offset>(records_[partition].size());
  }

  // Puts a record at the end, as one of ours or somebody else's.
  eventlog::Offset Put(std::size_t partition, std::string record);
  void Truncate(std::size_t partition, eventlog::Offset end);

  // Each takes the flight chosen by `pick`; false when there is none of that kind.
  enum class Fate { kDeliver, kLand, kLose, kTimeOut, kRefuse, kDuplicate };
  bool Meet(Fate fate, int pick);
  bool Answer(int pick, bool acknowledge);  // of a landed one
  bool Late(int pick, bool lands);          // of one nobody waits for
  bool idle() const { return travelling_.empty() && late_.empty(); }

  // What landed last, for the trace.
  struct Landed {
    std::size_t partition = 0;
    eventlog::Offset offset = -1;
  };
  const Landed& last_landed() const { return last_landed_; }
  std::uint64_t landings() const { return landings_; }

 private:
  friend class Connection;
  void Send(Flight flight) { travelling_.push_back(std::move(flight)); }
  void Orphan(const Connection* gone);
  // Places in travelling_ of the first two of each connection and partition that have not landed.
  std::vector<std::size_t> Landable() const;
  bool IsFirst(std::size_t at) const;

  const BrokerOptions options_;
  Coverage* coverage_;
  std::vector<std::vector<std::string>> records_;
  std::vector<Flight> travelling_;  // in the order they were sent
  std::vector<Flight> late_;
  Landed last_landed_;
  std::uint64_t landings_ = 0;
};

// A port of the process was called, at this place. May throw, to kill the process there.
enum class Port : std::uint8_t {
  kBeforeAppend,
  kAfterAppend,
  kBeforeRead,
  kAfterRead,
  kBeforeCommit,
  kAfterCommit,
  kBeforeFlush,
  kAfterFlush,
  kBeforeAnswer,
  kAfterAnswer,
  kEndOffset,
  kOpenReader,
};
using PortHook = std::function<void(Port)>;

// What one life of a process has of the log.
class Connection final : public eventlog::EventLog {
 public:
  Connection(Broker* broker, PortHook hook) : broker_(broker), hook_(std::move(hook)) {}
  ~Connection() override { broker_->Orphan(this); }

  base::LogId log_id() const override { return broker_->options_.log_id; }
  int partition_count() const override { return broker_->options_.partition_count; }
  void Append(const eventlog::TopicPartition& to, std::string record,
              eventlog::AppendDone done) override;
  absl::StatusOr<std::unique_ptr<eventlog::LogReader>> OpenReader(
      std::vector<eventlog::ReadStart> starts) override;
  absl::StatusOr<eventlog::Offset> EndOffset(const eventlog::TopicPartition& of) override;

  void Cut() { cut_ = true; }
  // From now on it sees nothing beyond this offset.
  void SeeOnly(std::size_t partition, eventlog::Offset end) { seen_ends_[partition] = end; }
  void ReadAtMost(int records) { read_max_ = records; }
  void Mend();

 private:
  class Reader;
  eventlog::Offset VisibleEnd(std::size_t partition) const;
  absl::Status CheckReachable() const;

  Broker* broker_;
  PortHook hook_;
  bool cut_ = false;
  int read_max_ = 0;
  std::map<std::size_t, eventlog::Offset> seen_ends_;
};

}  // namespace rondetafel::simulation
