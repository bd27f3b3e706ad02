// Which log a command is about: the embedded one below a data directory, with the suite stopped, or
// the one at a Kafka broker.
#pragma once
#include <absl/status/statusor.h>

#include <memory>
#include <string>

#include "shared/eventlog/event_log.h"

namespace rondetafel::rtctl {

struct LogPlace {
  std::string data_dir;  // keys are in data_dir/keys unless keys_dir says otherwise
  std::string keys_dir;
  std::string kafka;  // brokers, host:port; empty: the embedded log
  std::string topic_prefix = "rondetafel-";
  int partitions = 4;   // of a log to be made
  int replication = 3;  // the same, on Kafka
};

// Where the MAC keys of the log are.
std::string MacKeyFileOf(const LogPlace& place);
// Opens the log for reading. FAILED_PRECONDITION when a process still holds the data directory.
absl::StatusOr<std::unique_ptr<eventlog::EventLog>> OpenPlace(const LogPlace& place);
// Makes keys that are missing, and the log with record 0 in every partition; returns its id.
// ALREADY_EXISTS when there is one.
absl::StatusOr<base::LogId> CreateLog(const LogPlace& place);

}  // namespace rondetafel::rtctl
