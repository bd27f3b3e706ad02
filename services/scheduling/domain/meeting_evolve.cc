// Apply: confirmed, held, corrected, not held, ended (R155, R157).
#include <algorithm>

#include "services/scheduling/domain/evolve.h"

namespace rondetafel::scheduling {
namespace {

void SetPresence(State& state, const std::string& person_id, v1::Presence presence) {
  v1::Invitee* invitee = MutableInvitee(state, person_id);
  if (invitee == nullptr) {
    invitee = state.add_invitees();
    invitee->set_person_id(person_id);
  }
  invitee->set_status(presence == v1::PRESENCE_ABSENT ? v1::INVITEE_STATUS_ABSENT
                                                      : v1::INVITEE_STATUS_PRESENT);
}

}  // namespace

void Apply(const v1::ConsultationConfirmed& event, State& state) {
  state.set_status(v1::CONSULTATION_STATUS_CONFIRMED);
  *state.mutable_confirmed_on() = event.confirmed_on();
  state.set_was_confirmed(true);
}

void Apply(const v1::MeetingHeld& event, State& state) {
  state.set_status(v1::CONSULTATION_STATUS_HELD);
  state.set_meeting_id(event.meeting_id());
  *state.mutable_held_at() = event.held_at();
  *state.mutable_attendance() = event.attendance();
  *state.mutable_checklist() = event.checklist();
  state.set_late_reason(event.late_reason());
  *state.mutable_persons() = event.persons();
  for (const v1::Attendance& entry : event.attendance()) {
    SetPresence(state, entry.person_id(), entry.presence());
    if (entry.walk_in()) MutableInvitee(state, entry.person_id())->set_walk_in(true);
  }
}

void Apply(const v1::AttendanceCorrected& event, State& state) {
  auto& attendance = *state.mutable_attendance();
  auto entry = std::find_if(attendance.begin(), attendance.end(), [&](const auto& candidate) {
    return candidate.person_id() == event.person_id();
  });
  v1::Attendance& corrected = entry == attendance.end() ? *attendance.Add() : *entry;
  corrected.set_person_id(event.person_id());
  corrected.set_role(event.role());
  corrected.set_presence(event.presence());
  corrected.set_absence_reason(event.absence_reason());
  SetPresence(state, event.person_id(), event.presence());
  state.set_corrections(state.corrections() + 1);
}

void Apply(const v1::MeetingNotHeld& event, State& state) {
  state.set_status(v1::CONSULTATION_STATUS_NOT_HELD);
  state.set_not_held_reason(event.reason());
  *state.mutable_ended_on() = event.not_held_on();
}

void Apply(const v1::ConsultationEnded& event, State& state) {
  state.set_status(v1::CONSULTATION_STATUS_ENDED);
  state.set_end_reason(event.reason());
  *state.mutable_ended_on() = event.ended_on();
}

}  // namespace rondetafel::scheduling
