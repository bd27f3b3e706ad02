// First contact with the requester and the agenda (R43, R44, R183).
#include <algorithm>

#include "services/scheduling/domain/client.h"
#include "services/scheduling/domain/consultation.h"
#include "services/scheduling/domain/guards.h"
#include "services/scheduling/domain/people.h"
#include "shared/base/civil_date.h"

namespace rondetafel::scheduling {

Decision Decide(const State& state, const v1::RecordRequesterContactRequest& command,
                const Context& context) {
  const google::type::Date on = OnOrToday(command.contacted_on(), context);
  if (Refusal refusal =
          FirstOf(MayAct(state, context), HasNotEnded(state), NotBeforeReceipt(state, on))) {
    return *std::move(refusal);
  }
  const bool known = base::IsSet(state.contacted_on());
  if (known && base::FromProto(state.contacted_on()) <= base::FromProto(on)) {
    return Decision::AlreadySo();
  }
  Event event;
  *event.mutable_requester_contacted()->mutable_contacted_on() = on;
  event.mutable_requester_contacted()->set_channel(command.channel());
  return Happened(std::move(event));
}

Decision Decide(const State& state, const ProposeAgendaItem& command, const Context& context) {
  if (Refusal refusal = FirstOf(MayAct(state, context), IsOpen(state))) return *std::move(refusal);
  Event event;
  v1::AgendaItem& item = *event.mutable_agenda_item_proposed()->mutable_item();
  item = command.item;
  item.set_agenda_item_id(context.NewId("agenda_item", 0));
  *item.mutable_proposed_on() = OnOrToday(command.item.proposed_on(), context);
  return Happened(std::move(event));
}

Decision Decide(const State& state, const ApproveAgendaItem& command, const Context& context) {
  // An approval of before the meeting may be told after it.
  if (Refusal refusal = FirstOf(MayAct(state, context), HasNotEnded(state))) {
    return *std::move(refusal);
  }
  const v1::ApproveAgendaItemRequest& request = command.request;
  const v1::AgendaItem* item = FindAgendaItem(state, request.agenda_item_id());
  if (item == nullptr) return Refuse(v1::SCHEDULING_REASON_UNKNOWN_AGENDA_ITEM, "R44");
  const std::string& approver = request.approved_by_person_id();
  if (FindPerson(state, approver) == nullptr) {
    return Refuse(v1::SCHEDULING_REASON_UNKNOWN_PERSON, "R44");
  }
  const std::vector<std::string> youths = ClientForYouths(state, approver, command.ages);
  if (youths.empty()) return Refuse(v1::SCHEDULING_REASON_NOT_THE_CLIENT, "R44");
  if (std::any_of(item->approvals().begin(), item->approvals().end(),
                  [&](const auto& approval) { return approval.person_id() == approver; })) {
    return Decision::AlreadySo();
  }
  Event event;
  v1::AgendaItemApproved& approved = *event.mutable_agenda_item_approved();
  approved.set_agenda_item_id(request.agenda_item_id());
  approved.mutable_approval()->set_person_id(approver);
  *approved.mutable_approval()->mutable_approved_on() = OnOrToday(request.approved_on(), context);
  for (const std::string& youth : youths) {
    approved.mutable_approval()->add_for_youth_person_ids(youth);
  }
  return Happened(std::move(event));
}

Decision Decide(const State& state, const v1::RemoveAgendaItemRequest& command,
                const Context& context) {
  if (Refusal refusal = FirstOf(MayAct(state, context), IsOpen(state))) return *std::move(refusal);
  const bool removed =
      std::any_of(state.agenda().begin(), state.agenda().end(), [&](const v1::AgendaItem& item) {
        return item.agenda_item_id() == command.agenda_item_id() && item.removed();
      });
  if (removed) return Decision::AlreadySo();
  if (FindAgendaItem(state, command.agenda_item_id()) == nullptr) {
    return Refuse(v1::SCHEDULING_REASON_UNKNOWN_AGENDA_ITEM, "R44");
  }
  Event event;
  event.mutable_agenda_item_removed()->set_agenda_item_id(command.agenda_item_id());
  return Happened(std::move(event));
}

}  // namespace rondetafel::scheduling
