#include "tools/rtctl/case/names.h"

#include "shared/base/resource_name.h"

namespace rondetafel::rtctl {

absl::StatusOr<Names> NamesOf(const std::string& request_name) {
  const auto name = base::ParseName(request_name, "requests");
  if (!name) {
    return absl::InvalidArgumentError(
        "name a request: its reference, or cases/{case}/requests/{request}");
  }
  const base::StreamId consultation = base::ConsultationOf(name->stream_id);
  return Names{"cases/" + name->case_id.ToString(), request_name,
               base::FormatName("assessments", name->case_id, base::AssessmentOf(name->stream_id)),
               base::FormatName("consultations", name->case_id, consultation),
               base::FormatName("workPlans", name->case_id, base::WorkPlanOf(consultation))};
}

}  // namespace rondetafel::rtctl
