// EventLog: topics of partitions of records, append only. The order in a partition is the only
// arbiter of this suite (architecture 3); everything else here exists to keep that order honest.
//
//   log->Append({"intake", 2}, record, [](AppendResult result) { … });
//   auto reader = log->OpenReader({{{"intake", 2}, 0}});
//   for (;;) { auto batch = (*reader)->Next(1000, std::chrono::milliseconds(50)); … }
//
// Implementations: RocksDbEventLog (embedded, one process), KafkaEventLog (production), SimEventLog
// (tests). tests/conformance holds what all three promise.
#pragma once
#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <chrono>
#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "shared/base/id.h"

namespace rondetafel::eventlog {

// Largest record an Append takes; one more byte is INVALID_ARGUMENT, before anything is sent.
inline constexpr std::size_t kRecordBytesMax = 1024 * 1024;

using Offset = std::int64_t;

struct TopicPartition {
  std::string topic;
  int partition = 0;
  friend auto operator<=>(const TopicPartition&, const TopicPartition&) = default;
};

struct LogRecord {
  TopicPartition source;
  Offset offset = 0;
  std::string bytes;
};

// What became of an append. Exactly one of three:
// - appended: durable at `offset`, as durable as the implementation promises;
// - refused: certainly not in the log and never will be (too large, queue full, closed);
// - unknown: may be in the log, or still get there. Only a fold can tell. Never answer "failed".
struct AppendResult {
  enum class Fate { kAppended, kRefused, kUnknown };
  Fate fate = Fate::kUnknown;
  Offset offset = -1;   // of an appended record
  absl::Status reason;  // of a refused or unknown one
};
using AppendDone = std::function<void(AppendResult)>;

// Reads several partitions in offset order each; the order between partitions is not defined.
// Not thread-safe, except Wake.
class LogReader {
 public:
  virtual ~LogReader() = default;
  // Up to `max` records; waits at most `wait` for the first one, and returns early and empty when
  // woken. OUT_OF_RANGE: a start offset lies beyond the end or before the beginning (truncated,
  // recreated). DATA_LOSS: a stored record fails its check sum; names file or partition and offset.
  // UNAVAILABLE: the broker cannot be reached now; calling again goes on where it stopped.
  virtual absl::StatusOr<std::vector<LogRecord>> Next(std::size_t max,
                                                      std::chrono::milliseconds wait) = 0;
  // Ends a wait in Next, now or the next one. From any thread.
  virtual void Wake() = 0;
};

struct ReadStart {
  TopicPartition source;
  Offset from = 0;
};

// Thread-safe. Outlives its readers.
class EventLog {
 public:
  virtual ~EventLog() = default;
  // Which history this is, from record 0 of the partitions; fixed for the log's life.
  virtual base::LogId log_id() const = 0;
  // The same for every topic.
  virtual int partition_count() const = 0;
  // Appends one record. `done` is called exactly once, from any thread, possibly before Append
  // returns. Records appended to one partition by one caller, one after the other, keep their order
  // unless one of them ends unknown. What queues up while a batch is in flight travels together (no
  // timer).
  virtual void Append(const TopicPartition& to, std::string record, AppendDone done) = 0;
  // Opens a reader over the given partitions. OUT_OF_RANGE as for Next.
  virtual absl::StatusOr<std::unique_ptr<LogReader>> OpenReader(std::vector<ReadStart> starts) = 0;
  // Offset that the next record will get. A Kafka leader that was just deposed may answer an old
  // one: a strong read appends a tick and folds it instead.
  virtual absl::StatusOr<Offset> EndOffset(const TopicPartition& of) = 0;
};

}  // namespace rondetafel::eventlog
