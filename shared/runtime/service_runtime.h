// ServiceRuntime: one replica of one service. One thread folds, decides and writes; callers on any
// thread hand in commands and wait, or ask for a snapshot that shows at least their token.
//
//   auto runtime = ServiceRuntime::Start(options, std::move(definition), log, keys);
//   absl::StatusOr<Outcome> outcome = (*runtime)->Execute(command, deadline);
//   absl::StatusOr<ReadView> view = (*runtime)->Read(case_id, token, deadline);
//
// Contract: an Outcome means the own fold has passed the commit, so it is in the log exactly once
// and for ever (promise 1). UNAVAILABLE means the fate is not known or cannot be had now: repeat
// with the same command id. RESOURCE_EXHAUSTED: nothing was done, the queue is full.
// ALREADY_EXISTS: this command id was used for something else. Everything here is bounded.
#pragma once
#include <absl/status/statusor.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "rondetafel/type/v1/type.pb.h"
#include "shared/base/time.h"
#include "shared/commit/fold.h"
#include "shared/eventlog/event_log.h"
#include "shared/projection/snapshot.h"
#include "shared/runtime/definition.h"
#include "shared/runtime/outcome.h"
#include "shared/runtime/projection_move.h"
#include "shared/runtime/rebuild.h"

namespace rondetafel::telemetry {
class Metrics;
}

namespace rondetafel::runtime {

struct RuntimeOptions {
  std::string data_dir;             // of this service's projection; created when absent
  int commands_queued_max = 4096;   // above: RESOURCE_EXHAUSTED
  int appends_in_flight_max = 256;  // per partition
  int decisions_max = 16;           // of one command when others keep winning, then UNAVAILABLE
  int records_per_turn_max = 1000;  // folded before one batch is written
  bool compression = true;          // of the projection's files
  std::int64_t tick_interval_ms = 60'000;  // idle partitions get a tick
  std::int64_t overlap_check_interval_ms = 5'000;
  std::int64_t flush_interval_ms = 5'000;
  std::int64_t clock_ahead_max_ms = 24 * 3600 * 1000LL;  // clock guard, see clock_guard.h
  const base::Clock* clock = &base::SystemClock();
  telemetry::Metrics* metrics = nullptr;
};

// A query's view: rows and where they stand.
struct ReadView {
  std::shared_ptr<const projection::Snapshot> snapshot;
  type::v1::Position position;
};

struct PartitionStatus {
  std::string topic;
  int partition = 0;
  eventlog::Offset position = 0;
  eventlog::Offset log_end = 0;
  base::Instant effective;
  bool halted = false;
  std::string halt_reason;
  std::uint64_t accepted = 0;
  std::uint64_t ignored = 0;
  // No registration times of an older system are taken any more: figures are final.
  bool migration_closed = false;
};

class ServiceRuntime {
 public:
  virtual ~ServiceRuntime() = default;

  // Opens or creates the projection, starts the thread, catches up in the background.
  // FAILED_PRECONDITION with one clear sentence: data of another log, directory in use, log shorter
  // than the projection.
  static absl::StatusOr<std::unique_ptr<ServiceRuntime>> Start(RuntimeOptions options,
                                                               ServiceDefinition definition,
                                                               eventlog::EventLog* log,
                                                               const commit::MacKeyring* keys);

  // Blocks until the command's fate is known by the own fold, or the deadline (then UNAVAILABLE).
  virtual absl::StatusOr<Outcome> Execute(Command command, base::Instant deadline) = 0;
  virtual void ExecuteAsync(Command command, base::Instant deadline,
                            std::function<void(absl::StatusOr<Outcome>)> done) = 0;

