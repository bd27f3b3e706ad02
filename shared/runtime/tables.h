// The tables the runtime keeps in a projection, and their keys. The store keeps heads, known
// commands and cursors itself (projection/store.h).
#pragma once
#include <compare>
#include <string>
#include <string_view>

#include "shared/base/id.h"
#include "shared/commit/envelope.h"
#include "shared/eventlog/event_log.h"
#include "shared/projection/rows.h"

namespace rondetafel::runtime {

inline constexpr std::string_view kStateTable = "state";
inline constexpr std::string_view kHistoryTable = "history";
inline constexpr std::string_view kOutboxTable = "outbox";
inline constexpr std::string_view kDueTable = "due";

// Which command of which reaction to which upstream commit. The order is the order of work.
struct OutboxPlace {
  eventlog::TopicPartition source;
  eventlog::Offset offset = 0;
  std::string reaction;
  int ordinal = 0;
  friend auto operator<=>(const OutboxPlace&, const OutboxPlace&) = default;
};

// Own accepted commits of a case; one prefix scan gives them in offset order.
projection::Key HistoryPrefix(const base::CaseId& case_id);
projection::Key HistoryKey(const base::CaseId& case_id, eventlog::Offset offset);
projection::Key OutboxKey(const OutboxPlace& place);
projection::Key DueKey(const base::StreamId& stream);
// Under which name a store keeps how far the last overlap check came, as a cursor of its own:
// written in the same batches, and like cursors not covered by the projection's hash.
eventlog::TopicPartition CheckedPlace(const eventlog::TopicPartition& of);

// Ids of commands nobody typed: UUIDs of version 8, the same in every replica.
base::CommandId ReactionCommandId(const commit::Hash& upstream, std::string_view reaction,
                                  int ordinal);
base::CommandId TimerCommandId(std::string_view set_by, std::string_view name);
// Who acts in reactions and timers of a service.
base::ActorId ServiceActor(std::string_view service);

}  // namespace rondetafel::runtime
