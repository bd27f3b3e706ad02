// HoldMeeting: the meeting as it went (R29, R49, R54, R157, R158, R184).
//
// A meeting held today follows its confirmation. One told later with a reason, or by the migration,
// is taken as it was: what was never recorded stays missing (R186).
#include <algorithm>

#include "services/scheduling/domain/client.h"
#include "services/scheduling/domain/consultation.h"
#include "services/scheduling/domain/guards.h"
#include "services/scheduling/domain/obstacles.h"
#include "services/scheduling/domain/people.h"
#include "shared/base/civil_date.h"
#include "shared/base/text.h"

namespace rondetafel::scheduling {
namespace {

bool WasThere(const v1::Attendance& attendance) {
  return attendance.presence() == v1::PRESENCE_PRESENT ||
         attendance.presence() == v1::PRESENCE_REMOTE;
}

base::Rejection RefuseAt(v1::SchedulingReason reason, std::string_view rule, std::string field,
                         std::string_view what) {
  base::Rejection rejection = Refuse(reason, rule);
  rejection.fields.push_back({std::move(field), std::string(rule), std::string(what)});
  return rejection;
}

// One decision about one meeting; holds nothing beyond it.
class Holding {
 public:
  Holding(const State& state, const HoldMeeting& command, const Context& context)
      : before_(state),
        state_(state),
        command_(command),
        context_(context),
        late_(!command.late_reason.empty() &&
              base::FromProto(command.held_at.date()) < context.today),
        lenient_(late_ || context.is_migration()) {}

  Decision Decide() {
    if (Refusal refusal = CheckMeeting()) return *std::move(refusal);
    for (std::size_t i = 0; i < command_.attendance.size(); ++i) {
      if (Refusal refusal = TakeEntry(command_.attendance[i], base::Cat("attendance[", i, "]"))) {
        return *std::move(refusal);
      }
    }
    for (std::size_t i = 0; i < command_.attendance.size(); ++i) {
      if (Refusal refusal = CheckEntry(command_.attendance[i], base::Cat("attendance[", i, "]"))) {
        return *std::move(refusal);
      }
    }
    if (Refusal refusal = FirstOf(CheckEverybodyNamed(), CheckChecklist())) {
      return *std::move(refusal);
    }
    AddMeetingHeld();
    return std::move(events_);
  }

 private:
  Refusal CheckMeeting() const {
    if (!lenient_ && before_.status() != v1::CONSULTATION_STATUS_CONFIRMED) {
      return Refuse(v1::SCHEDULING_REASON_NOT_CONFIRMED, "R158");
    }
    if (!lenient_ && !TiedPersons(before_).empty()) {
      return Refuse(v1::SCHEDULING_REASON_CHAIR_NOT_INDEPENDENT, "R172");
    }
    return std::nullopt;
  }

  static base::Rejection NotOnTheList(const std::string& field) {
    return RefuseAt(v1::SCHEDULING_REASON_NOT_AN_INVITEE, "R157", field,
                    "only somebody on the list of invitees is recorded as absent");
  }

  void Happens(Event event) {
    ApplyEvent(event, state_);
    events_.push_back(std::move(event));
  }

  // What happened at the table before the meeting counts: a person joins, is approved, agrees.
  Refusal TakeEntry(const AttendanceEntry& entry, const std::string& field) {
    const std::string& id = entry.attendance.person_id();
    if (entry.new_person && FindPerson(state_, id) != nullptr) {
      return RefuseAt(v1::SCHEDULING_REASON_PERSON_ID_TAKEN, "R157", field,
                      "somebody else in the case has this person id: choose another");
    }
    if (!entry.new_person && FindPerson(state_, id) == nullptr) {
      return RefuseAt(v1::SCHEDULING_REASON_UNKNOWN_PERSON, "R157", field,
                      "must be a person of the case, or a new person with name and role");
    }
    if (entry.new_person && !WasThere(entry.attendance) && !context_.is_migration()) {
      return NotOnTheList(field);
    }
    const v1::Invitee* invitee = FindInvitee(before_, id);
    const bool uninvited = invitee == nullptr || !IsActive(*invitee);
    // The older system had no list of invitees: only somebody new has to join there.
    if (entry.new_person || (WasThere(entry.attendance) && uninvited && !context_.is_migration())) {
      Join(entry, id);
    }
    return Approve(entry, field);
  }

