// Outbox: the reactions that are still to be done. Each is a row written with the position that
// passed its cause, and gone with the position that passed its own commit; so no crash loses or
// repeats one. A cursor in place of rows was found to lose or invent reactions (architecture 3,
// "Why exactly so").
//
// Beside the rows it keeps their places in memory, in lanes: the rows of one upstream stream are
// worked in order, one at a time.
//
// Not thread-safe; deterministic.
#pragma once
#include <absl/container/flat_hash_map.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "rondetafel/runtime/v1/rows.pb.h"
#include "shared/base/time.h"
#include "shared/projection/rows.h"
#include "shared/projection/snapshot.h"
#include "shared/runtime/tables.h"

namespace rondetafel::runtime {

class Outbox {
 public:
  // Reads the places of the rows that are there: once, before the first fold.
  void Load(const projection::Snapshot& snapshot);
  void Add(const v1::OutboxRow& row, projection::Rows& rows);
  // An own commit with this id was folded. False when no row waits for it.
  bool Remove(const base::CommandId& id, projection::Rows& rows);

  // What became of the commands reactions asked for, in this process.
  struct Counts {
    std::uint64_t written = 0, known = 0, deleted = 0;
  };
  // A reaction asked for a command whose id the own topic knows: no row.
  void NoteKnown() { ++counts_.known; }
  const Counts& counts() const { return counts_; }

  // Lowest upstream offset in `source` with a row left.
  std::optional<eventlog::Offset> Lowest(const eventlog::TopicPartition& source) const;
  std::size_t size() const { return lane_of_.size(); }
  bool Has(const OutboxPlace& place) const { return lane_of_.contains(place); }

  using LaneKey = std::pair<std::string, base::StreamId>;  // upstream topic and stream
  struct Taken {
    LaneKey lane;
    OutboxPlace place;
  };
  // The next row to work: the first of a lane in which none is being worked. The lane rests until
  // GoOn.
  std::optional<Taken> Take();
  // The row taken was worked: its lane goes on with what is left in it, not before `from`.
  void GoOn(const LaneKey& lane, base::Instant from);
  // Lets lanes go on whose time has come.
  void Wake(base::Instant now);
  // When Wake has something to do next.
  std::optional<base::Instant> next_wake() const;

 private:
  struct Lane {
    std::set<OutboxPlace> places;
    bool resting = false;
  };
  void Remember(const v1::OutboxRow& row);

  std::map<LaneKey, Lane> lanes_;
  std::set<LaneKey> ready_;  // lanes with places that do not rest
  std::multimap<base::Instant, LaneKey> sleeping_;
  std::map<OutboxPlace, LaneKey> lane_of_;
  absl::flat_hash_map<base::CommandId, OutboxPlace> place_of_;
  Counts counts_;
};

}  // namespace rondetafel::runtime
