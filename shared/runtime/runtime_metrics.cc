#include "shared/runtime/runtime_metrics.h"

#include <algorithm>

#include "shared/telemetry/metrics.h"

namespace rondetafel::runtime {
namespace {

std::string Word(eventlog::AppendResult::Fate fate) {
  switch (fate) {
    case eventlog::AppendResult::Fate::kAppended:
      return "appended";
    case eventlog::AppendResult::Fate::kRefused:
      return "refused";
    case eventlog::AppendResult::Fate::kUnknown:
      return "unknown";
  }
  return "";
}

telemetry::Labels LabelsOf(const eventlog::TopicPartition& source) {
  return {{"topic", source.topic}, {"partition", std::to_string(source.partition)}};
}

}  // namespace

void RuntimeMetrics::Appended(eventlog::AppendResult::Fate fate, std::int64_t took_us) const {
  if (metrics_ == nullptr) return;
  metrics_->Observe(service_, "append_seconds", {{"fate", Word(fate)}},
                    static_cast<double>(took_us) / 1e6);
}

void RuntimeMetrics::Ignored(const eventlog::TopicPartition& source,
                             commit::Verdict::Why why) const {
  if (metrics_ == nullptr) return;
  metrics_->Count(service_, "records_ignored_total",
                  {{"topic", source.topic}, {"why", std::string(ToString(why))}});
}

void RuntimeMetrics::Commands(const Sequencer::Counts& counts) {
  if (metrics_ == nullptr) return;
  const auto tell = [this](const std::string& result, std::uint64_t now, std::uint64_t before) {
    if (now == before) return;
    metrics_->Count(service_, "commands_total", {{"result", result}},
                    static_cast<double>(now - before));
  };
  tell("accepted", counts.accepted, told_.accepted);
  tell("refused", counts.refused, told_.refused);
  tell("repeated", counts.repeated, told_.repeated);
  tell("conflicting", counts.conflicting, told_.conflicting);
  tell("unavailable", counts.unavailable, told_.unavailable);
  tell("exhausted", counts.exhausted, told_.exhausted);
  tell("invalid", counts.invalid, told_.invalid);
  if (counts.lost_races != told_.lost_races) {
    metrics_->Count(service_, "races_lost_total", {},
                    static_cast<double>(counts.lost_races - told_.lost_races));
  }
  told_ = counts;
}

void RuntimeMetrics::Queue(std::size_t open, std::size_t outbox) const {
  if (metrics_ == nullptr) return;
  metrics_->Set(service_, "queue_commands", {}, static_cast<double>(open));
  metrics_->Set(service_, "outbox_rows", {}, static_cast<double>(outbox));
}

void RuntimeMetrics::Position(const SourceState& source, eventlog::Offset log_end,
                              base::Instant now) const {
  if (metrics_ == nullptr) return;
  const telemetry::Labels labels = LabelsOf(source.source);
  const std::int64_t behind = std::max<std::int64_t>(0, log_end - source.position);
  const std::int64_t age_us =
      behind == 0 ? 0 : std::max<std::int64_t>(0, now.us - source.effective.us);
  metrics_->Set(service_, "projection_position_records", labels,
                static_cast<double>(source.position));
  metrics_->Set(service_, "lag_records", labels, static_cast<double>(behind));
  metrics_->Set(service_, "lag_seconds", labels, static_cast<double>(age_us) / 1e6);
  metrics_->Set(service_, "partition_halted_bool", labels, source.halt_reason.empty() ? 0 : 1);
}

}  // namespace rondetafel::runtime
