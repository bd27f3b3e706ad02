// Who comes to the table, and what they are told beforehand (R45–R47, R163, R181, Q3, Q26).
#include <algorithm>

#include "services/scheduling/domain/client.h"
#include "services/scheduling/domain/consultation.h"
#include "services/scheduling/domain/guards.h"
#include "services/scheduling/domain/people.h"

namespace rondetafel::scheduling {
namespace {

// A bare invitation follows the client's approval; content also the information agreement and the
// own yes (Q19, Q26, R163).
Refusal MayBeInvited(const State& state, const v1::Invitee& invitee, v1::InvitationContent content,
                     const YouthAges& ages) {
  if (!ApprovalGiven(state, invitee, ages)) {
    return Refuse(v1::SCHEDULING_REASON_INVITEE_NOT_APPROVED, "Q26");
  }
  if (Refused(state, invitee.person_id())) {
    return Refuse(v1::SCHEDULING_REASON_PERSON_REFUSED, "R39");
  }
  if (content != v1::INVITATION_CONTENT_FULL) return std::nullopt;
  if (!state.has_information_agreement()) {
    return Refuse(v1::SCHEDULING_REASON_INFORMATION_AGREEMENT_MISSING, "R163");
  }
  if (!MayTakePart(state, *FindPerson(state, invitee.person_id()), ages)) {
    return Refuse(v1::SCHEDULING_REASON_NO_CONTENT_WITHOUT_AGREEMENT, "Q19");
  }
  return std::nullopt;
}

// Everybody and everything the agreement names is known here, and nobody who refused gets anything.
Refusal NamesKnown(const State& state, const v1::InformationAgreement& agreement) {
  for (const v1::InformationItem& item : agreement.items()) {
    for (const std::string& recipient : item.recipient_person_ids()) {
      if (FindPerson(state, recipient) == nullptr) {
        return Refuse(v1::SCHEDULING_REASON_UNKNOWN_PERSON, "R163");
      }
      if (Refused(state, recipient)) {
        return Refuse(v1::SCHEDULING_REASON_PERSON_REFUSED, "Q19");
      }
    }
    if (!item.agenda_item_id().empty() && FindAgendaItem(state, item.agenda_item_id()) == nullptr) {
      return Refuse(v1::SCHEDULING_REASON_UNKNOWN_AGENDA_ITEM, "R163");
    }
  }
  for (const std::string& maker : agreement.agreed_by_person_ids()) {
    if (FindPerson(state, maker) == nullptr) {
      return Refuse(v1::SCHEDULING_REASON_UNKNOWN_PERSON, "R46");
    }
  }
  return std::nullopt;
}

// The client of every youth and the requester made it with the chair (R46).
bool MadeByAll(const State& state, const v1::InformationAgreement& agreement,
               const YouthAges& ages) {
  const auto& makers = agreement.agreed_by_person_ids();
  const auto made = [&](const std::string& person) {
    return std::find(makers.begin(), makers.end(), person) != makers.end();
  };
  for (const auto& youth : state.persons()) {
    if (youth.role() != type::v1::PERSON_ROLE_YOUTH) continue;
    const std::vector<std::string> clients = ClientsOf(state, youth, ages);
    if (std::none_of(clients.begin(), clients.end(), made)) return false;
  }
  return FindPerson(state, state.requester_person_id()) == nullptr ||
         made(state.requester_person_id());
}

}  // namespace

Decision Decide(const State& state, const ProposeInvitee& command, const Context& context) {
  if (Refusal refusal = FirstOf(MayAct(state, context), IsOpen(state))) return *std::move(refusal);
  const std::string& id = command.new_person ? command.new_person->person_id() : command.person_id;
  const type::v1::PersonInCase* known = FindPerson(state, id);
  if (command.new_person && known != nullptr) {
    return Refuse(v1::SCHEDULING_REASON_PERSON_ID_TAKEN, "R45");
  }
  if (!command.new_person && known == nullptr) {
    return Refuse(v1::SCHEDULING_REASON_UNKNOWN_PERSON, "R45");
  }
  const v1::Invitee* invitee = FindInvitee(state, id);
  if (invitee != nullptr && IsActive(*invitee)) {
    return Refuse(v1::SCHEDULING_REASON_ALREADY_INVITEE, "R181");
  }
  std::vector<Event> events(1);
  v1::InviteeProposed& proposed = *events[0].mutable_invitee_proposed();
  *proposed.mutable_person() = command.new_person ? *command.new_person : *known;
  proposed.set_new_in_case(command.new_person.has_value());
  proposed.set_origin(command.origin);
  *proposed.mutable_proposed_on() = OnOrToday(command.proposed_on, context);
  const std::string& organisation = proposed.person().organisation().organisation_id();
  if (ChairTiedTo(state, organisation)) {
    v1::ChairIndependenceQuestioned& questioned =
        *events.emplace_back().mutable_chair_independence_questioned();
    questioned.set_person_id(id);
    questioned.add_organisation_ids(organisation);
  }
  return events;
}

Decision Decide(const State& state, const ApproveInvitee& command, const Context& context) {
  const v1::ApproveInviteeRequest& request = command.request;
  if (Refusal refusal = FirstOf(MayAct(state, context), HasNotEnded(state),
                                IsInvitee(state, request.person_id()))) {
    return *std::move(refusal);
  }
  const std::string& approver = request.approved_by_person_id();
  if (FindPerson(state, approver) == nullptr) {
    return Refuse(v1::SCHEDULING_REASON_UNKNOWN_PERSON, "R45");
  }
  const std::vector<std::string> youths = ClientForYouths(state, approver, command.ages);
  if (youths.empty()) return Refuse(v1::SCHEDULING_REASON_NOT_THE_CLIENT, "R45");
  const auto& approvals = FindInvitee(state, request.person_id())->approvals();
  if (std::any_of(approvals.begin(), approvals.end(),
                  [&](const auto& approval) { return approval.person_id() == approver; })) {
    return Decision::AlreadySo();
  }
  Event event;
  v1::InviteeApproved& approved = *event.mutable_invitee_approved();
  approved.set_person_id(request.person_id());
  approved.mutable_approval()->set_person_id(approver);
  *approved.mutable_approval()->mutable_approved_on() = OnOrToday(request.approved_on(), context);
  for (const std::string& youth : youths) {
    approved.mutable_approval()->add_for_youth_person_ids(youth);
  }
  return Happened(std::move(event));
}

Decision Decide(const State& state, const v1::RemoveInviteeRequest& command,
                const Context& context) {
  if (Refusal refusal = FirstOf(MayAct(state, context), IsOpen(state))) return *std::move(refusal);
  const v1::Invitee* invitee = FindInvitee(state, command.person_id());
  if (invitee == nullptr) return Refuse(v1::SCHEDULING_REASON_NOT_AN_INVITEE, "R181");
  if (!IsActive(*invitee)) return Decision::AlreadySo();
  Event event;
  v1::InviteeRemoved& removed = *event.mutable_invitee_removed();
  removed.set_person_id(command.person_id());
  removed.set_reason(command.reason());
  *removed.mutable_removed_on() = OnOrToday(command.removed_on(), context);
  return Happened(std::move(event));
}

Decision Decide(const State& state, const SendInvitation& command, const Context& context) {
  const v1::SendInvitationRequest& request = command.request;
  if (Refusal refusal =
          FirstOf(MayAct(state, context), IsOpen(state), IsInvitee(state, request.person_id()))) {
    return *std::move(refusal);
  }
  if (!context.is_migration()) {
    const v1::Invitee& invitee = *FindInvitee(state, request.person_id());
    if (Refusal refusal = MayBeInvited(state, invitee, request.content(), command.ages)) {
      return *std::move(refusal);
    }
  }
  Event event;
  v1::InvitationSent& sent = *event.mutable_invitation_sent();
  sent.set_person_id(request.person_id());
  sent.set_content(request.content());
  *sent.mutable_sent_on() = OnOrToday(request.sent_on(), context);
  return Happened(std::move(event));
}

Decision Decide(const State& state, const MakeInformationAgreement& command,
                const Context& context) {
  // Made before the meeting, it may be told after it.
  if (Refusal refusal = FirstOf(MayAct(state, context), HasNotEnded(state),
                                NamesKnown(state, command.agreement))) {
    return *std::move(refusal);
  }
  if (!context.is_migration() && !MadeByAll(state, command.agreement, command.ages)) {
    return Refuse(v1::SCHEDULING_REASON_INFORMATION_AGREEMENT_INCOMPLETE, "R46");
  }
  Event event;
  v1::InformationAgreement& agreement =
      *event.mutable_information_agreement_made()->mutable_agreement();
  agreement = command.agreement;
  agreement.set_information_agreement_id(context.NewId("information_agreement", 0));
  *agreement.mutable_made_on() = OnOrToday(command.agreement.made_on(), context);
  for (int i = 0; i < agreement.items_size(); ++i) {
    agreement.mutable_items(i)->set_information_item_id(context.NewId("information_item", i));
  }
  return Happened(std::move(event));
}

}  // namespace rondetafel::scheduling
