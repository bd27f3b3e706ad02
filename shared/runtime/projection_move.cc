#include "shared/runtime/projection_move.h"

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/projection/bulk_builder.h"
#include "shared/telemetry/log.h"

namespace rondetafel::runtime {
namespace {

using projection::Generation;

constexpr std::chrono::milliseconds kFollowWait{1000};
// The replica waits at most so long, and for so few records, in one meeting.
constexpr std::chrono::milliseconds kMeetingWait{200};
constexpr std::uint64_t kMeetingRecordsMax = 4000;
constexpr int kMeetingsMax = 200;
// So many waits in a row may bring nothing before the log counts as unreachable.
constexpr int kIdleWaitsMax = 30;

absl::Status Stopping() { return absl::UnavailableError("the service is stopping"); }

}  // namespace

LogPositions PositionsOf(const ReplicaState& state) {
  LogPositions positions;
  for (const SourceState& source : state.sources) positions[source.source] = source.position;
  return positions;
}

// What both said when they stood at the same place.
struct ProjectionMove::Meeting {
  bool reached = false;
  bool switched = false;
  ProjectionCheck check;
  // Of both, when they differ.
  std::shared_ptr<const projection::Snapshot> live_rows;
  std::shared_ptr<const projection::Snapshot> other_rows;
};

ProjectionMove::ProjectionMove(const RebuildSource& source,
                               projection::RocksDbProjectionStore* live, const Published* published,
                               BetweenTurns between_turns)
    : source_(source),
      live_(live),
      published_(published),
      between_turns_(std::move(between_turns)) {}

absl::Status ProjectionMove::CheckMovable() const {
  if (!live_->aside()) return absl::OkStatus();
  return absl::UnavailableError(
      "a projection of a new version is being built; wait until the service serves");
}

// A query that began before the last switch needs the files of the one before; they go with the
// next switch.
absl::Status ProjectionMove::CheckPreviousIsUnread() const {
  RT_ASSIGN_OR_RETURN(const auto pointer, live_->directory().Pointer());
  if (!pointer || !pointer->previous) return absl::OkStatus();
  if (absl::IsUnavailable(live_->OpenBeside(*pointer->previous).status())) {
    return absl::UnavailableError("a query still reads the earlier projection; try again later");
  }
  return absl::OkStatus();
}

absl::StatusOr<MoveResult> ProjectionMove::Rebuild(const MoveOptions& options,
                                                   const RebuildProgressFn& progress) {
  RT_RETURN_IF_ERROR(CheckMovable());
  RT_RETURN_IF_ERROR(CheckPreviousIsUnread());
  RT_ASSIGN_OR_RETURN(const Generation built, Build(progress));
  auto result = Take(built, options, progress);
  // Removes what was built and not switched to, this one too.
  RT_RETURN_IF_ERROR(live_->directory().RemoveSuperseded());
  return result;
}

absl::StatusOr<MoveResult> ProjectionMove::RollBack(const MoveOptions& options,
                                                    const RebuildProgressFn& progress) {
  RT_RETURN_IF_ERROR(CheckMovable());
  RT_ASSIGN_OR_RETURN(const auto pointer, live_->directory().Pointer());
  if (!pointer || !pointer->previous) {
    return absl::FailedPreconditionError("there is no earlier projection to roll back to");
  }
  RT_RETURN_IF_ERROR(CheckPreviousIsUnread());
  MoveOptions back = options;
  back.switch_over = true;
  return Take(*pointer->previous, back, progress);
}

absl::Status ProjectionMove::ForgetPrevious() {
  RT_RETURN_IF_ERROR(CheckMovable());
  RT_ASSIGN_OR_RETURN(auto pointer, live_->directory().Pointer());
  if (!pointer || !pointer->previous) return absl::OkStatus();
  RT_RETURN_IF_ERROR(CheckPreviousIsUnread());
  RT_RETURN_IF_ERROR(live_->directory().Switch({.current = pointer->current}));
  return live_->directory().RemoveSuperseded();
}

absl::StatusOr<Generation> ProjectionMove::Build(const RebuildProgressFn& progress) {
  const projection::ProjectionDirectory& directory = live_->directory();
  const projection::StoreOptions store =
      StoreOptionsFor(*source_.definition, source_.log->log_id(), directory.root());
  const Generation next = directory.NextOf(store.projection_version);
  projection::BulkBuilder builder({.scratch = directory.BuildPathOf(next)});
  // Not beyond the live one, which stands where it has halted, if it has.
  RT_RETURN_IF_ERROR(FoldFromStart(source_, PositionsOf(*published_->Get()), builder, progress));
  RT_RETURN_IF_ERROR(builder.Build(directory, next, store));
  return next;
}

absl::StatusOr<MoveResult> ProjectionMove::Take(const Generation& generation,
                                                const MoveOptions& options,
                                                const RebuildProgressFn& progress) {
  const Generation before = live_->generation();
  RT_ASSIGN_OR_RETURN(auto other, live_->OpenBeside(generation));
  Follower follower(source_, std::move(other));
  RT_ASSIGN_OR_RETURN(Meeting meeting, Meet(follower, options.switch_over, progress));
  MoveResult result;
  result.generation = generation.Name();
  if (meeting.live_rows) {
    meeting.check.differences =
        projection::Compare(*meeting.live_rows->Walk(), *meeting.other_rows->Walk());
    if (options.switch_over && options.accept_difference) {
      RT_RETURN_IF_ERROR(follower.store().Flush());
      RT_RETURN_IF_ERROR(live_->directory().Switch({generation, before}));
      result.ended = MoveResult::Ended::kAtNextStart;
    }
  }
  if (meeting.switched) result.ended = MoveResult::Ended::kSwitched;
  result.check = std::move(meeting.check);
  telemetry::Log(telemetry::Level::kInfo, "projection_move",
                 {{"service", source_.definition->topic},
                  {"other", result.generation},
                  {"equal", result.check.equal() ? "yes" : "no"},
                  {"switched", meeting.switched ? "yes" : "no"}});
  return result;
}

absl::StatusOr<ProjectionMove::Meeting> ProjectionMove::Meet(Follower& follower, bool switch_over,
                                                             const RebuildProgressFn& progress) {
  int idle = 0;
  for (int meetings = 0; meetings < kMeetingsMax;) {
    const LogPositions live = PositionsOf(*published_->Get());
    const std::uint64_t missing = follower.Missing(live);
    RT_ASSIGN_OR_RETURN(const bool there, follower.FollowTo(live, kFollowWait));
    RebuildProgress told;
    for (const auto& [of, position] : live) {
      told.records_total += static_cast<std::uint64_t>(position);
    }
    told.records = told.records_total - follower.Missing(live);
    if (progress && !progress(told)) return absl::CancelledError("the rebuild was stopped");
    if (!there) {
      idle = follower.Missing(live) < missing ? 0 : idle + 1;
      if (idle > kIdleWaitsMax) return absl::UnavailableError("the log does not give its records");
      continue;
    }
    ++meetings;
    Meeting meeting;
    absl::Status met;
    const bool ran = between_turns_([&] { met = MeetHere(follower, switch_over, meeting); });
    if (!ran) return Stopping();
    RT_RETURN_IF_ERROR(met);
    if (meeting.reached) return meeting;
  }
  return absl::UnavailableError(
      "records arrive faster than the build can follow; try again when there is less to do");
}

// On the replica's thread: nothing moves.
absl::Status ProjectionMove::MeetHere(Follower& follower, bool switch_over, Meeting& meeting) {
  const auto state = published_->Get();
  if (!state->serving) return absl::UnavailableError("the service does not serve");
  meeting.check.positions = PositionsOf(*state);
  if (follower.Missing(meeting.check.positions) > kMeetingRecordsMax) return absl::OkStatus();
  RT_ASSIGN_OR_RETURN(meeting.reached, follower.FollowTo(meeting.check.positions, kMeetingWait));
  if (!meeting.reached) return absl::OkStatus();
  meeting.check.live_hash = live_->Hash();
  meeting.check.rebuilt_hash = follower.store().Hash();
  if (!meeting.check.equal()) {
    meeting.live_rows = live_->TakeSnapshot();
    meeting.other_rows = follower.store().TakeSnapshot();
  } else if (switch_over) {
    RT_RETURN_IF_ERROR(live_->SwitchWith(follower.store()));
    meeting.switched = true;
  }
  return absl::OkStatus();
}

}  // namespace rondetafel::runtime
