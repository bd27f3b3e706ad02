// Rows for the lists of work plans: codes only.
#pragma once
#include "rondetafel/workplan/v1/service.pb.h"
#include "services/workplan/domain/work_plan.h"
#include "shared/projection/rows.h"
#include "shared/runtime/definition.h"

namespace rondetafel::workplan {

class PlanViews final : public runtime::View {
 public:
  void Apply(const runtime::AcceptedCommit& commit, projection::Rows& rows) override;
};

v1::WorkPlanRow RowOf(const std::string& name, const State& state);
// Key of a plan's row (v1.WorkPlanRow).
projection::Key RowKey(const base::StreamId& stream);
// Index in the order of the list: evaluation date, plans without one last. Region 0: all.
projection::Key EvaluationPrefix(int region);

}  // namespace rondetafel::workplan
