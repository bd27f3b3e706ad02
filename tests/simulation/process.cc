#include "tests/simulation/process.h"

#include <algorithm>

#include "shared/base/text.h"

namespace rondetafel::simulation {
namespace {

Met MetAt(Port port) {
  switch (port) {
    case Port::kBeforeAppend:
      return Met::kKilledBeforeAppend;
    case Port::kAfterAppend:
      return Met::kKilledAfterAppend;
    case Port::kBeforeRead:
      return Met::kKilledBeforeRead;
    case Port::kAfterRead:
      return Met::kKilledAfterRead;
    case Port::kBeforeCommit:
      return Met::kKilledBeforeCommit;
    case Port::kAfterCommit:
      return Met::kKilledAfterCommit;
    case Port::kBeforeFlush:
      return Met::kKilledBeforeFlush;
    case Port::kAfterFlush:
      return Met::kKilledAfterFlush;
    case Port::kBeforeAnswer:
      return Met::kKilledBeforeAnswer;
    case Port::kAfterAnswer:
      return Met::kKilledAfterAnswer;
    case Port::kEndOffset:
      return Met::kKilledAtEndOffset;
    case Port::kOpenReader:
      return Met::kKilledAtOpenReader;
  }
  return Met::kKilledBetweenTurns;
}

runtime::RuntimeOptions OptionsOf(const base::Clock* clock) {
  runtime::RuntimeOptions options;
  options.clock = clock;
  // Small, so that few commands reach every bound.
  options.decisions_max = 3;
  options.appends_in_flight_max = 4;
  options.records_per_turn_max = 40;
  options.commands_queued_max = 8;
  return options;
}

Met HaltOf(std::string_view reason) {
  const auto says = [reason](std::string_view part) {
    return reason.find(part) != std::string_view::npos;
  };
  if (says("not_understood")) return Met::kHaltNotUnderstood;
  if (says("mac_key_not_held")) return Met::kHaltKeyNotHeld;
  if (says("the log ends at offset")) return Met::kHaltLogEnds;
  if (says("another record stands in an old place")) return Met::kHaltOtherRecord;
  return Met::kHaltUnreadable;
}

}  // namespace

MachineKeys::MachineKeys(std::uint64_t seed, int held) : seed_(seed) { Hold(held); }

void MachineKeys::Hold(int held) {
  for (int i = this->held(); i < held; ++i) {
    const std::string part = base::Cat(seed_, '/', i);
    const base::IdBytes low = base::DeriveUuid("mac key low", {part});
    const base::IdBytes high = base::DeriveUuid("mac key high", {part});
    commit::MacKey key{};
    std::copy(low.begin(), low.end(), key.begin());
    std::copy(high.begin(), high.end(), key.begin() + 16);
    keys_.emplace_back(base::KeyId(base::DeriveUuid("mac key", {part})), key);
  }
}

const commit::MacKey* MachineKeys::Find(const base::KeyId& id) const {
  for (const auto& [held, key] : keys_) {
    if (held == id) return &key;
  }
  return nullptr;
}

// The store with a call of a port around what reaches the disk.
class Process::HookedStore final : public projection::ProjectionStore {
 public:
  HookedStore(Process* process, projection::MemoryProjectionStore* store)
      : process_(process), store_(store) {}
  projection::Rows& rows() override { return store_->rows(); }
  commit::FoldIndex& index(std::string_view topic) override { return store_->index(topic); }
  commit::FoldCursor GetCursor(const eventlog::TopicPartition& of) override {
    return store_->GetCursor(of);
  }
  void PutCursor(const eventlog::TopicPartition& of, const commit::FoldCursor& cursor) override {
    store_->PutCursor(of, cursor);
  }
  absl::Status Commit() override {
    process_->At(Port::kBeforeCommit);
    const absl::Status done = store_->Commit();
    process_->At(Port::kAfterCommit);
    return done;
  }
  std::shared_ptr<const projection::Snapshot> TakeSnapshot() const override {
    return store_->TakeSnapshot();
  }
  std::string Hash() const override { return store_->Hash(); }
  absl::Status Flush() override {
    process_->At(Port::kBeforeFlush);
    const absl::Status done = store_->Flush();
    process_->At(Port::kAfterFlush);
    return done;
  }

