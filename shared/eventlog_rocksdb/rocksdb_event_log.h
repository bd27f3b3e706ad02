// RocksDbEventLog: the embedded log. Every service of one process appends to it and reads from it.
//
//   RocksDbEventLog::Create(options, topics, partition_count, record0);     // once
//   auto log = RocksDbEventLog::Open(options, reader, expected);            // at every start
//
// Durable: `done` says appended after the record is synced to the disk. One thread writes; whatever
// was appended while its last batch was being synced is the next batch. An append never ends
// unknown, unless the log closes while the disk is full. Records are visible to readers before
// `done` is called.
//
// A log that has lost records at its tail that somebody may have been told of does not open, and
// says which (docs/adr/0011-lost-tails.md). What a crash cut off and nobody was told of is no loss.
//
// A write error that leaves in doubt what is on the disk (an I/O error, a failed sync) ends the
// process with one sentence on standard error: a restart reads back what is really there. A full
// disk does not: appends are refused with RESOURCE_EXHAUSTED until there is room again. (One that
// fills up below the reserve in the middle of a write may end the process too.)
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/eventlog/event_log.h"
#include "shared/eventlog/log_identity.h"

namespace rocksdb {
class Env;
}

namespace rondetafel::eventlog {

struct RocksDbLogOptions {
  // Belongs to the log alone; made when absent.
  std::string dir;
  // Off, records stand in the files as they were appended (for tests that search them).
  bool compression = true;
  // Appends waiting for the disk; above either bound they are refused with RESOURCE_EXHAUSTED.
  std::size_t queued_records_max = 65'536;
  std::size_t queued_bytes_max = 32 * 1024 * 1024;
  // Records of one batch together, so that one sync does not keep the first of them waiting long.
  std::size_t batch_bytes_max = 4 * 1024 * 1024;
  // Appends are refused when the disk has less room than this, which flushes and compactions need.
  std::uint64_t disk_reserve_bytes = 64 * 1024 * 1024;
  // Room on the disk that holds `dir`; unset asks the operating system. Tests fill the disk here.
  std::function<std::uint64_t()> free_bytes = nullptr;
  rocksdb::Env* env = nullptr;  // null: the operating system; tests put faults here
  // Opens a log without the tail that it has lost, instead of refusing; for once, by an operator.
  bool accept_tail_loss = false;
  // Called, with one sentence, when it did.
  std::function<void(const std::string&)> on_tail_loss = nullptr;
};

class RocksDbEventLog : public EventLog {
 public:
  // Makes a log with record 0 in every partition, all or none. ALREADY_EXISTS: there is a log.
  // FAILED_PRECONDITION: the directory is in use. INVALID_ARGUMENT: see CheckLayout.
  static absl::Status Create(const RocksDbLogOptions& options,
                             const std::vector<std::string>& topics, int partition_count,
                             const IdentityBuilder& record0);
  // Opens a log and checks record 0 of every partition. Without `expected` the first partition's
  // identity is what the others must agree with (for tools that ask which log this is). NOT_FOUND:
  // no log there. FAILED_PRECONDITION: in use, or another log. DATA_LOSS: damaged, names file and
  // offset, or the acknowledged records that are gone; nothing on the disk was changed.
  static absl::StatusOr<std::unique_ptr<RocksDbEventLog>> Open(
      const RocksDbLogOptions& options, const IdentityReader& reader,
      const std::optional<LogIdentity>& expected);

  // In order of name.
  virtual const std::vector<std::string>& topics() const = 0;
};

}  // namespace rondetafel::eventlog
