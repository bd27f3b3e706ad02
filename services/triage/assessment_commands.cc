// The desk's decisions about an assessment.
#include "services/triage/edge/act.h"
#include "services/triage/edge/request_check.h"
#include "shared/sealing/sealer.h"

namespace rondetafel::triage {
namespace {

constexpr std::size_t kMotivationCharactersMax = 4000;
constexpr std::size_t kNoteCharactersMax = 2000;
constexpr std::size_t kPersonIdCharactersMax = 40;

// About the case as a whole; unset when there is nothing to seal or no key any more.
type::v1::Sealed SealText(const std::optional<sealing::DataKey>& key, const base::StreamId& stream,
                          std::string field, const std::string& text) {
  if (!key || text.empty()) return {};
  return sealing::Seal(*key, {stream, std::move(field), {}}, text);
}

// Name, reference and status: what the decision's replies say.
template <class Response>
auto FillStatus(const base::ResourceName& name) {
  return [name](const v1::AssessmentState& after, const base::Context&, Response& response) {
    response.set_name(base::FormatName("assessments", name.case_id, name.stream_id));
    response.set_reference(after.content().reference());
    response.set_status(after.status());
  };
}

}  // namespace

absl::StatusOr<v1::RecordCapacityResponse> TriageHandlers::RecordCapacity(
    const rpc::Call& call, const v1::RecordCapacityRequest& request) {
  RequestCheck check(call);
  check.faults().CheckCommandId(request.command_id());
  const base::ResourceName name = check.Name("name", request.name(), "assessments");
  check.faults().CheckText("judgement.person_id", request.judgement().person_id(),
                           kPersonIdCharactersMax, true, "Q18");
  check.Code("judgement.reason_code", request.judgement().reason_code(), true, "Q18");
  const base::Date on = check.PastDate("judged_on", request.judged_on(), "Q18");
  RT_RETURN_IF_ERROR(std::move(check).ToStatus());
  RT_ASSIGN_OR_RETURN(const Target target, ReachAssessment(call, name, request.position()));
  return Act<v1::RecordCapacityResponse, v1::AssessmentState, v1::AssessmentEvent>(
      call, target, request, triage::RecordCapacity{request.judgement(), on},
      [name](const v1::AssessmentState& after, const base::Context&, auto& response) {
        response.set_name(base::FormatName("assessments", name.case_id, name.stream_id));
        response.set_status(after.status());
      });
}

absl::StatusOr<v1::AdmitRequestResponse> TriageHandlers::AdmitRequest(
    const rpc::Call& call, const v1::AdmitRequestRequest& request) {
  RequestCheck check(call);
  check.faults().CheckCommandId(request.command_id());
  const base::ResourceName name = check.Name("name", request.name(), "assessments");
  const base::Date on = check.PastDate("decided_on", request.decided_on(), "R40");
  check.LateReason(on, request.late_reason());
  RT_RETURN_IF_ERROR(std::move(check).ToStatus());
  RT_ASSIGN_OR_RETURN(const Target target, ReachAssessment(call, name, request.position()));
  return Act<v1::AdmitRequestResponse, v1::AssessmentState, v1::AssessmentEvent>(
      call, target, request, triage::AdmitRequest{on, request.late_reason()},
      FillStatus<v1::AdmitRequestResponse>(name));
}

absl::StatusOr<v1::RejectRequestResponse> TriageHandlers::RejectRequest(
    const rpc::Call& call, const v1::RejectRequestRequest& request) {
  RequestCheck check(call);
  check.faults().CheckCommandId(request.command_id());
  const base::ResourceName name = check.Name("name", request.name(), "assessments");
  triage::RejectRequest domain;
  for (int ground : request.grounds()) {
    check.Choice("grounds", gates::v1::Ground_IsValid(ground) && ground != 0, "R106");
    domain.grounds.push_back(static_cast<gates::v1::Ground>(ground));
  }
  check.Choice("grounds", !request.grounds().empty(), "R106");
  check.faults().CheckText("motivation", request.motivation(), kMotivationCharactersMax,
                           !check.is_migration(), "R106");
  domain.decided_on = check.PastDate("decided_on", request.decided_on(), "R106");
  domain.late_reason = request.late_reason();
  check.LateReason(domain.decided_on, request.late_reason());
  RT_RETURN_IF_ERROR(std::move(check).ToStatus());
  RT_ASSIGN_OR_RETURN(const Target target, ReachAssessment(call, name, request.position()));
  domain.motivation =
      SealText(target.key, name.stream_id, "decision.motivation", request.motivation());
  return Act<v1::RejectRequestResponse, v1::AssessmentState, v1::AssessmentEvent>(
      call, target, request, std::move(domain), FillStatus<v1::RejectRequestResponse>(name));
}

absl::StatusOr<v1::TransferRequestResponse> TriageHandlers::TransferRequest(
    const rpc::Call& call, const v1::TransferRequestRequest& request) {
  RequestCheck check(call);
  check.faults().CheckCommandId(request.command_id());
  const base::ResourceName name = check.Name("name", request.name(), "assessments");
  check.Region("region", request.region());
  const base::Date on = check.PastDate("transferred_on", request.transferred_on(), "R180");
  check.Code("reason_code", request.reason_code(), false, "R180");
  RT_RETURN_IF_ERROR(std::move(check).ToStatus());
  RT_ASSIGN_OR_RETURN(const Target target, ReachAssessment(call, name, request.position()));
  return Act<v1::TransferRequestResponse, v1::AssessmentState, v1::AssessmentEvent>(
      call, target, request, triage::TransferRequest{request.region(), on, request.reason_code()},
      [name](const v1::AssessmentState& after, const base::Context&, auto& response) {
        response.set_name(base::FormatName("assessments", name.case_id, name.stream_id));
        response.set_region(after.region());
      });
}

absl::StatusOr<v1::RedirectRequestResponse> TriageHandlers::RedirectRequest(
    const rpc::Call& call, const v1::RedirectRequestRequest& request) {
  RequestCheck check(call);
  check.faults().CheckCommandId(request.command_id());
  const base::ResourceName name = check.Name("name", request.name(), "assessments");
  check.Choice("procedure",
               type::v1::Procedure_IsValid(request.procedure()) &&
                   request.procedure() != type::v1::PROCEDURE_UNSPECIFIED,
               "R112");
  check.PastDate("requester_agreed_on", request.requester_agreed_on(), "R179");
  const base::Date on = check.PastDate("redirected_on", request.redirected_on(), "R179");
  RT_RETURN_IF_ERROR(std::move(check).ToStatus());
  RT_ASSIGN_OR_RETURN(const Target target, ReachAssessment(call, name, request.position()));
  return Act<v1::RedirectRequestResponse, v1::AssessmentState, v1::AssessmentEvent>(
      call, target, request,
      triage::RedirectRequest{request.procedure(), request.requester_agreed_on(), on},
      [name](const v1::AssessmentState& after, const base::Context&, auto& response) {
        response.set_name(base::FormatName("assessments", name.case_id, name.stream_id));
        response.set_status(after.status());
      });
}

absl::StatusOr<v1::LogContactResponse> TriageHandlers::LogContact(
    const rpc::Call& call, const v1::LogContactRequest& request) {
  RequestCheck check(call);
  check.faults().CheckCommandId(request.command_id());
  const base::ResourceName name = check.Name("name", request.name(), "assessments");
  triage::LogContact domain;
  domain.contacted_at = request.contacted_at();
  if (!request.has_contacted_at()) domain.contacted_at = base::ToProto(base::ToBrussels(call.now));
  const base::Local at = base::FromProto(domain.contacted_at);
  check.Choice("contacted_at",
               base::IsValid(at.date) && at.minute_of_day >= 0 && at.minute_of_day < 24 * 60 &&
                   at <= base::ToBrussels(call.now),
               "R42");
  check.Choice("channel",
               type::v1::Channel_IsValid(request.channel()) &&
                   request.channel() != type::v1::CHANNEL_UNSPECIFIED,
               "R42");
  check.faults().CheckText("person_id", request.person_id(), kPersonIdCharactersMax, true, "R42");
  check.faults().CheckText("note", request.note(), kNoteCharactersMax, false, "R42");
  RT_RETURN_IF_ERROR(std::move(check).ToStatus());
  RT_ASSIGN_OR_RETURN(const Target target, ReachAssessment(call, name, request.position()));
  domain.channel = request.channel();
  domain.person_id = request.person_id();
  domain.reached = request.reached();
  domain.note = SealText(target.key, name.stream_id, "contact.note", request.note());
  return Act<v1::LogContactResponse, v1::AssessmentState, v1::AssessmentEvent>(
      call, target, request, std::move(domain),
      [name](const v1::AssessmentState&, const base::Context& context, auto& response) {
        response.set_name(base::FormatName("assessments", name.case_id, name.stream_id));
        response.set_contact_id(context.NewId("contact", 0));
      });
}

}  // namespace rondetafel::triage
