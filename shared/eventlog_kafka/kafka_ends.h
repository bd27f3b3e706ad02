// How far partitions are known to go. A broker that stood still or was cut off takes itself for the
// leader until it hears that it was deposed, and answers with the end it knew. So an end below what
// this process has seen is believed only when every answer has said so for a while.
//
//   const Offset known = ends.Of(partition);  // before the question: others read on meanwhile
//   … the broker is asked …
//   RT_RETURN_IF_ERROR(ends.Told(partition, known, answer, now));
#pragma once
#include <absl/status/status.h>

#include <chrono>
#include <map>
#include <mutex>

#include "shared/eventlog/event_log.h"

namespace rondetafel::eventlog {

// Thread-safe.
class KnownEnds {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  // Longer than a broker that comes back takes itself for the leader.
  explicit KnownEnds(int shorter_sure_ms) : sure_after_(shorter_sure_ms) {}

  // A record before this place was read.
  void Reached(const TopicPartition& of, Offset place);
  // How far it went so far; 0 when that is not known.
  Offset Of(const TopicPartition& of);
  // A broker, asked when `known` was known, said where the partition ends. OK: that may be
  // believed, and is kept. UNAVAILABLE: it went further before, and too few answers have said
  // otherwise.
  absl::Status Told(const TopicPartition& of, Offset known, Offset end, Moment now);

 private:
  struct Known {
    Offset end = 0;
    bool doubted = false;
    Moment first_doubt{};
    Moment last_doubt{};
  };

  const std::chrono::milliseconds sure_after_;
  std::mutex mutex_;
  std::map<TopicPartition, Known> known_;
};

}  // namespace rondetafel::eventlog
