#include "services/workplan/views/plan_views.h"

#include <limits>

#include "shared/base/civil_date.h"
#include "shared/base/resource_name.h"

namespace rondetafel::workplan {
namespace {

using projection::Key;

std::int64_t OrderOf(const v1::WorkPlanRow& row) {
  return base::IsSet(row.evaluate_on()) ? base::DayNumber(base::FromProto(row.evaluate_on()))
                                        : std::numeric_limits<std::int64_t>::max();
}

Key IndexKey(const v1::WorkPlanRow& row, const base::StreamId& stream, bool all) {
  return EvaluationPrefix(all ? 0 : static_cast<int>(row.region()))
      .Add(OrderOf(row))
      .Add(stream.raw());
}

}  // namespace

Key RowKey(const base::StreamId& stream) { return Key("plan_row").Add(stream.raw()); }

Key EvaluationPrefix(int region) { return Key("by_evaluation").Add(region); }

v1::WorkPlanRow RowOf(const std::string& name, const State& state) {
  v1::WorkPlanRow row;
  row.set_name(name);
  row.set_reference(state.reference());
  row.set_status(state.status());
  row.set_region(state.region());
  *row.mutable_held_at() = state.held_at();
  if (base::IsSet(state.evaluate_on())) *row.mutable_evaluate_on() = state.evaluate_on();
  row.set_reminded(state.reminded());
  row.set_has_coordinator(state.mandate().mandated());
  return row;
}

void PlanViews::Apply(const runtime::AcceptedCommit& commit, projection::Rows& rows) {
  if (commit.state_after == nullptr || commit.stream_kind != "work_plan" || commit.events.empty()) {
    return;
  }
  const base::StreamId& stream = commit.envelope().stream_id;
  const v1::WorkPlanRow row =
      RowOf(base::FormatName("workPlans", commit.envelope().case_id, stream),
            static_cast<const State&>(*commit.state_after));
  if (const auto* before = rows.Find<v1::WorkPlanRow>(RowKey(stream))) {
    rows.Erase(IndexKey(*before, stream, false));
    rows.Erase(IndexKey(*before, stream, true));
  }
  rows.PutRaw(IndexKey(row, stream, false), "");
  rows.PutRaw(IndexKey(row, stream, true), "");
  *rows.Mutable<v1::WorkPlanRow>(RowKey(stream)) = row;
}

}  // namespace rondetafel::workplan
