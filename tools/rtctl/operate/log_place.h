// Which log a command is about: the embedded one below a data directory, with the suite stopped, or
// the one at a Kafka broker.
#pragma once
#include <absl/status/statusor.h>

#include <memory>
#include <string>

#include "shared/eventlog/log_identity.h"
#include "shared/eventlog_rocksdb/directory_lock.h"

namespace rondetafel::rtctl {

struct LogPlace {
  std::string data_dir;  // keys are in data_dir/keys unless keys_dir says otherwise
  std::string keys_dir;
  std::string kafka;  // brokers, host:port; empty: the embedded log
  std::string topic_prefix = "rondetafel-";
  int partitions = 4;   // of a log to be made
  int replication = 3;  // the same, on Kafka
};

// Where the key files of the log are, and those for MACs and for signing heads among them.
std::string KeysDirOf(const LogPlace& place);
std::string MacKeyFileOf(const LogPlace& place);
std::string SigningKeyFileOf(const LogPlace& place);
// Opens the log for reading. FAILED_PRECONDITION when a process still holds the data directory.
absl::StatusOr<std::unique_ptr<eventlog::EventLog>> OpenPlace(const LogPlace& place);
// Makes keys that are missing, and the log with record 0 in every partition; returns its id.
// ALREADY_EXISTS when there is one.
absl::StatusOr<base::LogId> CreateLog(const LogPlace& place);

// A log under construction. On Kafka it is in its topics from the first record; the embedded one
// lies aside and becomes the log of the data directory when it is finished.
class NewLog {
 public:
  // FAILED_PRECONDITION when the place is not empty; record 0 of every partition is written.
  static absl::StatusOr<std::unique_ptr<NewLog>> Begin(const LogPlace& place,
                                                       const eventlog::LogIdentity& identity,
                                                       const eventlog::IdentityBuilder& record0);
  // Until Finish.
  eventlog::EventLog& log() { return *log_; }
  // Whole now, durably.
  absl::Status Finish();

 private:
  LogPlace place_;
  eventlog::LogIdentity identity_;
  std::unique_ptr<eventlog::DirectoryLock> lock_;
  std::unique_ptr<eventlog::EventLog> log_;
};
// Makes the key files an installation needs beside those of its history: for development tokens and
// for signing heads. Those that are there stay as they are.
absl::Status MakeOwnKeys(const LogPlace& place);

}  // namespace rondetafel::rtctl
