// OverlapCheck: reads a part of the log again and compares it with what was folded (fold rule 6). A
// log that was truncated, truncated and refilled, or created anew would otherwise go on under a
// projection that remembers another history; librdkafka before 2.1 does not notice.
//
//   OverlapCheck check(log, {{source, from, to}, …});
//   while (!check.done()) { status = check.Step(1000); … }
//   for (const OverlapResult& result : check.results()) …
//
// `from` is a place up to kOverlapRecords before the position that the last check passed, `to` the
// position now (ADR 0013).
// Not thread-safe; no clock.
#pragma once
#include <absl/status/status.h>

#include <deque>
#include <memory>
#include <string_view>
#include <vector>

#include "shared/commit/envelope.h"
#include "shared/eventlog/event_log.h"

namespace rondetafel::runtime {

inline constexpr std::size_t kOverlapRecords = 64;

// A place in a partition and the running hash over the records below it.
struct HashedPosition {
  eventlog::Offset offset = 0;
  commit::Hash running{};
};

struct OverlapRange {
  eventlog::TopicPartition source;
  HashedPosition from;
  HashedPosition to;
};

struct OverlapResult {
  eventlog::TopicPartition source;
  // OK, or DATA_LOSS in one sentence: this partition must halt.
  absl::Status status;
  // Where the next check starts: kOverlapRecords before the position passed, or where this one did.
  HashedPosition next_from;
};

class OverlapCheck {
 public:
  OverlapCheck(eventlog::EventLog* log, std::vector<OverlapRange> ranges);

  // Reads on, at most `records_max`. UNAVAILABLE: the log cannot be read now; calling again goes
  // on.
  absl::Status Step(std::size_t records_max);
  bool done() const { return open_.empty(); }
  const std::vector<OverlapResult>& results() const { return results_; }

 private:
  struct Range {
    OverlapRange range;
    HashedPosition at;
    std::deque<HashedPosition> before;  // places before `at`, the last kOverlapRecords
    bool end_seen = false;
  };
  absl::Status CheckEnds();
  absl::Status OpenReader();
  absl::Status AfterError(absl::Status status);
  void Close(std::size_t index, absl::Status status);
  void CloseReached();

  eventlog::EventLog* log_;
  std::vector<Range> open_;
  std::vector<OverlapResult> results_;
  std::unique_ptr<eventlog::LogReader> reader_;
  // After an error that does not say which partition it is about, each is read by itself.
  bool one_by_one_ = false;
};

}  // namespace rondetafel::runtime
