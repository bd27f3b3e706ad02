// Reading the `history` table.
#include "rondetafel/runtime/v1/rows.pb.h"
#include "shared/base/text.h"
#include "shared/runtime/service_fold.h"
#include "shared/runtime/service_runtime.h"
#include "shared/runtime/tables.h"

namespace rondetafel::runtime {
namespace {

// Applies what a row of history says of the stream to its state; `found` from its first commit on.
// False: the row cannot be read.
bool Replay(const v1::HistoryRow& row, const StreamKind& kind, const base::StreamId& stream,
            Message& state, bool& found) {
  commit::RecordFault fault;
  const auto record = commit::ParseRecord(row.record(), &fault);
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

std::vector<HistoryEntry> ReadHistory(const projection::Snapshot& snapshot,
                                      const base::CaseId& case_id) {
  std::vector<HistoryEntry> entries;
  snapshot.Scan(HistoryPrefix(case_id), "", [&](std::string_view key, std::string_view value) {
    v1::HistoryRow row;
    if (!row.ParseFromArray(value.data(), static_cast<int>(value.size()))) return true;
    projection::Key::Reader reader(key);
    reader.Text();  // the case
    HistoryEntry entry;
    entry.offset = reader.Number();
    entry.effective = base::Instant{row.effective_us()};
    entry.known_at = base::Instant{row.known_at_us()};
    entry.version = row.version();
    entry.record = std::move(*row.mutable_record());
    entries.push_back(std::move(entry));
    return true;
  });
  return entries;
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

// Row by row: a stream for all, as the book of figures, may have more history than memory holds.
absl::StatusOr<std::unique_ptr<Message>> StateAsKnownOn(const projection::Snapshot& snapshot,
                                                        const StreamKind& kind,
                                                        const base::CaseId& case_id,
                                                        const base::StreamId& stream,
                                                        base::Instant t) {
  std::unique_ptr<Message> state(kind.state_prototype->New());
  bool found = false, readable = true;
  eventlog::Offset offset = 0;
  v1::HistoryRow row;
  snapshot.Scan(HistoryPrefix(case_id), "", [&](std::string_view key, std::string_view value) {
    projection::Key::Reader reader(key);
    reader.Text();  // the case
    offset = reader.Number();
    readable = row.ParseFromArray(value.data(), static_cast<int>(value.size())) &&
               (row.known_at_us() > t.us || Replay(row, kind, stream, *state, found));
    return readable;
  });
  if (!readable) {
    return absl::DataLossError(base::Cat("history row at offset ", offset, " is unreadable"));
  }
  if (!found) return absl::NotFoundError("nothing was known of this stream then");
  return state;
}

}  // namespace rondetafel::runtime
