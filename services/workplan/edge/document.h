// The work plan as a document in Dutch for one person who was at the table (R60, R176).
#pragma once
#include <string>

#include "rondetafel/workplan/v1/service.pb.h"

namespace rondetafel::workplan {

// `plan` with texts and names opened. Holds names and tasks, nobody's contact data.
std::string RenderWorkPlan(const v1::WorkPlan& plan, const std::string& for_person_id);

}  // namespace rondetafel::workplan
