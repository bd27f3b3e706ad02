#include "rondetafel/intake/v1/events.pb.h"
#include "services/triage/domain/assessment.h"
#include "services/triage/reactions/reactions.h"
#include "shared/base/resource_name.h"

namespace rondetafel::triage {
namespace {

using intake::v1::RequestEvent;

template <class DomainCommand>
runtime::ReactionCommand OnAssessment(std::string method, const base::StreamId& request,
                                      DomainCommand domain) {
  runtime::ReactionCommand command;
  command.method = std::move(method);
  command.stream_kind = "assessment";
  command.stream_id = base::AssessmentOf(request);
  command.decide = runtime::DecideWith<v1::AssessmentState, v1::AssessmentEvent>(
      [domain = std::move(domain)](const v1::AssessmentState& state, const base::Context& context) {
        return Decide(state, domain, context);
      });
  return command;
}

// The assessment of a request of the same case; empty when there is none.
std::string AssessmentNameOf(const std::string& request_name) {
  const auto request = base::ParseName(request_name, "requests");
  if (!request) return "";
  return base::FormatName("assessments", request->case_id, base::AssessmentOf(request->stream_id));
}

OpenAssessment Opening(const intake::v1::RequestSubmitted& submitted,
                       const commit::Envelope& envelope) {
  OpenAssessment command;
  command.opened.set_request_name(
      base::FormatName("requests", envelope.case_id, envelope.stream_id));
  *command.opened.mutable_content() = submitted.content();
  *command.opened.mutable_agreements() = submitted.agreements();
  command.opened.set_earlier_assessment_name(
      AssessmentNameOf(submitted.content().resubmission_of()));
  command.opened.set_preceding_assessment_name(
      AssessmentNameOf(submitted.content().earlier().request_name()));
  return command;
}

WithdrawAssessment Withdrawing(const intake::v1::RequestWithdrawn& withdrawn) {
  WithdrawAssessment command;
  *command.withdrawn.mutable_withdrawn_on() = withdrawn.withdrawn_on();
  command.withdrawn.set_reason(withdrawn.reason());
  return command;
}

void AddCommands(const RequestEvent& event, const commit::Envelope& envelope,
                 std::vector<runtime::ReactionCommand>& commands) {
  const base::StreamId& request = envelope.stream_id;
  const auto note_agreement = [&](const type::v1::Agreement& agreement) {
    commands.push_back(OnAssessment("NoteAgreement", request, NoteAgreement{agreement}));
  };
  switch (event.event_case()) {
    case RequestEvent::kRequestSubmitted:
      commands.push_back(
          OnAssessment("OpenAssessment", request, Opening(event.request_submitted(), envelope)));
      return;
    case RequestEvent::kRequestAmended:
      commands.push_back(OnAssessment("AmendAssessment", request,
                                      AmendAssessment{event.request_amended().content()}));
      return;
    case RequestEvent::kAgreementGiven:
      return note_agreement(event.agreement_given().agreement());
    case RequestEvent::kAgreementRefused:
      return note_agreement(event.agreement_refused().agreement());
    case RequestEvent::kAgreementWithdrawn:
      return note_agreement(event.agreement_withdrawn().agreement());
    case RequestEvent::kRequestWithdrawn:
      commands.push_back(
          OnAssessment("WithdrawAssessment", request, Withdrawing(event.request_withdrawn())));
      return;
    // What intake took over from here, or from later services, is known or no business of triage.
    case RequestEvent::kAssessmentNoted:
    case RequestEvent::kRequestAdmissionNoted:
    case RequestEvent::kRequestRejectionNoted:
    case RequestEvent::kRequestTransferNoted:
    case RequestEvent::kRequestRedirectionNoted:
    case RequestEvent::kChairAppointmentNoted:
    case RequestEvent::kMeetingNoted:
    case RequestEvent::kConsultationEndNoted:
    case RequestEvent::kPlanNoted:
    case RequestEvent::kAgreementNoted:
    case RequestEvent::EVENT_NOT_SET:
      return;
  }
}

}  // namespace

std::vector<runtime::ReactionCommand> AssessRequest(const runtime::AcceptedCommit& upstream) {
  std::vector<runtime::ReactionCommand> commands;
  if (upstream.stream_kind != "request") return commands;
  for (std::size_t i = 0; i < upstream.events.size(); ++i) {
    AddCommands(upstream.event<RequestEvent>(i), upstream.envelope(), commands);
  }
  return commands;
}

}  // namespace rondetafel::triage
