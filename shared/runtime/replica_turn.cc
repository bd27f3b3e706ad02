// One turn of a replica.
#include "shared/base/check.h"
#include "shared/base/status.h"
#include "shared/base/steady.h"
#include "shared/base/text.h"
#include "shared/runtime/replica.h"
#include "shared/runtime/replica_source.h"
#include "shared/telemetry/log.h"

namespace rondetafel::runtime {
namespace {

// Pause before a write that met a full disk is tried again.
constexpr std::int64_t kWriteAgainUs = 100'000;

absl::Status DiskFull() {
  return absl::ResourceExhaustedError(
      "the disk that holds the projection is full, this call did nothing; repeat with the same "
      "command id");
}

}  // namespace

absl::Status Replica::Turn(std::chrono::milliseconds wait) {
  RT_RETURN_IF_ERROR(broken_);
  const base::Instant now = options_.clock->Now();
  UpdateBarrier(now);
  TakeMail();
  Work(now);
  const bool idle = !sequencer_->has_answers() && after_write_.empty() && mailbox_->empty();
  // A check under way reads on in the next turn.
  const auto idle_wait =
      overlap_ && !disk_full_ ? std::min(wait, std::chrono::milliseconds(1)) : wait;
  RT_RETURN_IF_ERROR(ReadAndFold(idle ? idle_wait : std::chrono::milliseconds(0)));
  RT_RETURN_IF_ERROR(WriteAndAnswer());
  Upkeep(now);
  return absl::OkStatus();
}

void Replica::Submit(Command command, base::Instant deadline, CommandDone done) {
  absl::Status closed;
  if (stopping_) {
    closed = absl::UnavailableError("the service is stopping; repeat with the same command id");
  } else if (disk_full_) {
    closed = DiskFull();
  }
  if (closed.ok()) {
    return sequencer_->Submit(std::move(command), deadline, base::SteadyNow(*options_.clock),
                              std::move(done));
  }
  after_write_.push_back([done = std::move(done), closed] { done(closed); });
}

void Replica::TakeMail() {
  for (const Mailbox::Task& task : mailbox_->TakeAll()) task();
}

void Replica::Work(base::Instant now) {
  const base::Instant steady = base::SteadyNow(*options_.clock);
  sequencer_->Expire(steady);
  if (own_caught_up() && barrier_text_.empty() && !stopping_) {
    reactions_->Pump(steady);
    timers_->Pump(now, steady);
    TickIdle(now);
  }
  sequencer_->Pump(now);
}

absl::Status Replica::ReadAndFold(std::chrono::milliseconds wait) {
  if (disk_full_ || options_.clock->MonotonicUs() < read_again_us_) {
    mailbox_->Wait(wait);
    return absl::OkStatus();
  }
  if (!reader_) {
    if (absl::Status opened = OpenReader(); !opened.ok()) OnReadError(opened);
    return absl::OkStatus();
  }
  auto records = reader_->Next(static_cast<std::size_t>(options_.records_per_turn_max), wait);
  if (!records.ok()) {
    OnReadError(records.status());
    return absl::OkStatus();
  }
  bool halted = false;
  Source* last = nullptr;
  for (const eventlog::LogRecord& record : *records) {
    if (last == nullptr || last->source != record.source) last = &SourceOf(record.source);
    Source& source = *last;
    if (source.halted()) continue;
    FoldOne(source, record);
    halted = halted || source.halted();
  }
  if (!records->empty()) dirty_ = true;
  SettlePassed();
  if (halted) {
    if (absl::Status opened = OpenReader(); !opened.ok()) OnReadError(opened);
  }
  return absl::OkStatus();
}

void Replica::FoldOne(Source& source, const eventlog::LogRecord& record) {
  const commit::Verdict& verdict = fold_->Fold(record);
  switch (verdict.kind) {
    case commit::Verdict::kHalt:
      return Halt(source,
                  base::Cat(source.source.topic, "/", source.source.partition,
                            " stopped before offset ", record.offset, ": ", ToString(verdict.why)));
    case commit::Verdict::kIgnored:
      metrics_.Ignored(source.source, verdict.why);
      break;
    case commit::Verdict::kControl:
      if (verdict.record.envelope.kind == commit::RecordKind::kTick) {
        guard_.OnTick(verdict.record.envelope.recorded_at, options_.clock->Now());
      }
      break;
    case commit::Verdict::kAccepted:
      break;
  }
  if (!source.own) return;
  const bool control = verdict.kind == commit::Verdict::kControl;
  if (!controls_.empty() && (control || verdict.kind == commit::Verdict::kIgnored)) {
    SettleControl(source, record.bytes, control);
  }
  if (!control) sequencer_->OnFolded(source.source.partition, verdict, record.bytes);
}

void Replica::SettleControl(Source& source, std::string_view record, bool took_effect) {
  if (record.size() < commit::kEnvelopeBytes) return;
  const auto mine = controls_.find(commit::CommitHashOf(record));
  if (mine == controls_.end()) return;
  if (mine->second.tick) source.tick_under_way = false;
  if (mine->second.done) {
    after_write_.push_back([done = std::move(mine->second.done), took_effect] {
      done(took_effect ? absl::OkStatus()
                       : absl::UnavailableError("the log's readers do not take the record"));
    });
  }
  controls_.erase(mine);
}

void Replica::SettlePassed() {
  for (int partition = 0; partition < partition_count(); ++partition) {
    sequencer_->OnPassed(partition, fold_->cursor(OwnSource(partition).source).next);
  }
  std::vector<commit::Hash> lost;
  for (const auto& [hash, control] : controls_) {
    const commit::FoldCursor& cursor = fold_->cursor(OwnSource(control.partition).source);
    if (control.acknowledged >= 0 && control.acknowledged < cursor.next) lost.push_back(hash);
  }
  for (const commit::Hash& hash : lost) DropControl(hash);
}

absl::Status Replica::WriteAndAnswer() {
  if (dirty_) Write();
  std::vector<Sequencer::Answer> answers = sequencer_->TakeAnswers();
  std::vector<std::function<void()>> after = std::exchange(after_write_, {});
  if (!disk_full_) {
    // In the order in which they came to be.
    held_answers_.insert(held_answers_.end(), std::move_iterator(answers.begin()),
                         std::move_iterator(answers.end()));
    answers = std::exchange(held_answers_, {});
    held_after_write_.insert(held_after_write_.end(), after.begin(), after.end());
    after = std::exchange(held_after_write_, {});
  }
  if (!answers.empty()) {
    const auto state = published_->Get();
    for (Sequencer::Answer& answer : answers) {
      if (answer.outcome.ok()) {
        answer.outcome->position = state->PositionOf(log_id(), answer.partition);
      }
      answer.done(std::move(answer.outcome));
    }
  }
  for (const auto& done : after) done();
  return broken_;
}

void Replica::Write() {
  if (disk_full_ && options_.clock->MonotonicUs() < write_again_us_) return;
  for (const auto& source : sources_) {
    store_->PutCursor(source->source, fold_->cursor(source->source));
  }
  const absl::Status written = store_->Commit();
  if (absl::IsResourceExhausted(written)) {
    write_again_us_ = options_.clock->MonotonicUs() + kWriteAgainUs;
    return NoteDiskFull(true);
  }
  NoteDiskFull(false);
  if (!written.ok()) {
    broken_ = written;
    sequencer_->SetBarrier(-1, absl::UnavailableError("the projection cannot be written"), true);
  }
  dirty_ = false;
  unflushed_ = true;
  NoteReached();
  Publish();
}

void Replica::NoteDiskFull(bool full) {
  if (full == disk_full_) return;
  disk_full_ = full;
  telemetry::Log(full ? telemetry::Level::kWarn : telemetry::Level::kInfo,
                 full ? "projection_disk_full" : "projection_disk_has_room",
                 {{"service", definition_->topic}});
  if (!full) return;
  held_answers_ = sequencer_->TakeAnswers();
  held_after_write_ = std::exchange(after_write_, {});
}

void Replica::NoteReached() {
  if (start_check_passed_) return;
  for (const auto& source : sources_) {
    if (source->halted()) continue;
    if (fold_->cursor(source->source).next < source->end_at_start) return;
  }
  if (overlap_) return;  // the check that begins at start has not ended
  start_check_passed_ = true;
}

bool Replica::own_caught_up() const {
  for (const auto& source : sources_) {
    if (source->own && !source->halted() &&
        fold_->cursor(source->source).next < source->end_at_start) {
      return false;
    }
  }
  return true;
}

void Replica::UpdateBarrier(base::Instant now) {
  absl::Status barrier;
  const absl::Status clock = guard_.Check(now, options_.clock->MonotonicUs(), NewestEffective());
  clock_ok_ = clock.ok();
  if (!start_check_passed_) {
    barrier = absl::UnavailableError("the service is catching up; repeat with the same command id");
  } else if (disk_full_) {
    barrier = DiskFull();
  } else if (!clock.ok()) {
    barrier = clock;
  }
  const std::string text(barrier.message());
  if (text == barrier_text_) return;
  barrier_text_ = text;
  sequencer_->SetBarrier(-1, std::move(barrier), false);
}

void Replica::Publish() {
  ReplicaState state;
  state.serving = start_check_passed_ && broken_.ok();
  for (const auto& source : sources_) {
    const commit::FoldCursor& cursor = fold_->cursor(source->source);
    SourceState one;
    one.source = source->source;
    one.own = source->own;
    one.position = cursor.next;
    one.effective = cursor.effective;
    one.accepted = cursor.accepted;
    one.ignored = cursor.ignored;
    one.migration_closed = cursor.migration_closed;
    one.lowest_outbox = fold_->outbox().Lowest(source->source);
    one.halt_reason = source->halt_reason;
    if (source->own && source->halted()) state.serving = false;
    state.sources.push_back(std::move(one));
  }
  published_->Set(std::move(state));
}

}  // namespace rondetafel::runtime
