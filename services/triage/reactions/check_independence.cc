#include "rondetafel/triage/v1/events.pb.h"
#include "services/triage/domain/assessment.h"
#include "services/triage/domain/facilitator.h"
#include "services/triage/reactions/reactions.h"
#include "shared/base/resource_name.h"

namespace rondetafel::triage {
namespace {

using Commands = std::vector<runtime::ReactionCommand>;

template <class State, class Event, class DomainCommand>
void Add(Commands& commands, std::string method, std::string_view kind,
         const base::ResourceName& target, DomainCommand domain) {
  runtime::ReactionCommand command;
  command.method = std::move(method);
  command.stream_kind = std::string(kind);
  command.stream_id = target.stream_id;
  command.case_id = target.case_id;
  command.decide = runtime::DecideWith<State, Event>(
      [domain = std::move(domain)](const State& state, const base::Context& context) {
        return Decide(state, domain, context);
      });
  commands.push_back(std::move(command));
}

template <class DomainCommand>
void AddOnFacilitator(Commands& commands, std::string method, const std::string& name,
                      DomainCommand domain) {
  const auto target = base::ParseOwnName(name, "facilitators");
  if (!target) return;
  Add<v1::FacilitatorState, v1::FacilitatorEvent>(commands, std::move(method), "facilitator",
                                                  *target, std::move(domain));
}

void FromAssessment(const v1::AssessmentEvent& event, const commit::Envelope& envelope,
                    Commands& commands) {
  using Event = v1::AssessmentEvent;
  const std::string name = base::FormatName("assessments", envelope.case_id, envelope.stream_id);
  switch (event.event_case()) {
    case Event::kChairAppointed: {
      const v1::ChairAppointed& appointed = event.chair_appointed();
      return AddOnFacilitator(
          commands, "NoteAppointment", appointed.facilitator_name(),
          NoteAppointment{name, OrganisationsOf(appointed.handover()), appointed.appointed_on()});
    }
    case Event::kChairReplaced: {
      const v1::ChairReplaced& replaced = event.chair_replaced();
      AddOnFacilitator(commands, "EndAppointment", replaced.former_facilitator_name(),
                       EndAppointment{name});
      return AddOnFacilitator(
          commands, "NoteAppointment", replaced.facilitator_name(),
          NoteAppointment{name, OrganisationsOf(replaced.handover()), replaced.replaced_on()});
    }
    case Event::kAssessmentAmended: {
      const v1::AssessmentAmended& amended = event.assessment_amended();
      return AddOnFacilitator(
          commands, "NoteAppointment", amended.facilitator_name(),
          NoteAppointment{name, OrganisationsOf(amended.content()), amended.chair_appointed_on()});
    }
    case Event::kAssessmentOpened:
    case Event::kAgreementNoted:
    case Event::kCapacityJudged:
    case Event::kGatesEvaluated:
    case Event::kRequestAdmitted:
    case Event::kRequestRejected:
    case Event::kAssessmentTransferred:
    case Event::kRequestRedirected:
    case Event::kChairIndependenceQuestioned:
    case Event::kContactLogged:
    case Event::kAssessmentWithdrawn:
    case Event::EVENT_NOT_SET:
      return;
  }
}

void FromFacilitator(const v1::FacilitatorEvent& event, const commit::Envelope& envelope,
                     Commands& commands) {
  if (!event.has_independence_conflict_found()) return;
  const v1::IndependenceConflictFound& found = event.independence_conflict_found();
  const auto target = base::ParseName(found.assessment_name(), "assessments");
  if (!target) return;
  const auto& ids = found.organisation_ids();
  Add<v1::AssessmentState, v1::AssessmentEvent>(
      commands, "NoteConflict", "assessment", *target,
      NoteConflict{base::FormatName("facilitators", envelope.stream_id), {ids.begin(), ids.end()}});
}

}  // namespace

Commands CheckIndependence(const runtime::AcceptedCommit& upstream) {
  Commands commands;
  for (std::size_t i = 0; i < upstream.events.size(); ++i) {
    if (upstream.stream_kind == "assessment") {
      FromAssessment(upstream.event<v1::AssessmentEvent>(i), upstream.envelope(), commands);
    } else if (upstream.stream_kind == "facilitator") {
      FromFacilitator(upstream.event<v1::FacilitatorEvent>(i), upstream.envelope(), commands);
    }
  }
  return commands;
}

std::vector<runtime::Upstream> TriageUpstreams() {
  std::vector<runtime::Upstream> upstreams(2);
  upstreams[0].topic = "intake";
  upstreams[0].kinds = {runtime::MakeUpstreamKind<intake::v1::RequestEvent>("request")};
  upstreams[0].reactions = {{"assess-request", &AssessRequest}};
  upstreams[1].topic = "triage";
  upstreams[1].reactions = {{"check-independence", &CheckIndependence}};
  return upstreams;
}

}  // namespace rondetafel::triage