  void Join(const AttendanceEntry& entry, const std::string& id) {
    Event event;
    v1::InviteeProposed& proposed = *event.mutable_invitee_proposed();
    *proposed.mutable_person() = entry.new_person ? *entry.new_person : *FindPerson(state_, id);
    proposed.set_new_in_case(entry.new_person.has_value());
    proposed.set_origin(v1::PROPOSAL_ORIGIN_CHAIR);
    *proposed.mutable_proposed_on() = command_.held_at.date();
    const std::string organisation = proposed.person().organisation().organisation_id();
    Happens(std::move(event));
    if (!ChairTiedTo(state_, organisation)) return;
    Event question;
    question.mutable_chair_independence_questioned()->set_person_id(id);
    question.mutable_chair_independence_questioned()->add_organisation_ids(organisation);
    Happens(std::move(question));
  }

  Refusal Approve(const AttendanceEntry& entry, const std::string& field) {
    const std::string& id = entry.attendance.person_id();
    for (const std::string& approver : entry.approved_by_person_ids) {
      const std::vector<std::string> youths = ClientForYouths(state_, approver, command_.ages);
      if (youths.empty()) {
        return RefuseAt(v1::SCHEDULING_REASON_NOT_THE_CLIENT, "R45", field,
                        "approved by somebody who is the client of no youth concerned");
      }
      Event event;
      v1::InviteeApproved& approved = *event.mutable_invitee_approved();
      approved.set_person_id(id);
      approved.mutable_approval()->set_person_id(approver);
      *approved.mutable_approval()->mutable_approved_on() = command_.held_at.date();
      for (const std::string& youth : youths) {
        approved.mutable_approval()->add_for_youth_person_ids(youth);
      }
      Happens(std::move(event));
    }
    if (entry.agreed_at_table && WasThere(entry.attendance)) Agree(id);
    return std::nullopt;
  }

  void Agree(const std::string& id) {
    if (AgreedPersonally(state_, id)) return;
    Event event;
    event.mutable_agreement_given()->set_request_name(state_.request_name());
    type::v1::Agreement& agreement = *event.mutable_agreement_given()->mutable_agreement();
    agreement.set_person_id(id);
    agreement.set_answer(type::v1::ANSWER_YES);
    *agreement.mutable_given_on() = command_.held_at.date();
    agreement.set_channel(type::v1::CHANNEL_IN_PERSON);
    agreement.set_reported_by(id);
    agreement.set_confirmed_by_person(true);
    agreement.set_age_band(AgeOf(*FindPerson(state_, id)));
    Happens(std::move(event));
  }

  Refusal CheckEntry(const AttendanceEntry& entry, const std::string& field) const {
    const v1::Attendance& attendance = entry.attendance;
    const std::string& id = attendance.person_id();
    const v1::Invitee* invitee = FindInvitee(state_, id);
    if (!WasThere(attendance)) {
      if (invitee == nullptr && !context_.is_migration()) return NotOnTheList(field);
      return std::nullopt;
    }
    if (const std::string& absent = attendance.substitute_for_person_id();
        !absent.empty() && !RecordedAbsent(absent)) {
      return RefuseAt(v1::SCHEDULING_REASON_SUBSTITUTE_FOR_UNKNOWN, "R157", field,
                      "must stand in for an invitee who is recorded as absent");
    }
    if (lenient_) return std::nullopt;
    if (!ApprovalGiven(state_, *invitee, command_.ages)) {
      return RefuseAt(v1::SCHEDULING_REASON_WALK_IN_NOT_APPROVED, "R45", field,
                      "needs the approval of the client of every youth, at the table if need be");
    }
    if (!MayTakePart(state_, *FindPerson(state_, id), command_.ages)) {
      return RefuseAt(
          v1::SCHEDULING_REASON_PRESENT_WITHOUT_AGREEMENT, "R158", field,
          "was there without having agreed: record the agreement, at the table if need be");
    }
    return std::nullopt;
  }

  bool RecordedAbsent(std::string_view id) const {
    const v1::Invitee* invitee = FindInvitee(state_, id);
    return (invitee != nullptr || context_.is_migration()) &&
           std::any_of(command_.attendance.begin(), command_.attendance.end(),
                       [&](const AttendanceEntry& entry) {
                         return entry.attendance.person_id() == id &&
                                entry.attendance.presence() == v1::PRESENCE_ABSENT;
                       });
  }

