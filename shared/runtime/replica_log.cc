// How a replica deals with its log: reading on, errors, halts, the overlap check, control records.
#include "shared/base/check.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/commit/genesis.h"
#include "shared/eventlog/append_result.h"
#include "shared/runtime/replica.h"
#include "shared/runtime/replica_source.h"
#include "shared/runtime/tables.h"
#include "shared/telemetry/log.h"

namespace rondetafel::runtime {
namespace {

// Pause before the log is read again after an error.
constexpr std::int64_t kReadAgainUs = 200'000;
// Pause between two ticks of an idle partition, if the first brought nothing.
constexpr std::int64_t kTickAgainUs = 1'000'000;
// Records of an overlap check read in one turn.
constexpr std::size_t kOverlapRecordsPerTurn = 4096;

}  // namespace

absl::Status Replica::OpenReader() {
  mailbox_->SetReader(nullptr);
  reader_.reset();
  std::vector<eventlog::ReadStart> starts;
  for (const auto& source : sources_) {
    if (!source->halted()) {
      starts.push_back({source->source, fold_->cursor(source->source).next});
    }
  }
  RT_ASSIGN_OR_RETURN(reader_, log_->OpenReader(std::move(starts)));
  mailbox_->SetReader(reader_.get());
  return absl::OkStatus();
}

void Replica::OnReadError(const absl::Status& status) {
  read_again_us_ = options_.clock->MonotonicUs() + kReadAgainUs;
  overlap_due_us_ = 0;
  if (!absl::IsOutOfRange(status) && !absl::IsDataLoss(status)) return;
  mailbox_->SetReader(nullptr);
  reader_.reset();
  // Which partition it is about: the error may say it; else each is tried by itself.
  const auto named = eventlog::NamedPartition(status);
  for (auto& source : sources_) {
    if (source->halted() || (named && *named != source->source)) continue;
    auto alone = log_->OpenReader({{source->source, fold_->cursor(source->source).next}});
    absl::Status one = alone.status();
    if (alone.ok()) one = (*alone)->Next(1, std::chrono::milliseconds(0)).status();
    if (absl::IsOutOfRange(one)) reactions_->Rest(source->source);
    if (absl::IsOutOfRange(one) || absl::IsDataLoss(one)) {
      Halt(*source, base::Cat(source->source.topic, "/", source->source.partition,
                              " cannot be read on: ", std::string(one.message())));
      if (named) read_again_us_ = 0;  // the others go on at once
    }
  }
}

void Replica::Halt(Source& source, std::string reason) {
  telemetry::Log(telemetry::Level::kError, "partition_halted",
                 {{"service", definition_->topic}, {"reason", reason}});
  source.halt_reason = std::move(reason);
  dirty_ = true;  // publish it
  if (!source.own) return;
  sequencer_->SetBarrier(source.source.partition, absl::UnavailableError(source.halt_reason), true);
  for (auto it = controls_.begin(); it != controls_.end();) {
    if (it->second.partition != source.source.partition) {
      ++it;
      continue;
    }
    if (it->second.done) {
      after_write_.push_back([done = std::move(it->second.done), text = source.halt_reason] {
        done(absl::UnavailableError(text));
      });
    }
    controls_.erase(it++);
  }
}

void Replica::BeginOverlap() {
  std::vector<OverlapRange> ranges;
  for (const auto& source : sources_) {
    const commit::FoldCursor& cursor = fold_->cursor(source->source);
    if (source->halted() || cursor.next == 0) continue;
    ranges.push_back({source->source, source->checked, {cursor.next, cursor.running}});
  }
  if (!ranges.empty()) overlap_ = std::make_unique<OverlapCheck>(log_, std::move(ranges));
}

void Replica::StepOverlap() {
  const absl::Status stepped = overlap_->Step(kOverlapRecordsPerTurn);
  if (!stepped.ok()) overlap_again_us_ = options_.clock->MonotonicUs() + kReadAgainUs;
  if (!stepped.ok() || !overlap_->done()) return;
  for (const OverlapResult& result : overlap_->results()) {
    Source& source = SourceOf(result.source);
    if (!result.status.ok()) {
      reactions_->Rest(result.source);
      if (!source.halted()) Halt(source, std::string(result.status.message()));
      continue;
    }
    const bool moved = source.checked.offset != result.next_from.offset;
    source.checked = result.next_from;
    if (!moved) continue;
    commit::FoldCursor checked;
    checked.next = source.checked.offset;
    checked.running = source.checked.running;
    store_->PutCursor(CheckedPlace(result.source), checked);
    dirty_ = true;
  }
  overlap_.reset();
  NoteReached();
  Publish();
}

void Replica::AppendRecord(int partition, std::string record, std::uint64_t ticket) {
  const std::int64_t sent_us = options_.clock->MonotonicUs();
  log_->Append({definition_->topic, partition}, std::move(record),
               [this, mailbox = mailbox_, ticket, sent_us,
                clock = options_.clock](eventlog::AppendResult result) {
                 const std::int64_t took_us = clock->MonotonicUs() - sent_us;
                 // A closed mailbox drops the task: the replica is gone, the fold of the next one
                 // settles.
                 mailbox->Post([this, ticket, took_us, result = std::move(result)] {
                   metrics_.Appended(result.fate, took_us);
                   sequencer_->OnAppended(ticket, result);
                 });
               });
}

void Replica::AppendControl(int partition, std::string record,
                            std::function<void(absl::Status)> done) {
  const commit::Hash hash = commit::CommitHashOf(record);
  commit::RecordFault fault;
  const auto parsed = commit::ParseRecord(record, &fault);
  const bool tick = parsed && parsed->envelope.kind == commit::RecordKind::kTick;
  Control control{partition, tick, std::move(done)};
  if (const auto same = controls_.find(hash); same != controls_.end()) {
    // The same bytes in the same microsecond: one record does for both.
    control.done = [first = std::move(same->second.done),
                    second = std::move(control.done)](const absl::Status& status) {
      if (first) first(status);
      if (second) second(status);
    };
    same->second.done = std::move(control.done);
    return;
  }
  controls_[hash] = std::move(control);
  if (tick) OwnSource(partition).tick_under_way = true;
  log_->Append({definition_->topic, partition}, std::move(record),
               [this, mailbox = mailbox_, hash](eventlog::AppendResult result) {
                 mailbox->Post(
                     [this, hash, result = std::move(result)] { OnControlAppended(hash, result); });
               });
}

void Replica::OnControlAppended(const commit::Hash& hash, const eventlog::AppendResult& result) {
  const auto found = controls_.find(hash);
  if (found == controls_.end()) return;
  if (result.fate == eventlog::AppendResult::Fate::kAppended) {
    found->second.acknowledged = result.offset;  // the fold says when
    return;
  }
  DropControl(hash);
}

void Replica::DropControl(const commit::Hash& hash) {
  const auto found = controls_.find(hash);
  if (found->second.tick) OwnSource(found->second.partition).tick_under_way = false;
  if (found->second.done) {
    after_write_.push_back([done = std::move(found->second.done)] {
      done(absl::UnavailableError("the log did not take the record; ask again"));
    });
  }
  controls_.erase(found);
}

void Replica::TickIdle(base::Instant now) {
  for (int partition = 0; partition < partition_count(); ++partition) {
    Source& source = OwnSource(partition);
    const base::Instant effective = fold_->cursor(source.source).effective;
    const bool idle = now.us - effective.us >= options_.tick_interval_ms * 1000;
    const std::int64_t mono_us = options_.clock->MonotonicUs();
    if (!idle || source.tick_under_way || source.halted() || mono_us < source.tick_again_us)
      continue;
    source.tick_again_us = mono_us + kTickAgainUs;
    Tick(partition, nullptr);
  }
}

void Replica::Upkeep(base::Instant now) {
  const std::int64_t mono_us = options_.clock->MonotonicUs();
  if (disk_full_) {
    // Rows must not change until what is there is written.
  } else if (overlap_) {
    if (mono_us >= overlap_again_us_) StepOverlap();
  } else if (mono_us >= overlap_due_us_ && start_check_passed_) {
    overlap_due_us_ = mono_us + options_.overlap_check_interval_ms * 1000;
    BeginOverlap();
    const auto state = published_->Get();
    for (const SourceState& source : state->sources) {
      auto end = log_->EndOffset(source.source);
      Source& mine = SourceOf(source.source);
      if (end.ok()) mine.log_end = *end;
      metrics_.Position(source, mine.log_end, now);
    }
  }
  metrics_.Commands(sequencer_->counts());
  metrics_.Queue(sequencer_->open(), fold_->outbox().size());
  if (unflushed_ && mono_us >= flush_due_us_) {
    flush_due_us_ = mono_us + options_.flush_interval_ms * 1000;
    unflushed_ = false;
    const absl::Status flushed = store_->Flush();
    if (absl::IsResourceExhausted(flushed)) {
      unflushed_ = true;  // again at the next interval
    } else if (!flushed.ok()) {
      broken_ = flushed;
    }
  }
}

}  // namespace rondetafel::runtime
