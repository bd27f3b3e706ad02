#include "services/intake/views/request_views.h"

#include "services/intake/domain/request.h"
#include "shared/base/civil_date.h"
#include "shared/base/resource_name.h"

namespace rondetafel::intake {
namespace {

using projection::Key;

Key ReferenceKey(const v1::RequestRow& row, const base::StreamId& stream) {
  return Key("by_reference").Add(row.reference()).Add(stream.raw());
}

Key ExternalKey(const v1::RequestRow& row, const base::StreamId& stream) {
  return Key("by_external").Add(row.external_reference()).Add(stream.raw());
}

void PutIndexes(const v1::RequestRow& row, const base::StreamId& stream, projection::Rows& rows) {
  rows.PutRaw(RegionKey(row, stream, false), "");
  rows.PutRaw(RegionKey(row, stream, true), "");
  rows.PutRaw(ReferenceKey(row, stream), "");
  if (!row.external_reference().empty()) rows.PutRaw(ExternalKey(row, stream), "");
}

}  // namespace

Key RowKey(const base::StreamId& stream) { return Key("request_row").Add(stream.raw()); }

Key RegionKey(const v1::RequestRow& row, const base::StreamId& stream, bool all) {
  const int region = all ? 0 : static_cast<int>(row.region());
  return Key("by_region")
      .Add(region)
      .Add(-base::DayNumber(base::FromProto(row.received_on())))
      .Add(stream.raw());
}

v1::RequestRow RowOf(const base::CaseId& case_id, const base::StreamId& stream,
                     const v1::RequestState& state) {
  const v1::RequestContent& content = state.content();
  v1::RequestRow row;
  row.set_name(base::FormatName("requests", case_id, stream));
  row.set_reference(content.reference());
  row.set_status(StatusOf(state));
  row.set_region(state.region());
  *row.mutable_received_on() = content.received_on();
  row.set_channel(content.channel());
  row.set_requester_role(content.requester_role());
  row.set_external_reference(content.external_reference());
  row.set_follow_up(content.has_earlier());
  row.set_complete(content.complete());
  for (const type::v1::PersonInCase& person : content.persons()) {
    if (person.role() == type::v1::PERSON_ROLE_YOUTH) row.set_youths(row.youths() + 1);
  }
  row.set_submitted_by_actor_id(state.submitted_by_actor_id());
  row.set_chair_actor_id(state.chair().chair_actor_id());
  return row;
}

void RequestViews::Apply(const runtime::AcceptedCommit& commit, projection::Rows& rows) {
  if (commit.state_after == nullptr || commit.stream_kind != "request" || commit.events.empty()) {
    return;
  }
  const auto& state = static_cast<const v1::RequestState&>(*commit.state_after);
  if (!state.has_content()) return;
  const base::StreamId& stream = commit.envelope().stream_id;
  const v1::RequestRow row = RowOf(commit.envelope().case_id, stream, state);
  v1::RequestRow before;
  if (const auto* known = rows.Find<v1::RequestRow>(RowKey(stream))) before = *known;
  if (before.name().empty()) {
    PutIndexes(row, stream, rows);
  } else if (before.region() != row.region()) {
    rows.Erase(RegionKey(before, stream, false));
    rows.PutRaw(RegionKey(row, stream, false), "");
  }
  *rows.Mutable<v1::RequestRow>(RowKey(stream)) = row;
  if (before.status() == row.status()) return;
  auto* change = rows.Mutable<v1::StatusChange>(
      Key("status_feed").Add(commit.partition).Add(static_cast<std::int64_t>(commit.offset)));
  change->set_name(row.name());
  change->set_reference(row.reference());
  change->set_external_reference(row.external_reference());
  change->set_status(row.status());
  change->set_recorded_at_us(commit.verdict->effective.us);
  change->set_channel(row.channel());
}

}  // namespace rondetafel::intake