  Refusal CheckEverybodyNamed() const {
    if (context_.is_migration()) return std::nullopt;
    base::Rejection rejection = Refuse(v1::SCHEDULING_REASON_ATTENDANCE_INCOMPLETE, "R157");
    for (const v1::Invitee& invitee : before_.invitees()) {
      const bool named = std::any_of(command_.attendance.begin(), command_.attendance.end(),
                                     [&](const AttendanceEntry& entry) {
                                       return entry.attendance.person_id() == invitee.person_id();
                                     });
      if (IsActive(invitee) && !named) {
        rejection.fields.push_back(
            {invitee.person_id(), "R157", "was this invitee there, or why not?"});
      }
    }
    if (rejection.fields.empty()) return std::nullopt;
    return rejection;
  }

  Refusal CheckChecklist() const {
    if (lenient_) return std::nullopt;
    for (v1::ChecklistItem item : ChecklistOf(state_)) {
      const bool answered =
          std::any_of(command_.checklist.begin(), command_.checklist.end(),
                      [&](const v1::ChecklistAnswer& answer) { return answer.item() == item; });
      if (!answered) {
        const char* rule = item == v1::CHECKLIST_ITEM_INTRODUCTION_ROUND ? "R49"
                           : item == v1::CHECKLIST_ITEM_SECRECY_REMINDER ? "R54"
                                                                         : "R184";
        return RefuseAt(v1::SCHEDULING_REASON_CHECKLIST_INCOMPLETE, rule,
                        v1::ChecklistItem_Name(item), "say whether it was done");
      }
    }
    return std::nullopt;
  }

  type::v1::AgeBand AgeOf(const type::v1::PersonInCase& person) const {
    auto known = command_.ages.find(person.person_id());
    return known == command_.ages.end() ? person.age_band() : known->second;
  }

  void AddAttendance(v1::MeetingHeld& held) const {
    for (const AttendanceEntry& entry : command_.attendance) {
      const type::v1::PersonInCase& person = *FindPerson(state_, entry.attendance.person_id());
      const v1::Invitee* invited = FindInvitee(before_, person.person_id());
      v1::Attendance& attendance = *held.add_attendance();
      attendance = entry.attendance;
      attendance.set_role(person.role());
      attendance.set_age_band(AgeOf(person));
      // Without a list of invitees nobody counts as uninvited.
      attendance.set_walk_in(WasThere(entry.attendance) && !context_.is_migration() &&
                             (invited == nullptr || !IsActive(*invited)));
    }
  }

  void AddMeetingHeld() {
    Event event;
    v1::MeetingHeld& held = *event.mutable_meeting_held();
    held.set_request_name(state_.request_name());
    held.set_consultation_name(command_.consultation_name);
    held.set_meeting_id(context_.NewId("meeting", 0));
    *held.mutable_held_at() = command_.held_at;
    AddAttendance(held);
    for (const auto& person : state_.persons()) {
      type::v1::PersonInCase& copy = *held.add_persons();
      copy = person;
      copy.set_age_band(AgeOf(person));
    }
    held.set_chair_actor_id(state_.chair_actor_id());
    *held.mutable_chair_organisation_ids() = state_.chair_organisation_ids();
    held.set_region(state_.region());
    *held.mutable_received_on() = state_.received_on();
    if (state_.has_earlier()) *held.mutable_earlier() = state_.earlier();
    held.mutable_checklist()->Add(command_.checklist.begin(), command_.checklist.end());
    held.set_late_reason(command_.late_reason);
    held.set_reference(state_.reference());
    held.set_requester_person_id(state_.requester_person_id());
    held.set_postponed_count(state_.postponed_count());
    *held.mutable_capacity_judgements() = state_.capacity_judgements();
    for (const auto& known : state_.agreements()) *held.add_agreements() = known.agreement();
    // Applied first: what is missing is asked of the state with attendance and checklist.
    ApplyEvent(event, state_);
    for (v1::MissingStep step : MissingStepsOf(state_, command_.ages)) {
      held.add_missing_steps(step);
    }
    events_.push_back(std::move(event));
  }

  const State& before_;
  State state_;
  const HoldMeeting& command_;
  const Context& context_;
  const bool late_;
  const bool lenient_;
  std::vector<Event> events_;
};

}  // namespace

Decision Decide(const State& state, const HoldMeeting& command, const Context& context) {
  if (Refusal refusal = FirstOf(MayAct(state, context), IsOpen(state),
                                NotBeforeReceipt(state, command.held_at.date()))) {
    return *std::move(refusal);
  }
  return Holding(state, command, context).Decide();
}

}  // namespace rondetafel::scheduling
