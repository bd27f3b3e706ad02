// The thread around a Replica.
#include "shared/runtime/service_runtime.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "shared/base/status.h"
#include "shared/base/steady.h"
#include "shared/projection/damage.h"
#include "shared/projection/store.h"
#include "shared/runtime/replica.h"
#include "shared/telemetry/log.h"

namespace rondetafel::runtime {
namespace {

constexpr std::chrono::milliseconds kTurnWait{20};
// How much longer than its deadline a call waits for the replica to say so.
constexpr std::int64_t kAnswerGraceUs = 1'000'000;
constexpr std::int64_t kTaskLookUs = 1'000'000;
constexpr std::int64_t kCursorsWaitUs = 10'000'000;

absl::Status Stopped() {
  return absl::UnavailableError("the service is stopped; repeat with the same command id");
}

// One answer, handed from the replica's thread to the caller's.
template <class T>
class Promise {
 public:
  void Set(T value) {
    {
      const std::scoped_lock lock(mutex_);
      value_ = std::move(value);
    }
    set_.notify_all();
  }
  std::optional<T> Await(std::int64_t wait_us) {
    std::unique_lock lock(mutex_);
    set_.wait_for(lock, std::chrono::microseconds(std::max<std::int64_t>(0, wait_us)),
                  [this] { return value_.has_value(); });
    return std::move(value_);
  }

 private:
  std::mutex mutex_;
  std::condition_variable set_;
  std::optional<T> value_;
};

class ThreadedRuntime final : public ServiceRuntime {
 public:
  ThreadedRuntime(RuntimeOptions options, ServiceDefinition definition, eventlog::EventLog* log,
                  const commit::MacKeyring* keys)
      : options_(std::move(options)), definition_(std::move(definition)), log_(log), keys_(keys) {}

  ~ThreadedRuntime() override { Stop(std::chrono::milliseconds(0)); }

  absl::Status Open() {
    absl::Status opened = OpenStore();
    if (absl::IsDataLoss(opened)) {
      RT_RETURN_IF_ERROR(SetStoreAside(opened));
      opened = OpenStore();
    }
    RT_RETURN_IF_ERROR(opened);
    replica_ = std::make_unique<Replica>(options_, &definition_, log_, keys_, store_.get());
    // What is wrong from here on is the log's fault: the projection stays where it is.
    RT_RETURN_IF_ERROR(replica_->Open());
    mailbox_ = replica_->mailbox();
    move_ = std::make_unique<ProjectionMove>(
        RebuildSource{&definition_, log_, keys_}, store_.get(), &replica_->published(),
        [this](const std::function<void()>& task) { return RunBetweenTurns(task); });
    thread_ = std::thread([this] { Run(); });
    return absl::OkStatus();
  }

  absl::StatusOr<Outcome> Execute(Command command, base::Instant deadline) override {
    auto promise = std::make_shared<Promise<absl::StatusOr<Outcome>>>();
    ExecuteAsync(std::move(command), deadline,
                 [promise](absl::StatusOr<Outcome> outcome) { promise->Set(std::move(outcome)); });
    auto outcome =
        promise->Await(deadline.us - base::SteadyNow(*options_.clock).us + kAnswerGraceUs);
    if (outcome) return *std::move(outcome);
    return absl::UnavailableError("no answer in time; repeat with the same command id");
  }

  void ExecuteAsync(Command command, base::Instant deadline, CommandDone done) override {
    auto open = open_;
    if (open->fetch_add(1) >= options_.commands_queued_max) {
      open->fetch_sub(1);
      return done(absl::ResourceExhaustedError(
          "the command queue is full, this call did nothing; repeat with the same command id"));
    }
    auto counted = [open, done = std::move(done)](absl::StatusOr<Outcome> outcome) {
      open->fetch_sub(1);
      done(std::move(outcome));
    };
    const bool taken =
        mailbox_->Post([this, command = std::move(command), deadline, counted]() mutable {
          replica_->Submit(std::move(command), deadline, std::move(counted));
        });
    if (!taken) counted(Stopped());
  }

  absl::StatusOr<ReadView> Read(const type::v1::Position& token, base::Instant deadline) override {
    if (!token.log_id().empty() && token.log_id() != log_->log_id().ToString()) {
      return absl::InvalidArgumentError("position: this token belongs to another log");
    }
    const auto covers = [&token](const ReplicaState& state) { return state.Covers(token); };
    RT_ASSIGN_OR_RETURN(const auto state,
                        replica_->published().Await(covers, deadline, *options_.clock));
    std::set<int> partitions;
    for (const auto& topic : token.topics()) partitions.insert(topic.partition());
    return ViewOf(*state, partitions);
  }

  absl::StatusOr<ReadView> ReadStrong(const base::CaseId& case_id,
                                      base::Instant deadline) override {
    const int partition = commit::PartitionOf(case_id, log_->partition_count());
    auto promise = std::make_shared<Promise<absl::Status>>();
    const bool taken = mailbox_->Post([this, partition, promise] {
      replica_->ReadStrong(partition,
                           [promise](absl::Status status) { promise->Set(std::move(status)); });
    });
    if (!taken) return Stopped();
    const auto ticked = promise->Await(deadline.us - base::SteadyNow(*options_.clock).us);
    if (!ticked) return absl::UnavailableError("not caught up within the deadline");
    RT_RETURN_IF_ERROR(*ticked);
    return ViewOf(*replica_->published().Get(), {partition});
  }

