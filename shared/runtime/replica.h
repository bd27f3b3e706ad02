// Replica: one replica of one service as a machine that is turned by hand. ServiceRuntime turns it
// on a thread; tests and simulations turn it themselves, with a log and a clock of their own.
//
//   Replica replica(options, &definition, log, keys, store);
//   RT_RETURN_IF_ERROR(replica.Open());
//   for (;;) RT_RETURN_IF_ERROR(replica.Turn(std::chrono::milliseconds(20)));
//
// A turn takes what other threads handed in, decides and appends, reads what the log has, folds it,
// writes one batch, publishes the positions and only then answers. So a snapshot always shows what
// was answered.
//
// Not thread-safe except mailbox() and published(). Deterministic, given log, clock and store.
#pragma once
#include <absl/status/status.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "shared/commit/fold.h"
#include "shared/eventlog/event_log.h"
#include "shared/projection/store.h"
#include "shared/runtime/clock_guard.h"
#include "shared/runtime/definition.h"
#include "shared/runtime/mailbox.h"
#include "shared/runtime/overlap_check.h"
#include "shared/runtime/published.h"
#include "shared/runtime/reaction_worker.h"
#include "shared/runtime/runtime_metrics.h"
#include "shared/runtime/sequencer.h"
#include "shared/runtime/service_fold.h"
#include "shared/runtime/service_runtime.h"
#include "shared/runtime/timer_worker.h"

namespace rondetafel::runtime {

class Replica {
 public:
  // All pointers outlive the replica.
  Replica(const RuntimeOptions& options, const ServiceDefinition* definition,
          eventlog::EventLog* log, const commit::MacKeyring* keys,
          projection::ProjectionStore* store);
  ~Replica();

  // Notes the ends of the log and opens the reader. FAILED_PRECONDITION: the log is shorter than
  // the projection. UNAVAILABLE: the log cannot be reached.
  absl::Status Open();
  // One turn; waits at most `wait` for records when there is nothing else to do. Not OK: the
  // projection cannot be written; the replica has halted for good.
  absl::Status Turn(std::chrono::milliseconds wait);

  // On the turning thread (others: through the mailbox).
  void Submit(Command command, base::Instant deadline, CommandDone done);
  // Appends a tick; `done` when the own fold has passed it, or with UNAVAILABLE.
  void Tick(int partition, std::function<void(absl::Status)> done);
  // A tick in each own partition whose effective time is not later than `t`.
  void TickBeyond(base::Instant t);
  // Calls `done` when everything acknowledged in the partition before this call is in the rows: a
  // tick is appended and folded, because an old leader may answer an old end of the log.
  void ReadStrong(int partition, std::function<void(absl::Status)> done);
  void CloseMigration(std::function<void(absl::Status)> done);
  // Introduces a key that is held, in each own partition that does not have it yet, under its last
  // introduced one.
  void IntroduceMacKey(const base::KeyId& key, std::function<void(absl::Status)> done);
  // An operator, looking at that moment, found the wall clock right: a clock that was set since is
  // not confirmed by it.
  void ConfirmClock(base::Instant wall, std::int64_t monotonic_us);
  // No new commands from now on; those under way go on.
  void StopTaking();
  // Nothing waits any more.
  bool drained() const;
  // Answers what is left, then writes and flushes.
  absl::Status Close();

  const std::shared_ptr<Mailbox>& mailbox() { return mailbox_; }
  const Published& published() const { return *published_; }
  // What it is doing, to be looked at on the turning thread.
  const Sequencer& sequencer() const { return *sequencer_; }
  const ServiceFold& fold() const { return *fold_; }
  bool has_mail() const { return !mailbox_->empty(); }
  // False: the clock guard lets it write nothing until an operator confirms (as of the last turn).
  bool clock_ok() const { return clock_ok_; }
  // Where the fold stands in the own partitions, by number.
  std::vector<commit::FoldCursor> OwnCursors() const;
  base::LogId log_id() const { return log_->log_id(); }
  int partition_count() const { return log_->partition_count(); }

 private:
  struct Source;
  struct Control;

  // turn.cc
  void TakeMail();
  void Work(base::Instant now);
  absl::Status ReadAndFold(std::chrono::milliseconds wait);
  void FoldOne(Source& source, const eventlog::LogRecord& record);
  // One of our control records came by.
  void SettleControl(Source& source, std::string_view record, bool took_effect);
  // What the log acknowledged and the fold passed without meeting it.
  void SettlePassed();
  absl::Status WriteAndAnswer();
  // Commits the rows. While the disk is full nothing is folded and answers of the fold wait.
  void Write();
  void NoteDiskFull(bool full);
  void Publish();
  void NoteReached();
  void UpdateBarrier(base::Instant now);
  bool own_caught_up() const;
  bool MayWriteControl() const;
  void AppendTime(int partition, std::function<void(absl::Status)> done);
  // log.cc
  absl::Status OpenReader();
  void OnReadError(const absl::Status& status);
  void Halt(Source& source, std::string reason);
  void StepOverlap();
  void BeginOverlap();
  void AppendRecord(int partition, std::string record, std::uint64_t ticket);
  void AppendControl(int partition, std::string record, std::function<void(absl::Status)> done);
  void OnControlAppended(const commit::Hash& hash, const eventlog::AppendResult& result);
  void DropControl(const commit::Hash& hash);
  void TickIdle(base::Instant now);
  void Upkeep(base::Instant now);

  Source& SourceOf(const eventlog::TopicPartition& of);
  Source& OwnSource(int partition);
  base::Instant NewestEffective() const;
  base::KeyId WritingKeyOf(int partition) const;
  absl::Status CanIntroduce(const base::KeyId& key, std::vector<int>* partitions) const;

  const RuntimeOptions options_;
  const ServiceDefinition* definition_;
  eventlog::EventLog* log_;
  const commit::MacKeyring* keys_;
  projection::ProjectionStore* store_;
  std::unique_ptr<ServiceFold> fold_;
  std::unique_ptr<Sequencer> sequencer_;
  std::unique_ptr<ReactionWorker> reactions_;
  std::unique_ptr<TimerWorker> timers_;
  ClockGuard guard_;
  RuntimeMetrics metrics_;
  std::vector<std::unique_ptr<Source>> sources_;
  std::unique_ptr<eventlog::LogReader> reader_;
  std::shared_ptr<Mailbox> mailbox_ = std::make_shared<Mailbox>();
  std::unique_ptr<Published> published_ = std::make_unique<Published>();
  // Control records of ours under way, by commit hash.
  std::map<commit::Hash, Control> controls_;
  std::vector<std::function<void()>> after_write_;  // answers that are not the sequencer's
  std::unique_ptr<OverlapCheck> overlap_;
  std::int64_t overlap_due_us_ = 0;    // monotonic, as the next
  std::int64_t overlap_again_us_ = 0;  // after an error of the log
  std::int64_t flush_due_us_ = 0;      // monotonic
  std::int64_t read_again_us_ = 0;     // monotonic; after an error of the log
  std::int64_t write_again_us_ = 0;    // monotonic; while the disk is full
  bool start_check_passed_ = false;
  bool dirty_ = false;  // rows changed since the last batch
  bool unflushed_ = false;
  bool stopping_ = false;
  bool clock_ok_ = false;
  bool disk_full_ = false;
  std::vector<Sequencer::Answer> held_answers_;          // until the rows they tell of are written
  std::vector<std::function<void()>> held_after_write_;  // the same
  absl::Status broken_;  // the projection cannot be written any more
  std::string barrier_text_;
};

}  // namespace rondetafel::runtime
