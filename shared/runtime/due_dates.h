// Due dates: a row per stream that has some, kept from its state after each own commit, and an
// order by time in memory to see which has come. The id of a date's command derives from the commit
// that set the date, so every replica may fire it and the log keeps one; a date that later commits
// leave alone keeps its id, and one that has fired does not come again.
//
// Not thread-safe; deterministic.
#pragma once
#include <absl/container/flat_hash_map.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "rondetafel/runtime/v1/rows.pb.h"
#include "shared/base/time.h"
#include "shared/projection/rows.h"
#include "shared/projection/snapshot.h"
#include "shared/runtime/definition.h"

namespace rondetafel::runtime {

// A date that has come, with what its command needs.
struct DueNow {
  std::string stream_kind;
  base::CaseId case_id;
  base::StreamId stream_id;
  DueDate date;
  std::string set_by;  // commit hash
  eventlog::Offset set_at_offset = 0;
  base::CommandId command_id;
};

class DueDates {
 public:
  void Load(const projection::Snapshot& snapshot);
  // After an own accepted commit: what the stream's dates are now.
  void Update(const AcceptedCommit& commit, const std::vector<DueDate>& dates,
              projection::Rows& rows);
  // Up to `max` dates at or before `now`, earliest first; each is handed out once, until GiveBack.
  std::vector<DueNow> TakeDue(base::Instant now, std::size_t max);
  // A date whose command was not settled: it rests until Wake is called at `from` or later. That is
  // steady time (base::SteadyNow): a pause does not last an hour because a clock was set.
  void GiveBack(const DueNow& due, base::Instant from);
  void Wake(base::Instant steady);
  // The earliest date that waits or rests.
  std::optional<base::Instant> next() const;

 private:
  using Place = std::tuple<base::Instant, base::StreamId, std::string>;  // when, stream, name
  void Forget(const base::StreamId& stream);
  void Remember(const base::StreamId& stream, const v1::DueDatesRow& row);

  std::set<Place> waiting_;
  std::multimap<base::Instant, Place> resting_;  // by when they are woken
  // The same as the rows, by stream; dates that have not fired only.
  absl::flat_hash_map<base::StreamId, v1::DueDatesRow> rows_;
};

}  // namespace rondetafel::runtime
