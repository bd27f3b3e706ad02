#include "shared/runtime/tables.h"

#include "shared/runtime/definition.h"

namespace rondetafel::runtime {

projection::Key StateKey(std::string_view stream_kind, const base::StreamId& stream) {
  return projection::Key(kStateTable).Add(stream_kind).Add(stream.raw());
}

projection::Key HistoryPrefix(const base::CaseId& case_id) {
  return projection::Key(kHistoryTable).Add(case_id.raw());
}

projection::Key HistoryKey(const base::CaseId& case_id, eventlog::Offset offset) {
  return HistoryPrefix(case_id).Add(offset);
}

projection::Key OutboxKey(const OutboxPlace& place) {
  return projection::Key(kOutboxTable)
      .Add(place.source.topic)
      .Add(place.source.partition)
      .Add(place.offset)
      .Add(place.reaction)
      .Add(place.ordinal);
}

projection::Key DueKey(const base::StreamId& stream) {
  return projection::Key(kDueTable).Add(stream.raw());
}

eventlog::TopicPartition CheckedPlace(const eventlog::TopicPartition& of) {
  return {of.topic + "#checked", of.partition};
}

base::CommandId ReactionCommandId(const commit::Hash& upstream, std::string_view reaction,
                                  int ordinal) {
  return base::CommandId(base::DeriveUuid(
      "reaction", {commit::HashBytes(upstream), reaction, std::to_string(ordinal)}));
}

base::CommandId TimerCommandId(std::string_view set_by, std::string_view name) {
  return base::CommandId(base::DeriveUuid("timer", {set_by, name}));
}

base::ActorId ServiceActor(std::string_view service) {
  return base::ActorId(base::DeriveUuid("service", {service}));
}

}  // namespace rondetafel::runtime
