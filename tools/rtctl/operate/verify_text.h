// What `rtctl log verify` found, for people and for programs.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "tools/rtctl/operate/partition_check.h"

namespace rondetafel::rtctl {

struct VerifyReport {
  base::LogId log_id;
  std::vector<PartitionFindings> partitions;
  std::optional<KeptHeads> against;
  bool from_heads = false;  // read from heads on, not from the first record
  double seconds = 0;
  std::vector<std::string> from_rejected = {};  // files of heads to begin at that do not count
};

struct VerifyTotals {
  std::int64_t records = 0;
  std::int64_t commits = 0;
  std::int64_t controls = 0;
  std::int64_t ignored = 0;
  std::int64_t foreign = 0;
  std::int64_t heads_fit = 0;
  std::int64_t heads_rejected = 0;
  // Partitions with a fault, files of heads that do not count, heads that none of this log's are.
  std::int64_t faults = 0;
  // Partitions that could not be read to their end: of what lies there nothing is said.
  std::int64_t unread = 0;
};
VerifyTotals TotalsOf(const VerifyReport& report);

// Totals per topic, each fault, what was ignored, what the heads say, and what was taken on trust.
std::string VerifyText(const VerifyReport& report);
// A line a partition and a last one of totals.
std::string VerifyJson(const VerifyReport& report);

}  // namespace rondetafel::rtctl
