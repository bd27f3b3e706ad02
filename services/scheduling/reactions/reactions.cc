#include "services/scheduling/reactions/reactions.h"

#include <string>
#include <utility>

#include "services/scheduling/domain/consultation.h"
#include "shared/base/resource_name.h"

namespace rondetafel::scheduling {
namespace {

using Commands = std::vector<runtime::ReactionCommand>;

template <class Fact>
void Add(const char* method, const base::StreamId& request, const Fact& fact, Commands& commands) {
  runtime::ReactionCommand& command = commands.emplace_back();
  command.method = method;
  command.stream_kind = "consultation";
  command.stream_id = base::ConsultationOf(request);
  command.decide = runtime::DecideWith<State, Event>(
      [fact](const State& state, const base::Context&) { return Note(state, fact); });
}

// Adds nothing when the name is no request of the upstream commit's case.
template <class Fact>
void AddFor(const runtime::AcceptedCommit& upstream, const char* method,
            const std::string& request_name, const Fact& fact, Commands& commands) {
  const auto name = base::ParseName(request_name, "requests");
  if (!name || name->case_id != upstream.envelope().case_id) return;
  Add(method, name->stream_id, fact, commands);
}

void NoteOne(const runtime::AcceptedCommit& upstream, const triage::v1::AssessmentEvent& event,
             Commands& commands) {
  using Fact = triage::v1::AssessmentEvent;
  switch (event.event_case()) {
    case Fact::kChairAppointed: {
      const triage::v1::ChairAppointed& fact = event.chair_appointed();
      // A mediator's appointment opens a mediation, which has a stream kind of its own.
      if (fact.handover().procedure() == type::v1::PROCEDURE_MEDIATION) return;
      return AddFor(upstream, "AssignConsultation", fact.handover().request_name(), fact, commands);
    }
    case Fact::kChairReplaced:
      return AddFor(upstream, "NoteChairReplacement",
                    event.chair_replaced().handover().request_name(), event.chair_replaced(),
                    commands);
    case Fact::kChairIndependenceQuestioned:
      return AddFor(upstream, "NoteIndependenceQuestion",
                    event.chair_independence_questioned().request_name(),
                    event.chair_independence_questioned(), commands);
    case Fact::kAssessmentTransferred:
      return AddFor(upstream, "NoteRegionTransfer", event.assessment_transferred().request_name(),
                    event.assessment_transferred(), commands);
    case Fact::kAssessmentOpened:
    case Fact::kAssessmentAmended:
    case Fact::kAgreementNoted:
    case Fact::kCapacityJudged:
    case Fact::kGatesEvaluated:
    case Fact::kRequestAdmitted:
    case Fact::kRequestRejected:
    case Fact::kRequestRedirected:
    case Fact::kContactLogged:
    case Fact::kAssessmentWithdrawn:
    case Fact::EVENT_NOT_SET:
      return;
  }
}

void NoteOne(const runtime::AcceptedCommit& upstream, const intake::v1::RequestEvent& event,
             Commands& commands) {
  using Fact = intake::v1::RequestEvent;
  const base::StreamId& request = upstream.envelope().stream_id;
  switch (event.event_case()) {
    case Fact::kAgreementGiven:
      return Add("NoteAgreement", request, event.agreement_given(), commands);
    case Fact::kAgreementRefused:
      return Add("NoteAgreement", request, event.agreement_refused(), commands);
    case Fact::kAgreementWithdrawn:
      return Add("NoteAgreement", request, event.agreement_withdrawn(), commands);
    case Fact::kRequestWithdrawn:
      return Add("NoteRequestWithdrawal", request, event.request_withdrawn(), commands);
    case Fact::kRequestSubmitted:
    case Fact::kRequestAmended:
    case Fact::kAssessmentNoted:
    case Fact::kRequestAdmissionNoted:
    case Fact::kRequestRejectionNoted:
    case Fact::kRequestTransferNoted:
    case Fact::kRequestRedirectionNoted:
    case Fact::kChairAppointmentNoted:
    case Fact::kMeetingNoted:
    case Fact::kConsultationEndNoted:
    case Fact::kPlanNoted:
    case Fact::kAgreementNoted:
    case Fact::EVENT_NOT_SET:
      return;
  }
}

template <class UpstreamEvent>
Commands NoteAll(const runtime::AcceptedCommit& upstream, std::string_view kind) {
  Commands commands;
  if (upstream.stream_kind != kind) return commands;
  for (std::size_t i = 0; i < upstream.events.size(); ++i) {
    NoteOne(upstream, upstream.event<UpstreamEvent>(i), commands);
  }
  return commands;
}

}  // namespace

Commands NoteTriage(const runtime::AcceptedCommit& upstream) {
  return NoteAll<triage::v1::AssessmentEvent>(upstream, "assessment");
}

Commands NoteIntake(const runtime::AcceptedCommit& upstream) {
  return NoteAll<intake::v1::RequestEvent>(upstream, "request");
}

std::vector<runtime::Upstream> SchedulingUpstreams() {
  runtime::Upstream triage;
  triage.topic = "triage";
  triage.kinds = {runtime::MakeUpstreamKind<triage::v1::AssessmentEvent>("assessment")};
  triage.reactions = {{"note-triage", &NoteTriage}};
  runtime::Upstream intake;
  intake.topic = "intake";
  intake.kinds = {runtime::MakeUpstreamKind<intake::v1::RequestEvent>("request")};
  intake.reactions = {{"note-intake", &NoteIntake}};
  std::vector<runtime::Upstream> upstreams;
  upstreams.push_back(std::move(triage));
  upstreams.push_back(std::move(intake));
  return upstreams;
}

}  // namespace rondetafel::scheduling
