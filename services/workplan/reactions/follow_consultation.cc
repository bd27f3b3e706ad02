#include <set>

#include "rondetafel/scheduling/v1/events.pb.h"
#include "services/workplan/domain/work_plan.h"
#include "services/workplan/reactions/reactions.h"
#include "shared/base/resource_name.h"

namespace rondetafel::workplan {
namespace {

using ConsultationEvent = scheduling::v1::ConsultationEvent;

bool WasPresent(scheduling::v1::Presence presence) {
  return presence == scheduling::v1::PRESENCE_PRESENT ||
         presence == scheduling::v1::PRESENCE_REMOTE;
}

v1::WorkPlanOpened OpenedFrom(const scheduling::v1::MeetingHeld& held) {
  v1::WorkPlanOpened opened;
  opened.set_request_name(held.request_name());
  opened.set_reference(held.reference());
  opened.set_consultation_name(held.consultation_name());
  opened.set_meeting_id(held.meeting_id());
  *opened.mutable_held_at() = held.held_at();
  opened.set_region(held.region());
  opened.set_chair_actor_id(held.chair_actor_id());
  std::set<std::string> present;
  for (const scheduling::v1::Attendance& one : held.attendance()) {
    if (WasPresent(one.presence())) present.insert(one.person_id());
  }
  for (const type::v1::PersonInCase& person : held.persons()) {
    v1::Participant& participant = *opened.add_participants();
    *participant.mutable_person() = person;
    participant.set_present(present.contains(person.person_id()));
  }
  if (held.has_earlier()) *opened.mutable_earlier() = held.earlier();
  return opened;
}

template <class Fact>
runtime::ReactionCommand CommandOf(std::string method, const base::StreamId& stream, Fact fact) {
  runtime::ReactionCommand command;
  command.method = std::move(method);
  command.stream_kind = "work_plan";
  command.stream_id = stream;
  command.decide = runtime::DecideWith<State, Event>(
      [fact = std::move(fact)](const State& state, const base::Context& context) {
        return Decide(state, fact, context);
      });
  return command;
}

}  // namespace

std::vector<runtime::ReactionCommand> FollowConsultation(const runtime::AcceptedCommit& upstream) {
  std::vector<runtime::ReactionCommand> commands;
  if (upstream.stream_kind != "consultation") return commands;
  const base::StreamId plan = base::WorkPlanOf(upstream.envelope().stream_id);
  for (std::size_t i = 0; i < upstream.events.size(); ++i) {
    const ConsultationEvent& event = upstream.event<ConsultationEvent>(i);
    if (event.has_meeting_held()) {
      commands.push_back(CommandOf("OpenWorkPlan", plan, OpenedFrom(event.meeting_held())));
    } else if (event.has_attendance_corrected()) {
      v1::AttendanceNoted noted;
      noted.set_person_id(event.attendance_corrected().person_id());
      noted.set_present(WasPresent(event.attendance_corrected().presence()));
      commands.push_back(CommandOf("NoteAttendance", plan, noted));
    } else if (event.has_sharing_stopped()) {
      v1::ParticipantWithdrawn withdrawn;
      withdrawn.set_person_id(event.sharing_stopped().person_id());
      *withdrawn.mutable_withdrawn_on() = event.sharing_stopped().stopped_on();
      commands.push_back(CommandOf("NoteWithdrawal", plan, withdrawn));
    }
  }
  return commands;
}

}  // namespace rondetafel::workplan