  // A snapshot that shows at least `token` for the topics this service folds, and every reaction to
  // it. INVALID_ARGUMENT: token of another log. UNAVAILABLE: not caught up within the deadline.
  virtual absl::StatusOr<ReadView> Read(const type::v1::Position& token,
                                        base::Instant deadline) = 0;
  // Linearizable: appends a tick in the case's partition and waits for it.
  virtual absl::StatusOr<ReadView> ReadStrong(const base::CaseId& case_id,
                                              base::Instant deadline) = 0;
  // Waits until every partition of every folded topic has an effective time later than `t`: figures
  // "as known on t" are final then.
  virtual absl::StatusOr<ReadView> ReadAsKnownOn(base::Instant t, base::Instant deadline) = 0;
  // The same for the own topic alone, which this service can move on by itself: what happened in
  // its own streams up to `t` is final then. Enough for the history of a case; never waits for
  // another service.
  virtual absl::StatusOr<ReadView> ReadOwnAsKnownOn(base::Instant t, base::Instant deadline) = 0;
  // Now, without waiting.
  virtual ReadView ReadNow() = 0;
  // Positions for one case's partition, as replies carry them.
  virtual type::v1::Position PositionOf(const base::CaseId& case_id) = 0;

  // Waits until serving(); UNAVAILABLE past the deadline, any other code: it has ended for good.
  virtual absl::Status AwaitServing(base::Instant deadline) = 0;
  // True once the projection has reached the log end seen at start, and no own partition is halted.
  virtual bool serving() const = 0;
  virtual std::vector<PartitionStatus> Status() const = 0;
  // Additive hash over all rows at the current positions, and the positions.
  virtual std::string ProjectionHash() const = 0;

  // Folds the log again from offset 0, in memory, up to where the projection stands now, and
  // compares. Blocks for as long as that takes; the service goes on meanwhile.
  virtual absl::StatusOr<ProjectionCheck> VerifyProjection(const RebuildProgressFn& progress) = 0;
  // Rebuild and roll back while the service goes on; for one caller at a time, and not while it
  // stops.
  virtual ProjectionMove& projection_move() = 0;
  // A copy of the projection that can be put in service elsewhere (projection/checkpoint.h). `dir`
  // must not exist, its parent must. Blocks; the service goes on.
  virtual absl::StatusOr<projection::CheckpointManifest> CreateCheckpoint(
      const std::string& dir) = 0;

  // An operator says that this machine's clock is right (clock_guard.h). Writes a tick in each own
  // partition, which frees other replicas that agree.
  virtual void ConfirmClock() = 0;
  // Ends the time in which the migration actor may give registration times, in all own partitions.
  // Once closed it stays closed; closing again changes nothing.
  virtual absl::Status CloseMigration(base::Instant deadline) = 0;
  // Introduces a MAC key in all own partitions, under the preceding one; records are made with it
  // from then on. FAILED_PRECONDITION: this process does not hold it. Again changes nothing.
  virtual absl::Status IntroduceMacKey(const base::KeyId& key, base::Instant deadline) = 0;

  // Where the fold stands in the own partitions, by number: what a signed head says.
  virtual absl::StatusOr<std::vector<commit::FoldCursor>> OwnCursors() = 0;

  // Takes no new commands, lets pending ones end (at most `drain`), writes and flushes the
  // projection.
  virtual void Stop(std::chrono::milliseconds drain) = 0;
};

// Case history, from the `history` table: accepted commits of one case in this service's topic.
struct HistoryEntry {
  eventlog::Offset offset = 0;
  base::Instant effective;
  base::Instant known_at;
  std::int64_t version = 0;  // of the stream, after this commit
  std::string record;        // the whole record
};
// From an offset on, in the order of the log, until `visit` says false: a stream for all, as the
// book of figures, may have more history than memory holds. DATA_LOSS at a row that cannot be read.
absl::Status VisitHistory(const projection::Snapshot& snapshot, const base::CaseId& case_id,
                          eventlog::Offset from,
                          const std::function<bool(const HistoryEntry&)>& visit);
// Whether the first event commit of the stream lies in the case. Reads no further than the stream's
// first events in the case's history.
bool OpenedIn(const projection::Snapshot& snapshot, const base::CaseId& case_id,
              const base::StreamId& stream);
// State of one stream as it was known on `t`: a replay of its history.
absl::StatusOr<std::unique_ptr<Message>> StateAsKnownOn(const projection::Snapshot& snapshot,
                                                        const StreamKind& kind,
                                                        const base::CaseId& case_id,
                                                        const base::StreamId& stream,
                                                        base::Instant t);

}  // namespace rondetafel::runtime
