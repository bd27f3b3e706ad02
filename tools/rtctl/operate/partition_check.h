// One partition of a log read through the fold rule, and held against heads that were kept.
#pragma once
#include <absl/status/statusor.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shared/commit/fold.h"
#include "shared/eventlog/event_log.h"
#include "tools/rtctl/operate/kept_heads.h"

namespace rondetafel::rtctl {

struct CheckOptions {
  const commit::MacKeyring* keys = nullptr;
  // Heads the log is held against; nullptr: none.
  const KeptHeads* against = nullptr;
  // Each partition is read from its newest head among these on; nullptr: from its first record.
  const KeptHeads* from = nullptr;
  // Ignored records that are listed by offset, at most so many a partition.
  std::size_t listed_max = 0;
  int threads = 1;
};

struct IgnoredRecord {
  eventlog::Offset offset = 0;
  commit::Verdict::Why why = commit::Verdict::Why::kNone;
};

struct PartitionFindings {
  eventlog::TopicPartition source;
  eventlog::Offset begin = 0;  // first record read
  std::int64_t records = 0;    // read
  std::int64_t commits = 0;    // accepted
  std::int64_t controls = 0;
  std::map<std::string, std::int64_t> ignored;  // by kind: "duplicate_command" …
  std::int64_t foreign = 0;  // ignored ones that no member of the suite writes to this place
  std::vector<IgnoredRecord> listed;
  commit::Hash running{};      // over all records from offset 0
  std::int64_t heads_fit = 0;  // kept heads that say what the log says
  // Of a copied log: the log it was copied from, whose records these are.
  std::optional<base::LogId> origin;
  std::string fault;  // empty: nothing wrong
  // Why it could not be read to its end, though the log may be sound; OK otherwise.
  absl::Status unread;
};

// Records that nobody with this log's keys wrote to this place. Losers of a race and repeats are
// not among them.
bool IsForeign(commit::Verdict::Why why);

// Reads up to `end`; counts what it has read in `done`. A fault ends it and is among the findings.
PartitionFindings CheckPartition(eventlog::EventLog& log, const eventlog::TopicPartition& source,
                                 eventlog::Offset end, const CheckOptions& options,
                                 std::atomic<std::size_t>* done);

}  // namespace rondetafel::rtctl
