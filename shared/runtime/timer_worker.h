// TimerWorker: submits the commands of due dates that have come.
//
// Not thread-safe; deterministic; no clock.
#pragma once
#include "shared/base/time.h"
#include "shared/runtime/definition.h"
#include "shared/runtime/due_dates.h"
#include "shared/runtime/sequencer.h"

namespace rondetafel::runtime {

inline constexpr int kTimersInFlightMax = 64;

Command BuildTimerCommand(const ServiceDefinition& definition, int partition_count,
                          const DueNow& due);

class TimerWorker {
 public:
  // All outlive the worker.
  TimerWorker(const ServiceDefinition* definition, int partition_count, DueDates* dates,
              Sequencer* sequencer)
      : definition_(definition),
        partition_count_(partition_count),
        dates_(dates),
        sequencer_(sequencer) {}

  // `now`: what dates are compared with; `steady`: what deadlines of commands and pauses between
  // them are counted from.
  void Pump(base::Instant now, base::Instant steady);
  int in_flight() const { return in_flight_; }

 private:
  const ServiceDefinition* definition_;
  int partition_count_;
  DueDates* dates_;
  Sequencer* sequencer_;
  base::Instant steady_{};
  int in_flight_ = 0;
  int failures_ = 0;  // in a row
};

}  // namespace rondetafel::runtime