  absl::StatusOr<ReadView> ReadAsKnownOn(base::Instant t, base::Instant deadline) override {
    return ReadLater(t, deadline, &ReplicaState::LaterThan);
  }

  absl::StatusOr<ReadView> ReadOwnAsKnownOn(base::Instant t, base::Instant deadline) override {
    return ReadLater(t, deadline, &ReplicaState::OwnLaterThan);
  }

  ReadView ReadNow() override { return ViewOf(*replica_->published().Get(), {}); }

  type::v1::Position PositionOf(const base::CaseId& case_id) override {
    const int partition = commit::PartitionOf(case_id, log_->partition_count());
    return replica_->published().Get()->PositionOf(log_->log_id(), partition);
  }

  absl::Status AwaitServing(base::Instant deadline) override {
    {
      const std::scoped_lock lock(failure_mutex_);
      if (!failure_.ok()) return failure_;
    }
    return replica_->published()
        .Await([](const ReplicaState& state) { return state.serving; }, deadline, *options_.clock)
        .status();
  }

  absl::StatusOr<ProjectionCheck> VerifyProjection(const RebuildProgressFn& progress) override {
    LiveProjection live;
    // Between two turns hash, rows and positions are of the same batch.
    const bool ran = RunBetweenTurns([&] {
      live = {PositionsOf(*replica_->published().Get()), store_->Hash(), store_->TakeSnapshot()};
    });
    if (!ran) return Stopped();
    RT_ASSIGN_OR_RETURN(ProjectionCheck check,
                        CheckAgainstLog({&definition_, log_, keys_}, live,
                                        options_.data_dir + "/building-verify", progress));
    // The hash is kept with the rows, not read from them: a row changed on the disk shows here.
    if (check.equal()) RT_RETURN_IF_ERROR(store_->VerifyHash());
    return check;
  }

  ProjectionMove& projection_move() override { return *move_; }

  absl::StatusOr<projection::CheckpointManifest> CreateCheckpoint(const std::string& dir) override {
    return store_->CreateCheckpoint(dir);
  }

  bool serving() const override { return replica_->published().Get()->serving; }

  std::vector<PartitionStatus> Status() const override {
    std::vector<PartitionStatus> all;
    const auto state = replica_->published().Get();
    for (const SourceState& source : state->sources) {
      PartitionStatus one;
      one.topic = source.source.topic;
      one.partition = source.source.partition;
      one.position = source.position;
      one.log_end = log_->EndOffset(source.source).value_or(-1);
      one.effective = source.effective;
      one.halted = !source.halt_reason.empty();
      one.halt_reason = source.halt_reason;
      one.accepted = source.accepted;
      one.ignored = source.ignored;
      one.migration_closed = source.migration_closed;
      all.push_back(std::move(one));
    }
    return all;
  }

  std::string ProjectionHash() const override { return store_->Hash(); }

  void ConfirmClock() override {
    const base::Instant wall = options_.clock->Now();
    const std::int64_t monotonic_us = options_.clock->MonotonicUs();
    mailbox_->Post([this, wall, monotonic_us] { replica_->ConfirmClock(wall, monotonic_us); });
  }

  absl::Status CloseMigration(base::Instant deadline) override {
    auto promise = std::make_shared<Promise<absl::Status>>();
    const bool taken = mailbox_->Post([this, promise] {
      replica_->CloseMigration([promise](absl::Status status) { promise->Set(std::move(status)); });
    });
    if (!taken) return Stopped();
    const auto closed = promise->Await(deadline.us - base::SteadyNow(*options_.clock).us);
    return closed ? *closed : absl::UnavailableError("not closed within the deadline; ask again");
  }

  absl::Status IntroduceMacKey(const base::KeyId& key, base::Instant deadline) override {
    auto promise = std::make_shared<Promise<absl::Status>>();
    const bool taken = mailbox_->Post([this, key, promise] {
      replica_->IntroduceMacKey(
          key, [promise](absl::Status status) { promise->Set(std::move(status)); });
    });
    if (!taken) return Stopped();
    const auto done = promise->Await(deadline.us - base::SteadyNow(*options_.clock).us);
    return done ? *done : absl::UnavailableError("not introduced within the deadline; ask again");
  }

  absl::StatusOr<std::vector<commit::FoldCursor>> OwnCursors() override {
    auto promise = std::make_shared<Promise<std::vector<commit::FoldCursor>>>();
    if (!mailbox_->Post([this, promise] { promise->Set(replica_->OwnCursors()); })) {
      return Stopped();
    }
    auto cursors = promise->Await(kCursorsWaitUs);
    if (!cursors) return absl::UnavailableError("the service does not answer");
    return *std::move(cursors);
  }

