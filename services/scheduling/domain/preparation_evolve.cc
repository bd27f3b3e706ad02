// Apply: agenda, invitees, information agreement, moment and place (R43–R48).
#include <algorithm>

#include "services/scheduling/domain/client.h"
#include "services/scheduling/domain/evolve.h"
#include "services/scheduling/domain/people.h"
#include "shared/base/civil_date.h"

namespace rondetafel::scheduling {
namespace {

v1::AgendaItem* MutableAgendaItem(State& state, std::string_view id) {
  auto& agenda = *state.mutable_agenda();
  auto found = std::find_if(agenda.begin(), agenda.end(),
                            [&](const auto& item) { return item.agenda_item_id() == id; });
  return found == agenda.end() ? nullptr : &*found;
}

void LapseReplies(State& state) {
  for (v1::Invitee& invitee : *state.mutable_invitees()) {
    invitee.clear_reply();
    RefreshStatus(state, invitee);
  }
}

void LapsePlaceAnswers(State& state) {
  for (v1::Invitee& invitee : *state.mutable_invitees()) invitee.clear_place_answer();
}

void LapseMoment(State& state) {
  state.clear_chosen_moment_id();
  state.clear_planned_at();
  LapseReplies(state);
}

}  // namespace

v1::Invitee* MutableInvitee(State& state, std::string_view person_id) {
  auto& invitees = *state.mutable_invitees();
  auto found = std::find_if(invitees.begin(), invitees.end(),
                            [&](const auto& i) { return i.person_id() == person_id; });
  return found == invitees.end() ? nullptr : &*found;
}

void RefreshStatus(const State& state, v1::Invitee& invitee) {
  if (invitee.status() == v1::INVITEE_STATUS_REMOVED ||
      invitee.status() == v1::INVITEE_STATUS_PRESENT ||
      invitee.status() == v1::INVITEE_STATUS_ABSENT) {
    return;
  }
  if (invitee.reply() == type::v1::ANSWER_YES) {
    invitee.set_status(v1::INVITEE_STATUS_CONFIRMED);
  } else if (invitee.reply() == type::v1::ANSWER_NO) {
    invitee.set_status(v1::INVITEE_STATUS_DECLINED);
  } else if (invitee.invitation() != v1::INVITATION_CONTENT_UNSPECIFIED) {
    invitee.set_status(v1::INVITEE_STATUS_INVITED);
  } else if (ApprovalGiven(state, invitee, {})) {
    invitee.set_status(v1::INVITEE_STATUS_APPROVED);
  } else {
    invitee.set_status(v1::INVITEE_STATUS_PROPOSED);
  }
}

void Advance(State& state, v1::ConsultationStatus status) {
  if (state.status() < status) state.set_status(status);
}

void Apply(const v1::RequesterContacted& event, State& state) {
  const bool earlier =
      !base::IsSet(state.contacted_on()) ||
      base::FromProto(event.contacted_on()) < base::FromProto(state.contacted_on());
  if (earlier) *state.mutable_contacted_on() = event.contacted_on();
  Advance(state, v1::CONSULTATION_STATUS_CONTACTED);
}

void Apply(const v1::AgendaItemProposed& event, State& state) {
  *state.add_agenda() = event.item();
  Advance(state, v1::CONSULTATION_STATUS_PREPARING);
}

void Apply(const v1::AgendaItemApproved& event, State& state) {
  if (v1::AgendaItem* item = MutableAgendaItem(state, event.agenda_item_id())) {
    *item->add_approvals() = event.approval();
  }
}

void Apply(const v1::AgendaItemRemoved& event, State& state) {
  if (v1::AgendaItem* item = MutableAgendaItem(state, event.agenda_item_id())) {
    item->set_removed(true);
  }
}

void Apply(const v1::InviteeProposed& event, State& state) {
  if (event.new_in_case()) *state.add_persons() = event.person();
  const std::string& id = event.person().person_id();
  v1::Invitee* invitee = MutableInvitee(state, id);
  if (invitee == nullptr) invitee = state.add_invitees();
  // Put forward anew after having been taken off: approvals and answers of before do not count.
  invitee->Clear();
  invitee->set_person_id(id);
  invitee->set_origin(event.origin());
  *invitee->mutable_proposed_on() = event.proposed_on();
  invitee->set_late(state.status() == v1::CONSULTATION_STATUS_CONFIRMED);
  RefreshStatus(state, *invitee);
  Advance(state, v1::CONSULTATION_STATUS_PREPARING);
}

void Apply(const v1::InviteeApproved& event, State& state) {
  v1::Invitee* invitee = MutableInvitee(state, event.person_id());
  if (invitee == nullptr) return;
  *invitee->add_approvals() = event.approval();
  RefreshStatus(state, *invitee);
}

void Apply(const v1::InviteeRemoved& event, State& state) {
  v1::Invitee* invitee = MutableInvitee(state, event.person_id());
  if (invitee == nullptr) return;
  invitee->set_status(v1::INVITEE_STATUS_REMOVED);
  invitee->set_removal_reason(event.reason());
}

void Apply(const v1::InvitationSent& event, State& state) {
  v1::Invitee* invitee = MutableInvitee(state, event.person_id());
  if (invitee == nullptr) return;
  invitee->set_invitation(event.content());
  *invitee->mutable_invited_on() = event.sent_on();
  RefreshStatus(state, *invitee);
}

void Apply(const v1::InformationAgreementMade& event, State& state) {
  *state.mutable_information_agreement() = event.agreement();
  Advance(state, v1::CONSULTATION_STATUS_PREPARING);
}

void Apply(const v1::MomentsProposed& event, State& state) {
  *state.mutable_moments() = event.moments();
  LapseMoment(state);
  Advance(state, v1::CONSULTATION_STATUS_SCHEDULING);
}

void Apply(const v1::MomentAnswered& event, State& state) {
  for (v1::ProposedMoment& moment : *state.mutable_moments()) {
    if (moment.moment_id() != event.moment_id()) continue;
    for (v1::MomentAnswer& answer : *moment.mutable_answers()) {
      if (answer.person_id() == event.answer().person_id()) {
        answer = event.answer();
        return;
      }
    }
    *moment.add_answers() = event.answer();
  }
}

void Apply(const v1::MomentChosen& event, State& state) {
  LapseReplies(state);
  state.set_chosen_moment_id(event.moment_id());
  *state.mutable_planned_at() = event.starts_at();
  Advance(state, v1::CONSULTATION_STATUS_SCHEDULING);
}

void Apply(const v1::PlaceProposed& event, State& state) {
  *state.mutable_place() = event.place();
  LapsePlaceAnswers(state);
  Advance(state, v1::CONSULTATION_STATUS_SCHEDULING);
}

void Apply(const v1::PlaceAnswered& event, State& state) {
  v1::Invitee* invitee = MutableInvitee(state, event.person_id());
  if (invitee != nullptr) invitee->set_place_answer(event.answer());
}

void Apply(const v1::ReplyRecorded& event, State& state) {
  v1::Invitee* invitee = MutableInvitee(state, event.person_id());
  if (invitee == nullptr) return;
  invitee->set_reply(event.answer());
  RefreshStatus(state, *invitee);
}

// 1c: the same consultation goes back to scheduling; the place itself stays proposed.
void Apply(const v1::ConsultationPostponed& event, State& state) {
  state.set_status(v1::CONSULTATION_STATUS_SCHEDULING);
  state.set_postponed_count(event.postponed_count());
  state.clear_confirmed_on();
  state.clear_moments();
  LapseMoment(state);
  LapsePlaceAnswers(state);
}

}  // namespace rondetafel::scheduling
