// Opens the log a process runs on: embedded or Kafka, as configured, never the one for want of the
// other.
#pragma once
#include <absl/status/statusor.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "shared/eventlog/event_log.h"
#include "shared/host/config.h"
#include "shared/host/data_layout.h"

namespace rondetafel::host {

// Every topic of the suite, the keyring's too: a log has all of them from its first day.
const std::vector<std::string>& SuiteTopics();

// The folder of key files and what is in it.
struct KeyFiles {
  std::string dir;
  std::string mac() const { return dir + "/mac.keys"; }
  std::string development_token() const;
  // What heads are signed with (shared/heads).
  std::string signing() const;
};
// keys.dir of the configuration, or data/keys.
KeyFiles KeyFilesOf(const Config& config);

// First start with an empty data directory on the embedded log: makes key files (through
// `create_keys` the program's own too) and the log, as one `rtctl log create` would. A directory
// that belonged to a log whose files are gone is refused, not filled anew.
absl::Status CreateEmbeddedWhenNew(
    const Config& config, const DataLayout& layout,
    const std::function<absl::Status(const std::string&)>& create_keys, bool* created);
struct OpenedLog {
  std::unique_ptr<eventlog::EventLog> log;
  // An operator wanted it without the tail that it had lost. Projections may know more than it
  // does.
  bool without_its_tail = false;
};
// The configured log, checked against the data directory.
absl::StatusOr<OpenedLog> OpenLog(const Config& config, const DataLayout& layout);

}  // namespace rondetafel::host
