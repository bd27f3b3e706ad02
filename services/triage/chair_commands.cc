// Appointing and replacing a chair.
#include <algorithm>

#include "services/triage/edge/act.h"
#include "services/triage/edge/request_check.h"

namespace rondetafel::triage {
namespace {

bool WorksIn(const v1::FacilitatorState& facilitator, type::v1::Region region) {
  const auto& regions = facilitator.registration().regions();
  return std::find(regions.begin(), regions.end(), region) != regions.end();
}

}  // namespace

absl::StatusOr<v1::AppointChairResponse> TriageHandlers::AppointChair(
    const rpc::Call& call, const v1::AppointChairRequest& request) {
  RequestCheck check(call);
  check.faults().CheckCommandId(request.command_id());
  const base::ResourceName name = check.Name("name", request.name(), "assessments");
  const base::ResourceName chair =
      check.OwnName("facilitator_name", request.facilitator_name(), "facilitators");
  const base::Date on = check.PastDate("appointed_on", request.appointed_on(), "R40");
  check.LateReason(on, request.late_reason());
  RT_RETURN_IF_ERROR(std::move(check).ToStatus());
  RT_ASSIGN_OR_RETURN(const Target target, ReachAssessment(call, name, request.position()));
  RT_ASSIGN_OR_RETURN(const v1::FacilitatorState facilitator, ReadFacilitator(chair));
  return Act<v1::AppointChairResponse, v1::AssessmentState, v1::AssessmentEvent>(
      call, target, request,
      triage::AppointChair{base::FormatName("facilitators", chair.stream_id), facilitator, on,
                           request.late_reason()},
      [name, facilitator](const v1::AssessmentState& after, const base::Context&, auto& response) {
        response.set_name(base::FormatName("assessments", name.case_id, name.stream_id));
        response.set_facilitator_name(after.chair().facilitator_name());
        if (const auto asked = base::ParseName(after.request_name(), "requests")) {
          response.set_consultation_name(base::FormatName("consultations", asked->case_id,
                                                          base::ConsultationOf(asked->stream_id)));
        }
        response.set_outside_region(!WorksIn(facilitator, after.region()));
      });
}

absl::StatusOr<v1::ReplaceChairResponse> TriageHandlers::ReplaceChair(
    const rpc::Call& call, const v1::ReplaceChairRequest& request) {
  RequestCheck check(call);
  check.faults().CheckCommandId(request.command_id());
  const base::ResourceName name = check.Name("name", request.name(), "assessments");
  const base::ResourceName chair =
      check.OwnName("facilitator_name", request.facilitator_name(), "facilitators");
  check.Choice("reason",
               v1::ReplacementReason_IsValid(request.reason()) &&
                   request.reason() != v1::REPLACEMENT_REASON_UNSPECIFIED,
               "R40");
  const base::Date on = check.PastDate("replaced_on", request.replaced_on(), "R40");
  check.LateReason(on, request.late_reason());
  RT_RETURN_IF_ERROR(std::move(check).ToStatus());
  RT_ASSIGN_OR_RETURN(const Target target, ReachAssessment(call, name, request.position()));
  RT_ASSIGN_OR_RETURN(const v1::FacilitatorState facilitator, ReadFacilitator(chair));
  return Act<v1::ReplaceChairResponse, v1::AssessmentState, v1::AssessmentEvent>(
      call, target, request,
      triage::ReplaceChair{base::FormatName("facilitators", chair.stream_id), facilitator,
                           request.reason(), on, request.late_reason()},
      [name, facilitator](const v1::AssessmentState& after, const base::Context&, auto& response) {
        response.set_name(base::FormatName("assessments", name.case_id, name.stream_id));
        response.set_facilitator_name(after.chair().facilitator_name());
        response.set_outside_region(!WorksIn(facilitator, after.region()));
      });
}

}  // namespace rondetafel::triage
