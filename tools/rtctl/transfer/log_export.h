// A whole log into a file, byte for byte, ignored records too.
#pragma once
#include <absl/status/statusor.h>

#include <functional>
#include <string>
#include <vector>

#include "shared/eventlog/event_log.h"
#include "tools/rtctl/transfer/export_file.h"

namespace rondetafel::rtctl {

// Name in the folder of key files, and content.
struct KeyFileCopy {
  std::string name;
  std::string content;
};

struct ExportDone {
  ExportedPartitions partitions;
  std::int64_t bytes = 0;
  // MAC keys that records of the log were introduced under, in order: its readers must hold them.
  std::vector<base::KeyId> mac_keys;
};

// FAILED_PRECONDITION when records arrive meanwhile: what one partition knows of another must be in
// the file too, so the services are stopped first.
absl::StatusOr<ExportDone> ExportLog(
    eventlog::EventLog& log, const std::vector<std::string>& topics, const std::string& path,
    const std::vector<KeyFileCopy>& keys,
    const std::function<void(std::size_t done, std::size_t all)>& progress);

}  // namespace rondetafel::rtctl
