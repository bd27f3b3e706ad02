// A whole log read through the fold rule, its partitions side by side.
#pragma once
#include <absl/status/statusor.h>

#include <functional>
#include <string>
#include <vector>

#include "tools/rtctl/operate/partition_check.h"

namespace rondetafel::rtctl {

// Called a few times a second, on the calling thread.
using CheckProgress = std::function<void(std::size_t done, std::size_t all)>;

// Reads every partition of `topics` up to the end it has now, `options.threads` at a time, the
// longest first: only what those under way need is in memory. Density, hashes, MACs and the chain
// of heads are checked by the one fold rule. A fault ends its partition, not the others. The
// findings are by topic and partition.
absl::StatusOr<std::vector<PartitionFindings>> CheckLog(eventlog::EventLog& log,
                                                        const std::vector<std::string>& topics,
                                                        const CheckOptions& options,
                                                        const CheckProgress& progress);

}  // namespace rondetafel::rtctl
