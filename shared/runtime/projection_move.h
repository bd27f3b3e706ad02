// ProjectionMove: another projection in the place of the live one while the service goes on. It is
// built from offset 0 or is the one kept from before, follows the log to where the live one stands,
// is compared there, and takes its place between two turns: a query sees the rows before or after,
// which are the same ones (ADR 0012).
//
//   ProjectionMove move(source, &store, &published, between_turns);
//   absl::StatusOr<MoveResult> result = move.Rebuild({.switch_over = true}, progress);
#pragma once
#include <absl/status/statusor.h>

#include <functional>
#include <memory>
#include <string>

#include "shared/projection/store.h"
#include "shared/runtime/follower.h"
#include "shared/runtime/published.h"
#include "shared/runtime/rebuild.h"

namespace rondetafel::runtime {

struct MoveOptions {
  bool switch_over = false;  // else: compare only, and remove what was built
  // Also when the live one has other rows: then the other takes its place at the next start,
  // because what this process has decided on was wrong.
  bool accept_difference = false;
};

struct MoveResult {
  enum class Ended { kCompared, kSwitched, kAtNextStart };
  Ended ended = Ended::kCompared;
  ProjectionCheck check;   // live_hash: of the one in service before
  std::string generation;  // of the other
};

LogPositions PositionsOf(const ReplicaState& state);

// Blocks for as long as it takes, on a thread of the caller's; one at a time.
class ProjectionMove {
 public:
  // Runs a task on the replica's thread between two turns and waits for its end. False when there
  // is no such thread any more; the task is not run then.
  using BetweenTurns = std::function<bool(const std::function<void()>& task)>;

  // All outlive the object. `published` is the replica's.
  ProjectionMove(const RebuildSource& source, projection::RocksDbProjectionStore* live,
                 const Published* published, BetweenTurns between_turns);

  // CANCELLED: `progress` said so. UNAVAILABLE: try again, a query may still read the one before
  // the last switch. Whatever goes wrong, the live projection is as it was.
  absl::StatusOr<MoveResult> Rebuild(const MoveOptions& options, const RebuildProgressFn& progress);
  // Back to the one before the last switch; the present one is kept in its stead.
  // FAILED_PRECONDITION when there is none.
  absl::StatusOr<MoveResult> RollBack(const MoveOptions& options,
                                      const RebuildProgressFn& progress);
  // Removes the one kept to roll back to. No effect when there is none.
  absl::Status ForgetPrevious();

 private:
  struct Meeting;
  absl::StatusOr<projection::Generation> Build(const RebuildProgressFn& progress);
  absl::StatusOr<MoveResult> Take(const projection::Generation& generation,
                                  const MoveOptions& options, const RebuildProgressFn& progress);
  absl::StatusOr<Meeting> Meet(Follower& follower, bool switch_over,
                               const RebuildProgressFn& progress);
  absl::Status MeetHere(Follower& follower, bool switch_over, Meeting& meeting);
  absl::Status CheckMovable() const;
  absl::Status CheckPreviousIsUnread() const;

  const RebuildSource source_;
  projection::RocksDbProjectionStore* live_;
  const Published* published_;
  const BetweenTurns between_turns_;
};

}  // namespace rondetafel::runtime
