// A replica's life and what others ask of it; replica_turn.cc turns, replica_log.cc minds the log.
#include "shared/runtime/replica.h"

#include <algorithm>

#include "shared/base/check.h"
#include "shared/base/status.h"
#include "shared/base/steady.h"
#include "shared/base/text.h"
#include "shared/commit/genesis.h"
#include "shared/runtime/replica_source.h"
#include "shared/runtime/tables.h"

namespace rondetafel::runtime {
namespace {

SequencerOptions SequencerOptionsOf(const RuntimeOptions& options, int partition_count) {
  return {partition_count, options.commands_queued_max, options.appends_in_flight_max,
          options.decisions_max};
}

}  // namespace

Replica::Replica(const RuntimeOptions& options, const ServiceDefinition* definition,
                 eventlog::EventLog* log, const commit::MacKeyring* keys,
                 projection::ProjectionStore* store)
    : options_(options),
      definition_(definition),
      log_(log),
      keys_(keys),
      store_(store),
      guard_(options.clock_ahead_max_ms),
      metrics_(options.metrics, definition->topic) {
  fold_ = std::make_unique<ServiceFold>(
      FoldSetup{definition, log->log_id(), log->partition_count(), keys}, TargetOf(*store));
  fold_->Load(*store->TakeSnapshot());
  SequencerPorts ports;
  ports.definition = definition;
  ports.rows = &store->rows();
  ports.index = &store->index(definition->topic);
  ports.keys = keys;
  ports.opened_in = [store](const base::CaseId& case_id, const base::StreamId& stream) {
    return OpenedIn(*store->TakeSnapshot(), case_id, stream);
  };
  ports.effective = [this](int partition) {
    return fold_->cursor({definition_->topic, partition}).effective;
  };
  ports.migration_closed = [this](int partition) {
    return fold_->cursor({definition_->topic, partition}).migration_closed;
  };
  ports.mac_key = [this](int partition) { return WritingKeyOf(partition); };
  ports.append = [this](int partition, std::string record, std::uint64_t ticket) {
    AppendRecord(partition, std::move(record), ticket);
  };
  sequencer_ = std::make_unique<Sequencer>(SequencerOptionsOf(options, log->partition_count()),
                                           std::move(ports));
  reactions_ = std::make_unique<ReactionWorker>(definition, &store->rows(), &fold_->outbox(),
                                                sequencer_.get());
  timers_ = std::make_unique<TimerWorker>(definition, log->partition_count(), &fold_->due_dates(),
                                          sequencer_.get());
}

Replica::~Replica() { mailbox_->Close(); }

absl::Status Replica::Open() {
  for (const eventlog::TopicPartition& of : fold_->sources()) {
    auto source = std::make_unique<Source>();
    source->source = of;
    source->own = fold_->is_own(of);
    RT_ASSIGN_OR_RETURN(source->end_at_start, log_->EndOffset(of));
    source->log_end = source->end_at_start;
    const commit::FoldCursor& cursor = fold_->cursor(of);
    if (source->end_at_start < cursor.next) {
      return absl::FailedPreconditionError(
          base::Cat("the log of ", of.topic, "/", of.partition, " ends at offset ",
                    source->end_at_start, ", below the projection's position ", cursor.next,
                    ": this projection was folded from another or a longer log"));
    }
    const commit::FoldCursor checked = store_->GetCursor(CheckedPlace(of));
    source->checked = {checked.next, checked.running};
    sources_.push_back(std::move(source));
  }
  RT_RETURN_IF_ERROR(OpenReader());
  BeginOverlap();
  overlap_due_us_ = options_.clock->MonotonicUs() + options_.overlap_check_interval_ms * 1000;
  NoteReached();
  Publish();
  return absl::OkStatus();
}

// Before the log is folded the guard has no recorded time to hold the clock against.
bool Replica::MayWriteControl() const {
  return broken_.ok() && clock_ok_ && !stopping_ && start_check_passed_;
}

void Replica::Tick(int partition, std::function<void(absl::Status)> done) {
  if (!MayWriteControl() || OwnSource(partition).halted()) {
    after_write_.push_back([done = std::move(done)] {
      if (done) done(absl::UnavailableError("no tick can be written now"));
    });
    return;
  }
  AppendTime(partition, std::move(done));
}

void Replica::AppendTime(int partition, std::function<void(absl::Status)> done) {
  const base::Instant now =
      std::max(options_.clock->Now(), fold_->cursor({definition_->topic, partition}).effective);
  AppendControl(partition,
                commit::BuildTick(commit::StampWith(*keys_, WritingKeyOf(partition),
                                                    {definition_->topic, partition}, now)),
                std::move(done));
}

void Replica::TickBeyond(base::Instant t) {
  for (int partition = 0; partition < partition_count(); ++partition) {
    const Source& source = OwnSource(partition);
    if (fold_->cursor(source.source).effective <= t && !source.tick_under_way) {
      Tick(partition, nullptr);
    }
  }
}

void Replica::ReadStrong(int partition, std::function<void(absl::Status)> done) {
  Tick(partition, std::move(done));
}

void Replica::CloseMigration(std::function<void(absl::Status)> done) {
  if (!MayWriteControl()) {
    after_write_.push_back(
        [done = std::move(done)] { done(absl::UnavailableError("nothing can be written now")); });
    return;
  }
  auto left = std::make_shared<int>(partition_count());
  auto worst = std::make_shared<absl::Status>();
  for (int partition = 0; partition < partition_count(); ++partition) {
    const commit::ControlStamp stamp = commit::StampWith(
        *keys_, WritingKeyOf(partition), {definition_->topic, partition}, options_.clock->Now());
    AppendControl(partition, commit::BuildMigrationClosed(stamp),
                  [left, worst, done](const absl::Status& status) {
                    if (!status.ok()) *worst = status;
                    if (--*left == 0) done(*worst);
                  });
  }
}

void Replica::IntroduceMacKey(const base::KeyId& key, std::function<void(absl::Status)> done) {
  std::vector<int> partitions;  // that do not have it yet
  absl::Status fault = CanIntroduce(key, &partitions);
  if (!fault.ok() || partitions.empty()) {
    after_write_.push_back([done = std::move(done), fault] { done(fault); });
    return;
  }
  auto left = std::make_shared<std::size_t>(partitions.size());
  auto worst = std::make_shared<absl::Status>();
  for (const int partition : partitions) {
    const eventlog::TopicPartition own{definition_->topic, partition};
    const commit::ControlStamp stamp = commit::StampWith(
        *keys_, fold_->cursor(own).introduced_mac_keys.back(), own, options_.clock->Now());
    AppendControl(partition, commit::BuildMacKeyIntroduced(stamp, key),
                  [left, worst, done](const absl::Status& status) {
                    if (!status.ok()) *worst = status;
                    if (--*left == 0) done(*worst);
                  });
  }
}

absl::Status Replica::CanIntroduce(const base::KeyId& key, std::vector<int>* partitions) const {
  if (keys_->Find(key) == nullptr) {
    return absl::FailedPreconditionError(
        base::Cat("this process does not hold the MAC key ", key.ToString(),
                  ": put it into every replica's key file and start each again first"));
  }
  if (!MayWriteControl()) {
    return absl::UnavailableError("nothing can be written now");
  }
  for (int partition = 0; partition < partition_count(); ++partition) {
    const auto& source = sources_[static_cast<std::size_t>(partition)];
    const auto& introduced = fold_->cursor(source->source).introduced_mac_keys;
    if (source->halted()) return absl::UnavailableError(source->halt_reason);
    if (std::ranges::find(introduced, key) != introduced.end()) continue;
    if (keys_->Find(introduced.back()) == nullptr) {
      return absl::FailedPreconditionError(
          base::Cat("this process does not hold the MAC key ", introduced.back().ToString(),
                    ", under which the next one must be introduced"));
    }
    partitions->push_back(partition);
  }
  return absl::OkStatus();
}

base::KeyId Replica::WritingKeyOf(int partition) const {
  return commit::WritingKey(*keys_,
                            fold_->cursor({definition_->topic, partition}).introduced_mac_keys);
}

std::vector<commit::FoldCursor> Replica::OwnCursors() const {
  std::vector<commit::FoldCursor> cursors;
  cursors.reserve(static_cast<std::size_t>(partition_count()));
  for (int partition = 0; partition < partition_count(); ++partition) {
    cursors.push_back(fold_->cursor({definition_->topic, partition}));
  }
  return cursors;
}

void Replica::ConfirmClock(base::Instant wall, std::int64_t monotonic_us) {
  guard_.Confirm(wall, monotonic_us, NewestEffective());
  UpdateBarrier(options_.clock->Now());
  if (!broken_.ok() || !clock_ok_ || stopping_) return;
  // Also while catching up: the operator vouches for the time, and a replica that waits for records
  // which the log has lost goes on with this one.
  for (int partition = 0; partition < partition_count(); ++partition) {
    if (!OwnSource(partition).halted()) AppendTime(partition, nullptr);
  }
}

void Replica::StopTaking() { stopping_ = true; }

bool Replica::drained() const {
  return sequencer_->open() == 0 && !sequencer_->has_answers() && after_write_.empty();
}

absl::Status Replica::Close() {
  stopping_ = true;
  sequencer_->SetBarrier(
      -1, absl::UnavailableError("the service is stopping; repeat with the same command id"), true);
  for (auto& [hash, control] : controls_) {
    if (!control.done) continue;
    after_write_.push_back([done = std::move(control.done)] {
      done(absl::UnavailableError("the service is stopping"));
    });
  }
  controls_.clear();
  mailbox_->Close();
  for (const Mailbox::Task& task : mailbox_->TakeAll()) task();
  absl::Status written = WriteAndAnswer();
  if (disk_full_) {
    // Folded, not written: the next process folds it again, and the repeat is answered from that.
    for (Sequencer::Answer& answer : std::exchange(held_answers_, {})) {
      answer.done(
          absl::UnavailableError("the service is stopping; repeat with the same command id"));
    }
    for (const auto& done : std::exchange(held_after_write_, {})) done();
  }
  if (written.ok()) written = store_->Flush();
  ReplicaState state = *published_->Get();
  state.serving = false;
  state.stopped = true;
  published_->Set(std::move(state));
  return written;
}

Replica::Source& Replica::SourceOf(const eventlog::TopicPartition& of) {
  for (auto& source : sources_) {
    if (source->source == of) return *source;
  }
  base::CheckFailed(__FILE__, __LINE__, "a record of a partition that is not folded");
}

// The own topic comes first, partition by partition.
Replica::Source& Replica::OwnSource(int partition) {
  return *sources_[static_cast<std::size_t>(partition)];
}

base::Instant Replica::NewestEffective() const {
  base::Instant newest{};
  for (const auto& source : sources_) {
    newest = std::max(newest, fold_->cursor(source->source).effective);
  }
  return newest;
}

}  // namespace rondetafel::runtime
