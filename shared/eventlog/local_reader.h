// A LogReader over a log that lives in this process: it knows the ends (PartitionEnds) and asks the
// log for bytes only where an end has moved past its position.
#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "shared/eventlog/event_log.h"
#include "shared/eventlog/partition_ends.h"

namespace rondetafel::eventlog {

// Appends the records `from` … `from`+`count`-1 of the partition at `index` to `out`, or as many of
// them, at least one, as it thinks a good batch. They exist when it is called, unless the log was
// truncated.
using FetchRecords = std::function<absl::Status(std::size_t index, Offset from, std::size_t count,
                                                std::vector<LogRecord>* out)>;

// NOT_FOUND: no such partition. OUT_OF_RANGE: a start below 0 or beyond the end. `ends` and
// whatever `fetch` uses must outlive the reader.
absl::StatusOr<std::unique_ptr<LogReader>> OpenLocalReader(PartitionEnds* ends, FetchRecords fetch,
                                                           const std::vector<ReadStart>& starts);

}  // namespace rondetafel::eventlog
