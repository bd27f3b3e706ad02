#include <algorithm>

#include "services/scheduling/domain/consultation.h"
#include "services/scheduling/domain/people.h"
#include "shared/base/civil_date.h"
#include "shared/base/resource_name.h"
#include "tests/simulation/suite/moves.h"
#include "tests/simulation/suite/steps.h"

namespace rondetafel::simulation {
namespace {

using scheduling::Event;
using scheduling::State;
struct SchedulingDomain {
  template <class Command>
  static base::Decision<Event> Decide(const State& state, const Command& command,
                                      const base::Context& context) {
    return scheduling::Decide(state, command, context);
  }
  static void Apply(const Event& event, State& state) { scheduling::ApplyEvent(event, state); }
};
using ConsultationSteps = Steps<State, Event, SchedulingDomain>;
namespace v1 = scheduling::v1;

constexpr int kAfternoon = 14 * 60;

type::v1::Agreement Yes(const std::string& person, const base::Context& context) {
  type::v1::Agreement agreement;
  agreement.set_person_id(person);
  agreement.set_answer(type::v1::ANSWER_YES);
  *agreement.mutable_given_on() = base::ToProto(context.today);
  agreement.set_channel(type::v1::CHANNEL_DESK_PHONE);
  agreement.set_reported_by(person);
  agreement.set_confirmed_by_person(true);
  return agreement;
}

void Contact(ConsultationSteps& steps) {
  v1::RecordRequesterContactRequest contact;
  contact.set_channel(type::v1::CHANNEL_DESK_PHONE);
  scheduling::ProposeAgendaItem propose;
  propose.item.set_origin(v1::PROPOSAL_ORIGIN_CLIENT);
  steps.Do(contact).Do(propose);
  if (steps.state().agenda().empty()) return;
  scheduling::ApproveAgendaItem approve;
  approve.request.set_agenda_item_id(steps.state().agenda(0).agenda_item_id());
  approve.request.set_approved_by_person_id("youth");
  steps.Do(approve);
}

// The first person who is not at the table yet.
const char* NextGuest(const State& state) {
  for (const char* person : kPersons) {
    const v1::Invitee* invitee = scheduling::FindInvitee(state, person);
    const bool invited = invitee != nullptr && scheduling::IsActive(*invitee);
    if (invited && scheduling::AgreedPersonally(state, person)) continue;
    if (scheduling::FindPerson(state, person) != nullptr) return person;
  }
  return nullptr;
}

void Invite(const char* person, ConsultationSteps& steps) {
  scheduling::ProposeInvitee propose;
  propose.person_id = person;
  propose.origin = v1::PROPOSAL_ORIGIN_REQUESTER;
  scheduling::ApproveInvitee approve;
  approve.request.set_person_id(person);
  approve.request.set_approved_by_person_id("youth");
  scheduling::SendInvitation send;
  send.request.set_person_id(person);
  send.request.set_content(v1::INVITATION_CONTENT_BARE);
  steps.Do(propose).Do(approve).Do(send);
  steps.Do(scheduling::RecordAgreement{Yes(person, steps.context())});
}

void AgreeOnInformation(ConsultationSteps& steps) {
  scheduling::MakeInformationAgreement make;
  make.agreement.add_items()->add_recipient_person_ids("helper");
  make.agreement.add_agreed_by_person_ids("youth");
  make.agreement.add_agreed_by_person_ids("helper");
  steps.Do(make);
}

void ChooseMoment(ConsultationSteps& steps) {
  v1::ProposeMomentsRequest propose;
  *propose.add_moments() = base::ToProto(base::Local{steps.context().today, kAfternoon});
  steps.Do(propose);
  if (steps.state().moments().empty()) return;
  v1::ChooseMomentRequest choose;
  choose.set_moment_id(steps.state().moments(0).moment_id());
  steps.Do(choose);
}

void AgreeOnPlace(ConsultationSteps& steps) {
  steps.Do(scheduling::ProposePlace{});
  const State state = steps.state();
  for (const v1::Invitee& invitee : state.invitees()) {
    if (!scheduling::IsActive(invitee)) continue;
    v1::AnswerPlaceRequest answer;
    answer.set_place_id(state.place().place_id());
    answer.set_person_id(invitee.person_id());
    answer.set_answer(type::v1::ANSWER_YES);
    steps.Do(answer);
  }
}

void Hold(ConsultationSteps& steps) {
  scheduling::HoldMeeting hold;
  hold.consultation_name =
      base::FormatName("consultations", steps.context().case_id, steps.context().stream_id);
  hold.held_at = base::ToProto(base::Local{steps.context().today, kAfternoon});
  for (const v1::Invitee& invitee : steps.state().invitees()) {
    if (!scheduling::IsActive(invitee)) continue;
    hold.attendance.emplace_back().attendance.set_person_id(invitee.person_id());
    hold.attendance.back().attendance.set_presence(v1::PRESENCE_PRESENT);
  }
  for (v1::ChecklistItem item :
       {v1::CHECKLIST_ITEM_INTRODUCTION_ROUND, v1::CHECKLIST_ITEM_SECRECY_REMINDER}) {
    hold.checklist.emplace_back().set_item(item);
    hold.checklist.back().set_done(true);
  }
  steps.Do(hold);
}

void GoOn(ConsultationSteps& steps) {
  const State& state = steps.state();
  const bool over = state.status() == v1::CONSULTATION_STATUS_HELD ||
                    state.status() == v1::CONSULTATION_STATUS_NOT_HELD ||
                    state.status() == v1::CONSULTATION_STATUS_ENDED;
  if (over) return;
  const bool contacted = base::IsSet(state.contacted_on());
  if (state.status() == v1::CONSULTATION_STATUS_CONFIRMED) return Hold(steps);
  if (!contacted) return Contact(steps);
  if (const char* guest = NextGuest(state)) return Invite(guest, steps);
  if (!state.has_information_agreement()) return AgreeOnInformation(steps);
  if (!state.has_planned_at()) return ChooseMoment(steps);
  const auto& invitees = state.invitees();
  const bool agreed = std::all_of(invitees.begin(), invitees.end(), [](const v1::Invitee& one) {
    return !scheduling::IsActive(one) || one.place_answer() == type::v1::ANSWER_YES;
  });
  if (!agreed || state.place().place_id().empty()) return AgreeOnPlace(steps);
  steps.Do(scheduling::ConfirmConsultation{});
}

void Disturb(SuiteOp op, const std::string& person, ConsultationSteps& steps) {
  if (op == SuiteOp::kTakeBackAtTable) {
    v1::WithdrawAgreementRequest withdraw;
    withdraw.set_person_id(person);
    withdraw.set_channel(type::v1::CHANNEL_DESK_PHONE);
    withdraw.set_reported_by(person);
    steps.Do(withdraw);
  } else if (op == SuiteOp::kPostpone) {
    v1::PostponeConsultationRequest postpone;
    postpone.set_reason(v1::POSTPONE_REASON_CIRCUMSTANCES);
    steps.Do(postpone);
  } else if (op == SuiteOp::kNotHeld) {
    v1::RecordNotHeldRequest not_held;
    not_held.set_reason(v1::NOT_HELD_REASON_CIRCUMSTANCES);
    steps.Do(not_held);
  } else if (op == SuiteOp::kEndConsultation) {
    v1::EndConsultationRequest end;
    end.set_reason(v1::END_REASON_SOLVED_OTHERWISE);
    steps.Do(end);
  } else if (op == SuiteOp::kCorrectAttendance) {
    v1::CorrectAttendanceRequest correct;
    correct.set_person_id(person);
    correct.set_presence(v1::PRESENCE_ABSENT);
    correct.set_absence_reason(v1::ABSENCE_REASON_ILL);
    correct.set_reason(v1::CORRECTION_REASON_MISTAKE);
    steps.Do(correct);
  }
}

}  // namespace

Move ConsultationMove(SuiteOp op, std::int64_t amount) {
  return runtime::DecideWith<State, Event>(
      [op, amount](const State& state, const base::Context& context) {
        ConsultationSteps steps(state, context);
        if (op == SuiteOp::kPrepare) {
          if (state.status() != v1::CONSULTATION_STATUS_UNSPECIFIED) GoOn(steps);
        } else {
          Disturb(op, kPersons[amount % kPersonCount], steps);
        }
        return steps.Take();
      });
}

}  // namespace rondetafel::simulation
