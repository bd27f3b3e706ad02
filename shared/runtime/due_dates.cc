#include "shared/runtime/due_dates.h"

#include <algorithm>

#include "shared/base/check.h"
#include "shared/runtime/tables.h"

namespace rondetafel::runtime {

void DueDates::Load(const projection::Snapshot& snapshot) {
  snapshot.Scan(projection::Key(kDueTable), "",
                [this](std::string_view key, std::string_view value) {
                  v1::DueDatesRow row;
                  RT_CHECK(row.ParseFromArray(value.data(), static_cast<int>(value.size())));
                  projection::Key::Reader reader(key);
                  Remember(base::StreamId::FromRaw(reader.Text()), row);
                  return true;
                });
}

void DueDates::Remember(const base::StreamId& stream, const v1::DueDatesRow& row) {
  for (const v1::DueDateEntry& entry : row.dates()) {
    if (!entry.fired()) waiting_.insert({base::Instant{entry.at_us()}, stream, entry.name()});
  }
  rows_[stream] = row;
}

void DueDates::Forget(const base::StreamId& stream) {
  const auto found = rows_.find(stream);
  if (found == rows_.end()) return;
  for (const v1::DueDateEntry& entry : found->second.dates()) {
    waiting_.erase({base::Instant{entry.at_us()}, stream, entry.name()});
  }
  rows_.erase(found);
}

void DueDates::Update(const AcceptedCommit& commit, const std::vector<DueDate>& dates,
                      projection::Rows& rows) {
  const commit::Envelope& envelope = commit.envelope();
  const auto before = rows_.find(envelope.stream_id);
  if (before == rows_.end() && dates.empty()) return;
  v1::DueDatesRow row;
  row.set_stream_kind(std::string(commit.stream_kind));
  row.set_case_id(std::string(envelope.case_id.raw()));
  for (const DueDate& date : dates) {
    v1::DueDateEntry entry;
    entry.set_name(date.name);
    entry.set_at_us(date.at.us);
    entry.set_set_by(std::string(commit::HashBytes(commit.verdict->record.commit_hash)));
    entry.set_set_at_offset(commit.offset);
    if (before != rows_.end()) {
      for (const v1::DueDateEntry& old : before->second.dates()) {
        if (old.name() == date.name && old.at_us() == date.at.us) entry = old;
      }
    }
    if (envelope.command_id == TimerCommandId(entry.set_by(), entry.name())) entry.set_fired(true);
    *row.add_dates() = std::move(entry);
  }
  Forget(envelope.stream_id);
  if (dates.empty()) {
    rows.Erase(DueKey(envelope.stream_id));
    return;
  }
  Remember(envelope.stream_id, row);
  *rows.Mutable<v1::DueDatesRow>(DueKey(envelope.stream_id)) = std::move(row);
}

std::vector<DueNow> DueDates::TakeDue(base::Instant now, std::size_t max) {
  std::vector<DueNow> due;
  while (!waiting_.empty() && due.size() < max) {
    const auto& [at, stream, name] = *waiting_.begin();
    if (at > now) break;
    const auto found = rows_.find(stream);
    const v1::DueDatesRow row = found == rows_.end() ? v1::DueDatesRow() : found->second;
    for (const v1::DueDateEntry& entry : row.dates()) {
      // A place given back may be of a date that has moved meanwhile.
      if (entry.name() != name || entry.fired() || entry.at_us() > now.us) continue;
      DueNow one;
      one.stream_kind = row.stream_kind();
      one.case_id = base::CaseId::FromRaw(row.case_id());
      one.stream_id = stream;
      one.date = {name, base::Instant{entry.at_us()}};
      one.set_by = entry.set_by();
      one.set_at_offset = entry.set_at_offset();
      one.command_id = TimerCommandId(entry.set_by(), entry.name());
      due.push_back(std::move(one));
    }
    waiting_.erase(waiting_.begin());
  }
  return due;
}

void DueDates::GiveBack(const DueNow& due, base::Instant from) {
  const auto found = rows_.find(due.stream_id);
  if (found == rows_.end()) return;
  for (const v1::DueDateEntry& entry : found->second.dates()) {
    if (entry.name() == due.date.name && entry.set_by() == due.set_by && !entry.fired()) {
      resting_.insert({from, {due.date.at, due.stream_id, due.date.name}});
    }
  }
}

void DueDates::Wake(base::Instant steady) {
  while (!resting_.empty() && resting_.begin()->first <= steady) {
    waiting_.insert(resting_.begin()->second);
    resting_.erase(resting_.begin());
  }
}

std::optional<base::Instant> DueDates::next() const {
  std::optional<base::Instant> earliest;
  if (!waiting_.empty()) earliest = std::get<0>(*waiting_.begin());
  for (const auto& [from, place] : resting_) {
    earliest = std::min(earliest.value_or(std::get<0>(place)), std::get<0>(place));
  }
  return earliest;
}

}  // namespace rondetafel::runtime
