// Workplan's refusals on the wire: one row per reason, in English and plain Dutch.
#pragma once
#include "rondetafel/workplan/v1/service.pb.h"
#include "shared/rpc/errors.h"

namespace rondetafel::workplan {

const rpc::ErrorTable& WorkPlanErrors();
// The same texts for an answer that is not recorded.
absl::Status WorkPlanError(v1::WorkPlanReason reason, std::string_view rule);

}  // namespace rondetafel::workplan
