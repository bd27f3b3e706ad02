// Where each partition of a log in this process ends, and who waits for that to change.
//
// An append rings only the readers that watch the partition, so five services on one log do not
// wake each other for records they do not read. Thread-safe. The partitions are fixed when it is
// made.
#pragma once
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "shared/eventlog/event_log.h"

namespace rondetafel::eventlog {

class PartitionEnds {
 public:
  // All partitions begin at end offset 0.
  PartitionEnds(const std::vector<std::string>& topics, int partition_count);
  PartitionEnds(const PartitionEnds&) = delete;
  PartitionEnds& operator=(const PartitionEnds&) = delete;

  // A partition's place, 0 … size()-1; nullopt when the log has no such partition.
  std::optional<std::size_t> Find(const TopicPartition& of) const;
  std::size_t size() const { return entries_.size(); }
  const TopicPartition& at(std::size_t index) const { return entries_[index].partition; }

  Offset Get(std::size_t index) const;
  // Moves an end, usually up, and rings whoever watches it.
  void Set(std::size_t index, Offset end);

  // One waiting reader. Registered while it lives; not thread-safe except Wake.
  class Watch {
   public:
    Watch(PartitionEnds* ends, std::vector<std::size_t> indexes);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    // The ends of the watched partitions, in the order given; forgets that they moved.
    std::vector<Offset> Ends();
    // Waits until a watched end has moved since Ends(), Wake, or the deadline. False: nothing
    // moved. A wake is used up by the wait that it ends.
    bool Wait(std::chrono::steady_clock::time_point deadline);
    void Wake();

   private:
    friend class PartitionEnds;
    PartitionEnds* ends_;
    const std::vector<std::size_t> indexes_;
    std::condition_variable changed_;
    bool moved_ = false;
    bool woken_ = false;
  };

 private:
  struct Entry {
    TopicPartition partition;
    Offset end = 0;
    std::vector<Watch*> watches;
  };

  mutable std::mutex mutex_;
  std::vector<Entry> entries_;
  std::map<TopicPartition, std::size_t> places_;
};

}  // namespace rondetafel::eventlog
