#include "rondetafel/triage/v1/events.pb.h"
#include "services/intake/reactions/note.h"
#include "services/intake/reactions/reactions.h"

namespace rondetafel::intake {
namespace {

void NoteOpened(const triage::v1::AssessmentOpened& event, Notes& notes) {
  v1::AssessmentNoted fact;
  fact.set_assessment_name(notes.StreamName("assessments"));
  notes.Add("NoteAssessment", event.request_name(), fact);
}

void NoteAdmitted(const triage::v1::RequestAdmitted& event, Notes& notes) {
  v1::RequestAdmissionNoted fact;
  *fact.mutable_decided_on() = event.decided_on();
  notes.Add("NoteRequestAdmission", event.request_name(), fact);
}

void NoteRejected(const triage::v1::RequestRejected& event, Notes& notes) {
  v1::RequestRejectionNoted fact;
  *fact.mutable_decided_on() = event.decided_on();
  notes.Add("NoteRequestRejection", event.request_name(), fact);
}

void NoteTransferred(const triage::v1::AssessmentTransferred& event, Notes& notes) {
  v1::RequestTransferNoted fact;
  fact.set_region(event.to_region());
  *fact.mutable_transferred_on() = event.transferred_on();
  notes.Add("NoteRequestTransfer", event.request_name(), fact);
}

void NoteRedirected(const triage::v1::RequestRedirected& event, Notes& notes) {
  v1::RequestRedirectionNoted fact;
  fact.set_procedure(event.to_procedure());
  *fact.mutable_redirected_on() = event.redirected_on();
  notes.Add("NoteRequestRedirection", event.request_name(), fact);
}

void NoteAppointed(const triage::v1::ChairAppointed& event, Notes& notes) {
  v1::ChairAppointmentNoted fact;
  fact.set_chair_actor_id(event.chair_actor_id());
  *fact.mutable_appointed_on() = event.appointed_on();
  notes.Add("NoteChairAppointment", event.handover().request_name(), fact);
}

void NoteReplaced(const triage::v1::ChairReplaced& event, Notes& notes) {
  v1::ChairAppointmentNoted fact;
  fact.set_chair_actor_id(event.chair_actor_id());
  *fact.mutable_appointed_on() = event.replaced_on();
  notes.Add("NoteChairAppointment", event.handover().request_name(), fact);
}

void NoteOne(const triage::v1::AssessmentEvent& event, Notes& notes) {
  using Event = triage::v1::AssessmentEvent;
  switch (event.event_case()) {
    case Event::kAssessmentOpened:
      return NoteOpened(event.assessment_opened(), notes);
    case Event::kRequestAdmitted:
      return NoteAdmitted(event.request_admitted(), notes);
    case Event::kRequestRejected:
      return NoteRejected(event.request_rejected(), notes);
    case Event::kAssessmentTransferred:
      return NoteTransferred(event.assessment_transferred(), notes);
    case Event::kRequestRedirected:
      return NoteRedirected(event.request_redirected(), notes);
    case Event::kChairAppointed:
      return NoteAppointed(event.chair_appointed(), notes);
    case Event::kChairReplaced:
      return NoteReplaced(event.chair_replaced(), notes);
    case Event::kAssessmentAmended:
    case Event::kAgreementNoted:
    case Event::kCapacityJudged:
    case Event::kGatesEvaluated:
    case Event::kChairIndependenceQuestioned:
    case Event::kContactLogged:
    case Event::kAssessmentWithdrawn:
    case Event::EVENT_NOT_SET:
      return;
  }
}

}  // namespace

std::vector<runtime::ReactionCommand> NoteTriage(const runtime::AcceptedCommit& upstream) {
  Notes notes(upstream);
  if (upstream.stream_kind != "assessment") return {};
  for (std::size_t i = 0; i < upstream.events.size(); ++i) {
    NoteOne(upstream.event<triage::v1::AssessmentEvent>(i), notes);
  }
  return std::move(notes).Take();
}

}  // namespace rondetafel::intake
