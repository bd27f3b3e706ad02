// An exported log into a new one: its records at their old offsets, under an identity of its own
// that names the origin.
#pragma once
#include <absl/status/statusor.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "shared/commit/copy.h"
#include "shared/commit/mac_keys.h"
#include "tools/rtctl/transfer/export_file.h"

namespace rondetafel::rtctl {

using TransferProgress = std::function<void(std::size_t done, std::size_t all)>;

// What a file holds, once all of it was read and found whole.
struct ExportContent {
  eventlog::LogIdentity origin;
  std::vector<std::string> topics;
  std::map<eventlog::TopicPartition, commit::CopiedPartition> partitions;
  std::vector<log::v1::ExportKeyFile> key_files;
  // Records that say they introduce a MAC key, in order.
  std::map<eventlog::TopicPartition, std::vector<std::string>> introductions;
  std::size_t records = 0;
};

// Reads all of the file. DATA_LOSS names the place where it is damaged.
absl::StatusOr<ExportContent> ReadExport(const std::string& path, const TransferProgress& progress);

// Record 0 of every partition of the copy. FAILED_PRECONDITION: `keys` does not hold every MAC key
// that a reader of the origin needs.
absl::StatusOr<eventlog::IdentityBuilder> CopyIdentity(const ExportContent& content,
                                                       const commit::MacKeyring& keys,
                                                       const base::LogId& copy);

// Appends all records of the file from offset 1 on to `log`, a copy made a moment ago that has
// record 0 alone. DATA_LOSS: a record came to another offset; the copy must be thrown away.
absl::Status FillCopy(const std::string& path, const ExportContent& content,
                      eventlog::EventLog& log, const TransferProgress& progress);

}  // namespace rondetafel::rtctl
