// A whole log read from its first record through the fold rule.
#pragma once
#include <absl/status/statusor.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "shared/commit/fold.h"
#include "shared/eventlog/event_log.h"

namespace rondetafel::rtctl {

struct PartitionFindings {
  eventlog::TopicPartition source;
  std::int64_t records = 0;
  std::uint64_t commits = 0;
  std::map<std::string, std::int64_t> ignored;  // by kind: "duplicate_command" …
  commit::Hash running{};                       // over all records
  std::string fault;                            // empty: nothing wrong
};

// Reads every partition of `topics` up to the end it has now. Density, hashes, MACs and the chain
// of heads are checked by the one fold rule. A fault ends its partition, not the others.
absl::StatusOr<std::vector<PartitionFindings>> CheckLog(
    eventlog::EventLog& log, const std::vector<std::string>& topics, const commit::MacKeyring& keys,
    const std::function<void(std::size_t done, std::size_t all)>& progress);

}  // namespace rondetafel::rtctl
