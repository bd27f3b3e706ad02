#include "services/scheduling/views/consultation_views.h"

#include "services/scheduling/domain/obstacles.h"
#include "services/scheduling/domain/people.h"
#include "shared/base/civil_date.h"
#include "shared/base/resource_name.h"

namespace rondetafel::scheduling {

using projection::Key;

Key RowKey(const base::StreamId& stream) { return Key("consultation_row").Add(stream.raw()); }

Key RegionKey(type::v1::Region region, const v1::ConsultationRow& row,
              const base::StreamId& stream) {
  return Key("by_region")
      .Add(static_cast<int>(region))
      .Add(base::DayNumber(base::FromProto(row.appointed_on())))
      .Add(stream.raw());
}

Key ChairKey(const v1::ConsultationRow& row, const base::StreamId& stream) {
  return Key("by_chair")
      .Add(row.chair_actor_id())
      .Add(base::DayNumber(base::FromProto(row.appointed_on())))
      .Add(stream.raw());
}

v1::ConsultationRow RowOf(const base::CaseId& case_id, const base::StreamId& stream,
                          const v1::ConsultationState& state) {
  v1::ConsultationRow row;
  row.set_name(base::FormatName("consultations", case_id, stream));
  row.set_request_name(state.request_name());
  row.set_reference(state.reference());
  row.set_status(state.status());
  row.set_region(state.region());
  row.set_chair_actor_id(state.chair_actor_id());
  *row.mutable_received_on() = state.received_on();
  *row.mutable_appointed_on() = state.appointed_on();
  if (state.has_held_at()) {
    *row.mutable_meeting_at() = state.held_at();
  } else if (state.has_planned_at()) {
    *row.mutable_meeting_at() = state.planned_at();
  }
  row.set_postponed_count(state.postponed_count());
  row.set_follow_up(state.has_earlier());
  row.set_independence_questioned(!TiedPersons(state).empty());
  if (state.status() == v1::CONSULTATION_STATUS_HELD) {
    for (v1::MissingStep step : MissingStepsOf(state, {})) row.add_missing_steps(step);
  }
  return row;
}

void ConsultationViews::Apply(const runtime::AcceptedCommit& commit, projection::Rows& rows) {
  if (commit.state_after == nullptr || commit.stream_kind != "consultation" ||
      commit.events.empty()) {
    return;
  }
  const auto& state = static_cast<const v1::ConsultationState&>(*commit.state_after);
  // An answer that came before the assignment: no consultation yet.
  if (state.status() == v1::CONSULTATION_STATUS_UNSPECIFIED) return;
  const base::StreamId& stream = commit.envelope().stream_id;
  const v1::ConsultationRow row = RowOf(commit.envelope().case_id, stream, state);
  if (const auto* before = rows.Find<v1::ConsultationRow>(RowKey(stream))) {
    rows.Erase(RegionKey(before->region(), *before, stream));
    rows.Erase(RegionKey(type::v1::REGION_UNSPECIFIED, *before, stream));
    rows.Erase(ChairKey(*before, stream));
  }
  rows.PutRaw(RegionKey(row.region(), row, stream), "");
  rows.PutRaw(RegionKey(type::v1::REGION_UNSPECIFIED, row, stream), "");
  rows.PutRaw(ChairKey(row, stream), "");
  *rows.Mutable<v1::ConsultationRow>(RowKey(stream)) = row;
}

}  // namespace rondetafel::scheduling
