// Heads that were kept elsewhere, ready to be held against a log.
#pragma once
#include <absl/status/statusor.h>

#include <map>
#include <string>
#include <vector>

#include "shared/heads/heads_folder.h"

namespace rondetafel::rtctl {

// One partition's head out of one file.
struct KeptHead {
  base::LogId log_id;
  commit::FoldCursor cursor;  // position, running hash, and what a reader that begins there needs
  base::Instant signed_at;
  std::string file;
};

struct KeptHeads {
  // By partition, lowest position first.
  std::map<eventlog::TopicPartition, std::vector<KeptHead>> by_partition;
  std::size_t files = 0;
  // A sentence for each file that does not count: damaged, or not signed by a given key.
  std::vector<std::string> rejected;

  // The newest head of a partition in this log; nullptr when there is none.
  const KeptHead* Newest(const eventlog::TopicPartition& of, const base::LogId& log_id) const;
};

// The heads of a folder or file that one of `signers` signed. NOT_FOUND: there are none.
absl::StatusOr<KeptHeads> ReadKeptHeads(const std::string& path,
                                        const std::vector<heads::PublicKey>& signers);

// "2026-11-22T13:04:05Z (intake-20261122T130405Z-1a2b3c4d.heads)"
std::string DescribeHead(const KeptHead& head);

}  // namespace rondetafel::rtctl