 private:
  Process* process_;
  projection::MemoryProjectionStore* store_;
};

Process::Process(Setup setup, const std::int64_t* true_us, Broker* broker, Coverage* coverage)
    : setup_(std::move(setup)),
      true_us_(true_us),
      broker_(broker),
      coverage_(coverage),
      clock_(true_us),
      keys_(setup_.seed, 1),
      store_(std::make_unique<projection::MemoryProjectionStore>(true)) {}

Process::~Process() { EndLife(); }

void Process::At(Port port) {
  if (++calls_ == kill_at_) throw Killed{port};
}

absl::Status Process::Start(int kill_at) {
  EndLife();
  ++life_;
  calls_ = 0;
  kill_at_ = kill_at;
  killed_at_.reset();
  last_turn_us = *true_us_;
  if (setup_.old_binary) coverage_->Count(Met::kOldBinaryStarted);
  definition_ = setup_.define(setup_.old_binary);
  hooked_ = std::make_unique<HookedStore>(this, store_.get());
  connection_ = std::make_unique<Connection>(broker_, [this](Port port) { At(port); });
  absl::Status opened;
  try {
    replica_ = std::make_unique<runtime::Replica>(OptionsOf(&clock_), &definition_,
                                                  connection_.get(), &keys_, hooked_.get());
    opened = replica_->Open();
  } catch (const Killed& killed) {
    killed_at_ = killed.at;
    coverage_->Count(MetAt(killed.at));
    opened = absl::AbortedError("killed");
  }
  kill_at_ = 0;
  if (!opened.ok()) {
    if (absl::IsFailedPrecondition(opened)) coverage_->Count(Met::kStartLogTooShort);
    EndLife();
  }
  return opened;
}

bool Process::Turn(int kill_at) {
  calls_ = 0;
  kill_at_ = kill_at;
  last_turn_us = *true_us_;
  bool turned = false;
  try {
    turned = replica_->Turn(std::chrono::milliseconds(0)).ok();
  } catch (const Killed& killed) {
    killed_at_ = killed.at;
    coverage_->Count(MetAt(killed.at));
  }
  kill_at_ = 0;
  return turned;
}

void Process::Kill(std::int64_t batches, bool beyond_flush) {
  EndLife();
  const std::size_t written = store_->batches();
  const std::size_t kept_at_least = beyond_flush ? 0 : store_->batches_flushed();
  const std::size_t back =
      std::min(static_cast<std::size_t>(batches), written - std::min(written, kept_at_least));
  if (back > 0) coverage_->Count(beyond_flush ? Met::kCheckpointRestored : Met::kFellBack);
  store_ = store_->CrashAt(written - back);
}

void Process::Stop() {
  replica_->StopTaking();
  if (replica_->Close().ok()) coverage_->Count(Met::kStoppedInOrder);
  EndLife();
  store_ = store_->CrashAt(store_->batches());
}

void Process::Upgrade(bool empty) {
  if (!setup_.old_binary) return;
  coverage_->Count(empty ? Met::kUpgradedEmpty : Met::kUpgraded);
  setup_.old_binary = false;
  if (empty) Forget();
}

void Process::Forget() { store_ = std::make_unique<projection::MemoryProjectionStore>(true); }

bool Process::halted() const {
  const auto now = state();
  return std::any_of(now->sources.begin(), now->sources.end(),
                     [](const auto& source) { return !source.halt_reason.empty(); });
}

void Process::NoteHalts() {
  const auto now = state();
  for (const runtime::SourceState& source : now->sources) {
    if (!source.halt_reason.empty()) coverage_->Count(HaltOf(source.halt_reason));
  }
}

void Process::EndLife() {
  if (replica_) {
    NoteHalts();
    coverage_->Count(Met::kLostRace, replica_->sequencer().counts().lost_races);
    coverage_->Count(Met::kSpeculationDropped, replica_->sequencer().counts().dropped);
    const runtime::Outbox::Counts& outbox = replica_->fold().outbox().counts();
    coverage_->Count(Met::kOutboxWritten, outbox.written);
    coverage_->Count(Met::kOutboxKnown, outbox.known);
    coverage_->Count(Met::kOutboxDeleted, outbox.deleted);
  }
  replica_.reset();
  connection_.reset();
  hooked_.reset();
}

}  // namespace rondetafel::simulation
