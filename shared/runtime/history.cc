// Reading the `history` table.
#include "rondetafel/runtime/v1/rows.pb.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/runtime/service_fold.h"
#include "shared/runtime/service_runtime.h"
#include "shared/runtime/tables.h"

namespace rondetafel::runtime {
namespace {

absl::Status Unreadable(eventlog::Offset offset) {
  return absl::DataLossError(base::Cat("history row at offset ", offset, " is unreadable"));
}

// Applies what an entry says of the stream to its state; `found` from its first commit on. False:
// the entry cannot be read.
bool Replay(const HistoryEntry& entry, const StreamKind& kind, const base::StreamId& stream,
            Message& state, bool& found) {
  commit::RecordFault fault;
  const auto record = commit::ParseRecord(entry.record, &fault);
  if (!record) return false;
  if (record->envelope.stream_id != stream) return true;
  log::v1::CommitBody body;
  std::vector<std::unique_ptr<Message>> events;
  if (!body.ParseFromArray(record->body.data(), static_cast<int>(record->body.size())) ||
      !ParseEvents(kind, body, &events)) {
    return false;
  }
  if (body.has_refusal()) return true;
  found = true;
  for (const auto& event : events) kind.apply(*event, state);
  return true;
}

}  // namespace

absl::Status VisitHistory(const projection::Snapshot& snapshot, const base::CaseId& case_id,
                          eventlog::Offset from,
                          const std::function<bool(const HistoryEntry&)>& visit) {
  HistoryEntry entry;
  v1::HistoryRow row;
  bool readable = true;
  snapshot.Scan(HistoryPrefix(case_id), HistoryKey(case_id, from).bytes(),
                [&](std::string_view key, std::string_view value) {
                  projection::Key::Reader reader(key);
                  reader.Text();  // the case
                  entry.offset = reader.Number();
                  readable = row.ParseFromArray(value.data(), static_cast<int>(value.size()));
                  if (!readable) return false;
                  entry.effective = base::Instant{row.effective_us()};
                  entry.known_at = base::Instant{row.known_at_us()};
                  entry.version = row.version();
                  entry.record.swap(*row.mutable_record());
                  return visit(entry);
                });
  return readable ? absl::OkStatus() : Unreadable(entry.offset);
}

bool OpenedIn(const projection::Snapshot& snapshot, const base::CaseId& case_id,
              const base::StreamId& stream) {
  bool opened = false;
  v1::HistoryRow row;
  log::v1::CommitBody body;
  snapshot.Scan(HistoryPrefix(case_id), "", [&](std::string_view, std::string_view value) {
    commit::RecordFault fault;
    if (!row.ParseFromArray(value.data(), static_cast<int>(value.size()))) return true;
    const auto record = commit::ParseRecord(row.record(), &fault);
    if (!record || record->envelope.stream_id != stream ||
        !body.ParseFromArray(record->body.data(), static_cast<int>(record->body.size())) ||
        body.events().event_size() == 0) {
      return true;
    }
    opened = row.version() == 1;
    return false;
  });
  return opened;
}

absl::StatusOr<std::unique_ptr<Message>> StateAsKnownOn(const projection::Snapshot& snapshot,
                                                        const StreamKind& kind,
                                                        const base::CaseId& case_id,
                                                        const base::StreamId& stream,
                                                        base::Instant t) {
  std::unique_ptr<Message> state(kind.state_prototype->New());
  absl::Status replayed;
  bool found = false;
  const auto replay = [&](const HistoryEntry& entry) {
    if (entry.known_at > t) return true;
    if (!Replay(entry, kind, stream, *state, found)) replayed = Unreadable(entry.offset);
    return replayed.ok();
  };
  RT_RETURN_IF_ERROR(VisitHistory(snapshot, case_id, 0, replay));
  RT_RETURN_IF_ERROR(replayed);
  if (!found) return absl::NotFoundError("nothing was known of this stream then");
  return state;
}

}  // namespace rondetafel::runtime
