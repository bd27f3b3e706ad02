// What a replica keeps of each partition it folds, and of control records it has sent; private to
// replica*.cc.
#pragma once
#include <functional>
#include <string>

#include "shared/runtime/replica.h"

namespace rondetafel::runtime {

struct Replica::Source {
  eventlog::TopicPartition source;
  bool own = false;
  eventlog::Offset end_at_start = 0;
  eventlog::Offset log_end = 0;  // as last asked for
  HashedPosition checked;        // where the next overlap check starts
  bool tick_under_way = false;
  std::int64_t tick_again_us = 0;  // monotonic: not before, after a tick of ours
  std::string halt_reason;         // empty: not halted
  bool halted() const { return !halt_reason.empty(); }
};

struct Replica::Control {
  int partition = 0;
  bool tick = false;
  std::function<void(absl::Status)> done;  // may be empty
  eventlog::Offset acknowledged = -1;
};

}  // namespace rondetafel::runtime
