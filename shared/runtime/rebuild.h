// Rebuild: a service's projection folded again from offset 0. With the same rows as the live one at
// the same positions, or something is wrong with one of them.
//
//   RebuildSource source{&definition, log, keys};
//   RT_RETURN_IF_ERROR(RebuildProjection(source, dir, progress));  // the service is stopped
//   StatusOr<std::string> hash = RebuiltHash(source, positions, progress);
//
// Uses the definition's views and reactions from the calling thread; they keep no state of their
// own.
#pragma once
#include <absl/status/statusor.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "shared/commit/envelope.h"
#include "shared/eventlog/event_log.h"
#include "shared/projection/difference.h"
#include "shared/projection/snapshot.h"
#include "shared/projection/store.h"
#include "shared/runtime/definition.h"

namespace rondetafel::runtime {

using LogPositions = std::map<eventlog::TopicPartition, eventlog::Offset>;

struct RebuildProgress {
  std::uint64_t records = 0;
  std::uint64_t records_total = 0;
};
// False ends the rebuild with CANCELLED: nobody waits for it any more.
using RebuildProgressFn = std::function<bool(const RebuildProgress&)>;

struct RebuildSource {
  const ServiceDefinition* definition = nullptr;
  eventlog::EventLog* log = nullptr;
  const commit::MacKeyring* keys = nullptr;
};

// A live projection beside a rebuilt one at the same positions.
struct ProjectionCheck {
  LogPositions positions;
  std::string live_hash;
  std::string rebuilt_hash;
  // Table by table, when the hashes differ; the live one is the first.
  std::vector<projection::TableDifference> differences = {};
  bool equal() const { return live_hash == rebuilt_hash; }
};

// How the runtime names the store of a service.
projection::StoreOptions StoreOptionsFor(const ServiceDefinition& definition,
                                         const base::LogId& log_id, const std::string& dir);
// The ends of the log now, of every partition the service folds.
absl::StatusOr<LogPositions> EndsOf(const RebuildSource& source);

// Folds everything below `until` into an empty writer. FAILED_PRECONDITION: a partition halted,
// with the reason. Commits as it goes, so that a builder may write out what it does not need.
absl::Status FoldFromStart(const RebuildSource& source, const LogPositions& until,
                           projection::ProjectionWriter& writer, const RebuildProgressFn& progress);
// The hash a projection has at these positions. All rows are in memory meanwhile.
absl::StatusOr<std::string> RebuiltHash(const RebuildSource& source, const LogPositions& until,
                                        const RebuildProgressFn& progress);
// A projection that is served, between two batches.
struct LiveProjection {
  LogPositions positions;
  std::string hash;  // as it says
  std::shared_ptr<const projection::Snapshot> rows;
};
// Compares it with one folded anew; what outgrows memory goes to `scratch`, a folder of its own.
absl::StatusOr<ProjectionCheck> CheckAgainstLog(const RebuildSource& source,
                                                const LiveProjection& live,
                                                const std::string& scratch,
                                                const RebuildProgressFn& progress);
// Replaces the projection in `dir` by one folded up to the log's end. The service must not run.
absl::Status RebuildProjection(const RebuildSource& source, const std::string& dir,
                               const RebuildProgressFn& progress);

}  // namespace rondetafel::runtime
