#include "rondetafel/scheduling/v1/events.pb.h"
#include "services/intake/reactions/note.h"
#include "services/intake/reactions/reactions.h"

namespace rondetafel::intake {
namespace {

using Event = scheduling::v1::ConsultationEvent;

void NoteMeeting(const scheduling::v1::MeetingHeld& event, Notes& notes) {
  v1::MeetingNoted fact;
  fact.set_consultation_name(event.consultation_name());
  fact.set_meeting_id(event.meeting_id());
  *fact.mutable_held_at() = event.held_at();
  notes.Add("NoteMeeting", event.request_name(), fact);
}

void NoteEnd(const google::type::Date& ended_on, const std::string& request_name, Notes& notes) {
  v1::ConsultationEndNoted fact;
  *fact.mutable_ended_on() = ended_on;
  notes.Add("NoteConsultationEnd", request_name, fact);
}

void NoteAnswer(const type::v1::Agreement& agreement, const google::type::Date& said_on,
                const std::string& request_name, Notes& notes) {
  v1::AgreementNoted fact;
  *fact.mutable_agreement() = agreement;
  *fact.mutable_said_on() = said_on;
  notes.Add("NoteAgreement", request_name, fact);
}

// Everything not named here stays between the chair and the people at the table.
void NoteOne(const Event& event, Notes& notes) {
  if (event.has_meeting_held()) return NoteMeeting(event.meeting_held(), notes);
  if (event.has_meeting_not_held()) {
    const auto& not_held = event.meeting_not_held();
    return NoteEnd(not_held.not_held_on(), not_held.request_name(), notes);
  }
  if (event.has_consultation_ended()) {
    const auto& ended = event.consultation_ended();
    return NoteEnd(ended.ended_on(), ended.request_name(), notes);
  }
  if (event.has_agreement_given()) {
    const auto& given = event.agreement_given();
    return NoteAnswer(given.agreement(), given.agreement().given_on(), given.request_name(), notes);
  }
  if (event.has_agreement_refused()) {
    const auto& refused = event.agreement_refused();
    return NoteAnswer(refused.agreement(), refused.agreement().given_on(), refused.request_name(),
                      notes);
  }
  if (event.has_agreement_withdrawn()) {
    const auto& withdrawn = event.agreement_withdrawn();
    return NoteAnswer(withdrawn.agreement(), withdrawn.withdrawn_on(), withdrawn.request_name(),
                      notes);
  }
}

}  // namespace

std::vector<runtime::ReactionCommand> NoteScheduling(const runtime::AcceptedCommit& upstream) {
  Notes notes(upstream);
  if (upstream.stream_kind != "consultation") return {};
  for (std::size_t i = 0; i < upstream.events.size(); ++i) {
    NoteOne(upstream.event<Event>(i), notes);
  }
  return std::move(notes).Take();
}

}  // namespace rondetafel::intake
