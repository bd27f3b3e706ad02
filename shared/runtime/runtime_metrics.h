// What the runtime tells Prometheus: rondetafel_<service>_<what>_<unit> (docs/operations.md lists
// them). Labels are topics, partitions and closed sets of words. Does nothing without a Metrics.
#pragma once
#include <string>

#include "shared/commit/fold.h"
#include "shared/eventlog/event_log.h"
#include "shared/runtime/published.h"
#include "shared/runtime/sequencer.h"

namespace rondetafel::telemetry {
class Metrics;
}

namespace rondetafel::runtime {

class RuntimeMetrics {
 public:
  RuntimeMetrics(telemetry::Metrics* metrics, std::string service)
      : metrics_(metrics), service_(std::move(service)) {}

  // Thread-safe: appends are answered on the log's threads.
  void Appended(eventlog::AppendResult::Fate fate, std::int64_t took_us) const;
  void Ignored(const eventlog::TopicPartition& source, commit::Verdict::Why why) const;
  // Counts since the last call.
  void Commands(const Sequencer::Counts& counts);
  void Queue(std::size_t open, std::size_t outbox) const;
  void Position(const SourceState& source, eventlog::Offset log_end, base::Instant now) const;

 private:
  telemetry::Metrics* metrics_;
  std::string service_;
  Sequencer::Counts told_;
};

}  // namespace rondetafel::runtime
