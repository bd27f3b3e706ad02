// Confirming, holding, correcting, moving and ending.
#include <set>

#include "services/scheduling/command_frame.h"
#include "services/scheduling/edge/people_edge.h"
#include "shared/base/civil_date.h"
#include "shared/base/text.h"

namespace rondetafel::scheduling {
namespace {

constexpr int kAttendanceMax = 60;

void CheckPresence(const std::string& path, v1::Presence presence, v1::AbsenceReason reason,
                   const rpc::Call& call, Shape& shape) {
  shape.Known(path + "presence", presence, &v1::Presence_IsValid, "R157");
  const bool absent = presence == v1::PRESENCE_ABSENT;
  if (absent != (reason != v1::ABSENCE_REASON_UNSPECIFIED) || !v1::AbsenceReason_IsValid(reason)) {
    shape.Add(path + "absence_reason", "R157", "must say why somebody was absent, and only then");
  }
  if (reason == v1::ABSENCE_REASON_NOT_RECORDED && call.actor.role() != type::v1::ROLE_MIGRATION) {
    shape.Add(path + "absence_reason", "R157", "must be a reason: only old registrations lack one");
  }
}

void CheckEntry(const std::string& path, const v1::AttendanceInput& entry, const rpc::Call& call,
                Shape& shape) {
  if (entry.has_new_person() == !entry.person_id().empty()) {
    shape.Add(path + "person_id", "R157",
              "must name a person of the case, or new_person somebody new");
  } else if (entry.has_new_person()) {
    shape.NewPerson(path + "new_person", entry.new_person(), "R157");
  } else {
    shape.PersonId(path + "person_id", entry.person_id(), "R157");
  }
  CheckPresence(path, entry.presence(), entry.absence_reason(), call, shape);
  if (!entry.substitute_for_person_id().empty()) {
    shape.PersonId(path + "substitute_for_person_id", entry.substitute_for_person_id(), "R157");
  }
  shape.PersonIds(path + "approved_at_table_by_person_ids", entry.approved_at_table_by_person_ids(),
                  0, "R45");
}

const std::string& IdOf(const v1::AttendanceInput& entry) {
  return entry.has_new_person() ? entry.new_person().person_id() : entry.person_id();
}

void CheckMeeting(const v1::HoldMeetingRequest& request, const rpc::Call& call, Shape& shape) {
  shape.Moment("held_at", request.held_at(), true, "R157");
  shape.Code("late_reason", request.late_reason(), false, "R157");
  if (request.attendance().empty() || request.attendance_size() > kAttendanceMax) {
    shape.Add("attendance", "R157", base::Cat("must name 1 to ", kAttendanceMax, " persons"));
  }
  std::set<std::string> seen;
  for (int i = 0; i < request.attendance_size(); ++i) {
    const std::string path = base::Cat("attendance[", i, "].");
    CheckEntry(path, request.attendance(i), call, shape);
    if (!seen.insert(IdOf(request.attendance(i))).second) {
      shape.Add(path + "person_id", "R157", "must not be given twice");
    }
  }
  std::set<int> items;
  for (int i = 0; i < request.checklist_size(); ++i) {
    const std::string path = base::Cat("checklist[", i, "].item");
    shape.Known(path, request.checklist(i).item(), &v1::ChecklistItem_IsValid, "R184");
    if (!items.insert(request.checklist(i).item()).second) {
      shape.Add(path, "R184", "must not be given twice");
    }
  }
}

}  // namespace

Or<v1::ConfirmConsultationResponse> SchedulingHandlers::ConfirmConsultation(
    const rpc::Call& call, const v1::ConfirmConsultationRequest& request) {
  Shape shape(call, request.command_id(), request.name());
  shape.FactDate("confirmed_on", request.confirmed_on(), "R158");
  RT_ASSIGN_OR_RETURN(const Target target, Open(call, std::move(shape)));
  RT_ASSIGN_OR_RETURN(YouthAges ages, AgesOn(call, target, request.confirmed_on()));
  return Act<v1::ConfirmConsultationResponse>(
      call, target, request,
      scheduling::ConfirmConsultation{request.confirmed_on(), std::move(ages)});
}

Or<scheduling::HoldMeeting> SchedulingHandlers::SealMeeting(const rpc::Call& call,
                                                            const Target& target,
                                                            const v1::HoldMeetingRequest& request) {
  std::vector<sealing::PersonIdentity> newcomers;
  for (const v1::AttendanceInput& input : request.attendance()) {
    if (input.has_new_person()) newcomers.push_back(IdentityOf(input.new_person()));
  }
  sealing::CaseKeys keys;
  if (!newcomers.empty()) {
    RT_ASSIGN_OR_RETURN(keys, keyring_.EnsureCase(target.name.case_id, newcomers, call.deadline));
  }
  scheduling::HoldMeeting domain;
  RT_ASSIGN_OR_RETURN(domain.ages, AgesOn(call, target, request.held_at().date()));
  domain.consultation_name = request.name();
  domain.held_at = request.held_at();
  domain.late_reason = request.late_reason();
  domain.checklist.assign(request.checklist().begin(), request.checklist().end());
  std::size_t newcomer = 0;
  for (const v1::AttendanceInput& input : request.attendance()) {
    AttendanceEntry& entry = domain.attendance.emplace_back();
    entry.attendance.set_person_id(IdOf(input));
    entry.attendance.set_presence(input.presence());
    entry.attendance.set_absence_reason(input.absence_reason());
    entry.attendance.set_substitute_for_person_id(input.substitute_for_person_id());
    entry.agreed_at_table = input.agreed_at_table();
    entry.approved_by_person_ids.assign(input.approved_at_table_by_person_ids().begin(),
                                        input.approved_at_table_by_person_ids().end());
    if (input.has_new_person()) {
      entry.new_person =
          SealPerson(input.new_person(), keys.subjects.at(newcomer++), target.name.stream_id,
                     base::FromProto(request.held_at().date()));
    }
  }
  return domain;
}

Or<v1::HoldMeetingResponse> SchedulingHandlers::HoldMeeting(const rpc::Call& call,
                                                            const v1::HoldMeetingRequest& request) {
  Shape shape(call, request.command_id(), request.name());
  CheckMeeting(request, call, shape);
  RT_ASSIGN_OR_RETURN(const Target target, Open(call, std::move(shape)));
  RT_ASSIGN_OR_RETURN(scheduling::HoldMeeting domain, SealMeeting(call, target, request));
  return Act<v1::HoldMeetingResponse>(
      call, target, request, std::move(domain),
      [](const State& state, const base::Context&, v1::HoldMeetingResponse& response) {
        response.set_meeting_id(state.meeting_id());
      });
}

Or<v1::CorrectAttendanceResponse> SchedulingHandlers::CorrectAttendance(
    const rpc::Call& call, const v1::CorrectAttendanceRequest& request) {
  Shape shape(call, request.command_id(), request.name());
  shape.PersonId("person_id", request.person_id(), "R157");
  CheckPresence("", request.presence(), request.absence_reason(), call, shape);
  shape.Known("reason", request.reason(), &v1::CorrectionReason_IsValid, "R157");
  shape.FactDate("corrected_on", request.corrected_on(), "R157");
  RT_ASSIGN_OR_RETURN(const Target target, Open(call, std::move(shape)));
  return Act<v1::CorrectAttendanceResponse>(call, target, request, request);
}

Or<v1::RecordNotHeldResponse> SchedulingHandlers::RecordNotHeld(
    const rpc::Call& call, const v1::RecordNotHeldRequest& request) {
  Shape shape(call, request.command_id(), request.name());
  shape.Known("reason", request.reason(), &v1::NotHeldReason_IsValid, "R155");
  shape.FactDate("not_held_on", request.not_held_on(), "R155");
  RT_ASSIGN_OR_RETURN(const Target target, Open(call, std::move(shape)));
  return Act<v1::RecordNotHeldResponse>(call, target, request, request);
}

Or<v1::EndConsultationResponse> SchedulingHandlers::EndConsultation(
    const rpc::Call& call, const v1::EndConsultationRequest& request) {
  Shape shape(call, request.command_id(), request.name());
  shape.Known("reason", request.reason(), &v1::EndReason_IsValid, "R155");
  shape.FactDate("ended_on", request.ended_on(), "R155");
  RT_ASSIGN_OR_RETURN(const Target target, Open(call, std::move(shape)));
  return Act<v1::EndConsultationResponse>(call, target, request, request);
}

Or<v1::PostponeConsultationResponse> SchedulingHandlers::PostponeConsultation(
    const rpc::Call& call, const v1::PostponeConsultationRequest& request) {
  Shape shape(call, request.command_id(), request.name());
  shape.Known("reason", request.reason(), &v1::PostponeReason_IsValid, "R155");
  shape.FactDate("postponed_on", request.postponed_on(), "R155");
  RT_ASSIGN_OR_RETURN(const Target target, Open(call, std::move(shape)));
  return Act<v1::PostponeConsultationResponse>(call, target, request, request);
}

}  // namespace rondetafel::scheduling
