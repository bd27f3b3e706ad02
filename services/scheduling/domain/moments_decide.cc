// Finding moment and place (R47, R48, R181, R182).
#include <algorithm>

#include "services/scheduling/domain/consultation.h"
#include "services/scheduling/domain/guards.h"
#include "services/scheduling/domain/people.h"

namespace rondetafel::scheduling {
namespace {

// A confirmed meeting has its moment and place; to change them it is moved (1c).
Refusal NotConfirmed(const State& state) {
  if (state.status() == v1::CONSULTATION_STATUS_CONFIRMED) {
    return Refuse(v1::SCHEDULING_REASON_ALREADY_CONFIRMED, "R47");
  }
  return std::nullopt;
}

// Asking somebody about a date or a place is contact: the client approved this person before (Q26).
// The ages of the state are good enough here: approvals carry the youths they were given for.
Refusal MayBeAsked(const State& state, std::string_view person_id, const Context& context) {
  if (Refusal refusal = IsInvitee(state, person_id)) return refusal;
  if (!context.is_migration() && !ApprovalGiven(state, *FindInvitee(state, person_id), {})) {
    return Refuse(v1::SCHEDULING_REASON_INVITEE_NOT_APPROVED, "Q26");
  }
  return std::nullopt;
}

const v1::ProposedMoment* FindMoment(const State& state, std::string_view id) {
  auto found = std::find_if(state.moments().begin(), state.moments().end(),
                            [&](const auto& moment) { return moment.moment_id() == id; });
  return found == state.moments().end() ? nullptr : &*found;
}

}  // namespace

Decision Decide(const State& state, const v1::ProposeMomentsRequest& command,
                const Context& context) {
  if (Refusal refusal = FirstOf(MayAct(state, context), IsOpen(state), NotConfirmed(state))) {
    return *std::move(refusal);
  }
  Event event;
  for (int i = 0; i < command.moments_size(); ++i) {
    v1::ProposedMoment& moment = *event.mutable_moments_proposed()->add_moments();
    moment.set_moment_id(context.NewId("moment", i));
    *moment.mutable_starts_at() = command.moments(i);
  }
  return Happened(std::move(event));
}

Decision Decide(const State& state, const v1::AnswerMomentRequest& command,
                const Context& context) {
  if (Refusal refusal = FirstOf(MayAct(state, context), IsOpen(state),
                                MayBeAsked(state, command.person_id(), context))) {
    return *std::move(refusal);
  }
  if (FindMoment(state, command.moment_id()) == nullptr) {
    return Refuse(v1::SCHEDULING_REASON_UNKNOWN_MOMENT, "R47");
  }
  Event event;
  v1::MomentAnswered& answered = *event.mutable_moment_answered();
  answered.set_moment_id(command.moment_id());
  answered.mutable_answer()->set_person_id(command.person_id());
  answered.mutable_answer()->set_answer(command.answer());
  return Happened(std::move(event));
}

Decision Decide(const State& state, const v1::ChooseMomentRequest& command,
                const Context& context) {
  if (Refusal refusal = FirstOf(MayAct(state, context), IsOpen(state))) return *std::move(refusal);
  const v1::ProposedMoment* moment = FindMoment(state, command.moment_id());
  if (moment == nullptr) return Refuse(v1::SCHEDULING_REASON_UNKNOWN_MOMENT, "R47");
  if (state.chosen_moment_id() == command.moment_id()) return Decision::AlreadySo();
  if (Refusal refusal = NotConfirmed(state)) return *std::move(refusal);
  Event event;
  event.mutable_moment_chosen()->set_moment_id(command.moment_id());
  *event.mutable_moment_chosen()->mutable_starts_at() = moment->starts_at();
  return Happened(std::move(event));
}

Decision Decide(const State& state, const ProposePlace& command, const Context& context) {
  if (Refusal refusal = FirstOf(MayAct(state, context), IsOpen(state), NotConfirmed(state))) {
    return *std::move(refusal);
  }
  Event event;
  v1::ProposedPlace& place = *event.mutable_place_proposed()->mutable_place();
  place = command.place;
  place.set_place_id(context.NewId("place", 0));
  *place.mutable_proposed_on() = OnOrToday(command.place.proposed_on(), context);
  return Happened(std::move(event));
}

Decision Decide(const State& state, const v1::AnswerPlaceRequest& command, const Context& context) {
  if (Refusal refusal = FirstOf(MayAct(state, context), IsOpen(state),
                                MayBeAsked(state, command.person_id(), context))) {
    return *std::move(refusal);
  }
  if (!state.has_place() || state.place().place_id() != command.place_id()) {
    return Refuse(v1::SCHEDULING_REASON_UNKNOWN_PLACE, "R48");
  }
  Event event;
  v1::PlaceAnswered& answered = *event.mutable_place_answered();
  answered.set_place_id(command.place_id());
  answered.set_person_id(command.person_id());
  answered.set_answer(command.answer());
  return Happened(std::move(event));
}

Decision Decide(const State& state, const v1::RecordReplyRequest& command, const Context& context) {
  if (Refusal refusal = FirstOf(MayAct(state, context), IsOpen(state),
                                MayBeAsked(state, command.person_id(), context))) {
    return *std::move(refusal);
  }
  const v1::Invitee& invitee = *FindInvitee(state, command.person_id());
  if (!context.is_migration() && invitee.invitation() == v1::INVITATION_CONTENT_UNSPECIFIED) {
    return Refuse(v1::SCHEDULING_REASON_NOT_INVITED, "R181");
  }
  if (!state.has_planned_at()) return Refuse(v1::SCHEDULING_REASON_NO_MOMENT_CHOSEN, "R47");
  if (invitee.reply() == command.answer()) return Decision::AlreadySo();
  Event event;
  v1::ReplyRecorded& reply = *event.mutable_reply_recorded();
  reply.set_person_id(command.person_id());
  reply.set_answer(command.answer());
  *reply.mutable_replied_on() = OnOrToday(command.replied_on(), context);
  return Happened(std::move(event));
}

}  // namespace rondetafel::scheduling
