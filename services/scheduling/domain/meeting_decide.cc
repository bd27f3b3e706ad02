// Confirming, moving and ending a consultation, and correcting attendance (R155, R157, R158, 1c).
#include <algorithm>

#include "services/scheduling/domain/consultation.h"
#include "services/scheduling/domain/guards.h"
#include "services/scheduling/domain/obstacles.h"
#include "services/scheduling/domain/people.h"

namespace rondetafel::scheduling {
namespace {

base::Rejection Blocked(const std::vector<v1::Obstacle>& obstacles) {
  base::Rejection rejection =
      Refuse(v1::SCHEDULING_REASON_CONFIRM_BLOCKED, obstacles.front().rule());
  for (const v1::Obstacle& obstacle : obstacles) {
    const std::string& about =
        obstacle.person_id().empty() ? obstacle.agenda_item_id() : obstacle.person_id();
    rejection.fields.push_back({about, obstacle.rule(), obstacle.english()});
  }
  return rejection;
}

}  // namespace

Decision Decide(const State& state, const ConfirmConsultation& command, const Context& context) {
  const google::type::Date on = OnOrToday(command.confirmed_on, context);
  if (Refusal refusal =
          FirstOf(MayAct(state, context), IsOpen(state), NotBeforeReceipt(state, on))) {
    return *std::move(refusal);
  }
  if (state.status() == v1::CONSULTATION_STATUS_CONFIRMED) return Decision::AlreadySo();
  if (!context.is_migration()) {
    const std::vector<v1::Obstacle> obstacles = ObstaclesOf(state, command.ages);
    if (!obstacles.empty()) return Blocked(obstacles);
  }
  Event event;
  v1::ConsultationConfirmed& confirmed = *event.mutable_consultation_confirmed();
  if (state.has_planned_at()) *confirmed.mutable_starts_at() = state.planned_at();
  confirmed.set_place_id(state.place().place_id());
  for (const v1::Invitee& invitee : state.invitees()) {
    if (IsActive(invitee)) confirmed.add_person_ids(invitee.person_id());
  }
  *confirmed.mutable_confirmed_on() = on;
  return Happened(std::move(event));
}

Decision Decide(const State& state, const v1::PostponeConsultationRequest& command,
                const Context& context) {
  const google::type::Date on = OnOrToday(command.postponed_on(), context);
  if (Refusal refusal =
          FirstOf(MayAct(state, context), IsOpen(state), NotBeforeReceipt(state, on))) {
    return *std::move(refusal);
  }
  if (!state.has_planned_at() && !context.is_migration()) {
    return Refuse(v1::SCHEDULING_REASON_NOTHING_TO_POSTPONE, "R155");
  }
  Event event;
  v1::ConsultationPostponed& postponed = *event.mutable_consultation_postponed();
  postponed.set_reason(command.reason());
  *postponed.mutable_postponed_on() = on;
  postponed.set_postponed_count(state.postponed_count() + 1);
  return Happened(std::move(event));
}

Decision Decide(const State& state, const v1::RecordNotHeldRequest& command,
                const Context& context) {
  const google::type::Date on = OnOrToday(command.not_held_on(), context);
  if (Refusal refusal =
          FirstOf(MayAct(state, context), IsOpen(state), NotBeforeReceipt(state, on))) {
    return *std::move(refusal);
  }
  if (!state.was_confirmed() && !context.is_migration()) {
    return Refuse(v1::SCHEDULING_REASON_NEVER_CONFIRMED, "R155");
  }
  Event event;
  event.mutable_meeting_not_held()->set_reason(command.reason());
  event.mutable_meeting_not_held()->set_request_name(state.request_name());
  *event.mutable_meeting_not_held()->mutable_not_held_on() = on;
  return Happened(std::move(event));
}

Decision Decide(const State& state, const v1::EndConsultationRequest& command,
                const Context& context) {
  const google::type::Date on = OnOrToday(command.ended_on(), context);
  if (Refusal refusal =
          FirstOf(MayAct(state, context), IsOpen(state), NotBeforeReceipt(state, on))) {
    return *std::move(refusal);
  }
  Event event;
  event.mutable_consultation_ended()->set_reason(command.reason());
  event.mutable_consultation_ended()->set_request_name(state.request_name());
  *event.mutable_consultation_ended()->mutable_ended_on() = on;
  return Happened(std::move(event));
}

Decision Decide(const State& state, const v1::CorrectAttendanceRequest& command,
                const Context& context) {
  if (Refusal refusal = FirstOf(MayAct(state, context), HasNotEnded(state))) {
    return *std::move(refusal);
  }
  if (state.status() != v1::CONSULTATION_STATUS_HELD) {
    return Refuse(v1::SCHEDULING_REASON_NOT_HELD_YET, "R157");
  }
  const type::v1::PersonInCase* person = FindPerson(state, command.person_id());
  if (person == nullptr) return Refuse(v1::SCHEDULING_REASON_UNKNOWN_PERSON, "R157");
  const auto& attendance = state.attendance();
  auto entry = std::find_if(attendance.begin(), attendance.end(), [&](const auto& candidate) {
    return candidate.person_id() == command.person_id();
  });
  if (entry != attendance.end() && entry->presence() == command.presence() &&
      entry->absence_reason() == command.absence_reason()) {
    return Decision::AlreadySo();
  }
  Event event;
  v1::AttendanceCorrected& corrected = *event.mutable_attendance_corrected();
  corrected.set_meeting_id(state.meeting_id());
  corrected.set_person_id(command.person_id());
  corrected.set_presence(command.presence());
  corrected.set_absence_reason(command.absence_reason());
  corrected.set_reason(command.reason());
  *corrected.mutable_corrected_on() = OnOrToday(command.corrected_on(), context);
  corrected.set_former_presence(entry == attendance.end() ? v1::PRESENCE_UNSPECIFIED
                                                          : entry->presence());
  corrected.set_role(entry == attendance.end() ? person->role() : entry->role());
  return Happened(std::move(event));
}

}  // namespace rondetafel::scheduling