  void Stop(std::chrono::milliseconds drain) override {
    const std::scoped_lock lock(stop_mutex_);
    if (!thread_.joinable()) return;
    drain_until_us_ = options_.clock->MonotonicUs() + drain.count() * 1000;
    stop_ = true;
    mailbox_->Post([this] { replica_->StopTaking(); });
    thread_.join();
  }

 private:
  // Waits for the task's end: its references must hold until then. A mailbox that has taken a task
  // runs it, at the latest when the replica closes.
  bool RunBetweenTurns(const std::function<void()>& task) {
    auto promise = std::make_shared<Promise<bool>>();
    const bool taken = mailbox_->Post([promise, &task] {
      task();
      promise->Set(true);
    });
    while (taken && !promise->Await(kTaskLookUs)) {
    }
    return taken;
  }

  absl::StatusOr<ReadView> ReadLater(base::Instant t, base::Instant deadline,
                                     bool (ReplicaState::*is_later)(base::Instant) const) {
    if (t > options_.clock->Now()) {
      return absl::InvalidArgumentError("as_known_on: must not lie in the future");
    }
    const auto later = [t, is_later](const ReplicaState& state) { return (state.*is_later)(t); };
    if (!later(*replica_->published().Get())) {
      mailbox_->Post([this, t] { replica_->TickBeyond(t); });
    }
    RT_ASSIGN_OR_RETURN(const auto state,
                        replica_->published().Await(later, deadline, *options_.clock));
    return ViewOf(*state, {});
  }

  // Positions of these partitions, or of all.
  ReadView ViewOf(const ReplicaState& state, const std::set<int>& partitions) const {
    ReadView view;
    for (int p = 0; p < log_->partition_count(); ++p) {
      if (partitions.empty() || partitions.contains(p)) {
        view.position.MergeFrom(state.PositionOf(log_->log_id(), p));
      }
    }
    view.snapshot = store_->TakeSnapshot();
    return view;
  }

  absl::Status OpenStore() {
    projection::StoreOptions store =
        StoreOptionsFor(definition_, log_->log_id(), options_.data_dir);
    store.compression = options_.compression;
    RT_ASSIGN_OR_RETURN(store_, projection::RocksDbProjectionStore::Open(store));
    return absl::OkStatus();
  }

  absl::Status SetStoreAside(const absl::Status& why) {
    RT_ASSIGN_OR_RETURN(const std::string aside, projection::SetAside(options_.data_dir));
    telemetry::Log(telemetry::Level::kWarn, "projection_set_aside",
                   {{"service", definition_.topic},
                    {"kept_in", aside},
                    {"reason", std::string(why.message())}});
    return absl::OkStatus();
  }

  void Fail(const absl::Status& why) {
    const std::scoped_lock lock(failure_mutex_);
    failure_ = absl::AbortedError(std::string(why.message()));
  }

  void Run() {
    bool caught_up = false;
    for (;;) {
      const absl::Status turned = replica_->Turn(kTurnWait);
      if (!turned.ok()) {
        Fail(turned);
        telemetry::Log(telemetry::Level::kError, "replica_halted",
                       {{"service", definition_.topic}, {"reason", std::string(turned.message())}});
        break;
      }
      if (!caught_up && serving()) {
        const absl::Status current = store_->MakeCurrent();
        caught_up = current.ok();
        if (caught_up) {
          telemetry::Log(telemetry::Level::kInfo, "caught_up", {{"service", definition_.topic}});
        } else if (!absl::IsResourceExhausted(current)) {
          Fail(current);
          break;
        }
      }
      if (stop_ && (replica_->drained() || options_.clock->MonotonicUs() >= drain_until_us_)) break;
    }
    if (absl::Status closed = replica_->Close(); !closed.ok()) {
      telemetry::Log(telemetry::Level::kError, "close_failed",
                     {{"service", definition_.topic}, {"reason", std::string(closed.message())}});
    }
  }

  const RuntimeOptions options_;
  const ServiceDefinition definition_;
  eventlog::EventLog* log_;
  const commit::MacKeyring* keys_;
  std::unique_ptr<projection::RocksDbProjectionStore> store_;
  std::unique_ptr<Replica> replica_;
  std::shared_ptr<Mailbox> mailbox_;
  std::unique_ptr<ProjectionMove> move_;
  std::shared_ptr<std::atomic<int>> open_ = std::make_shared<std::atomic<int>>(0);
  mutable std::mutex failure_mutex_;
  absl::Status failure_;
  std::mutex stop_mutex_;
  std::atomic<bool> stop_ = false;
  std::atomic<std::int64_t> drain_until_us_ = 0;
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ServiceRuntime>> ServiceRuntime::Start(
    RuntimeOptions options, ServiceDefinition definition, eventlog::EventLog* log,
    const commit::MacKeyring* keys) {
  auto runtime =
      std::make_unique<ThreadedRuntime>(std::move(options), std::move(definition), log, keys);
  RT_RETURN_IF_ERROR(runtime->Open());
  return runtime;
}

}  // namespace rondetafel::runtime
