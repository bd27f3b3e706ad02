#include "services/scheduling/domain/guards.h"

#include <algorithm>

#include "services/scheduling/domain/people.h"
#include "shared/base/civil_date.h"

namespace rondetafel::scheduling {
namespace {

template <class List, class Value>
bool Contains(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool IsDesk(const type::v1::Actor& actor) {
  return actor.role() == type::v1::ROLE_DESK_WORKER || actor.role() == type::v1::ROLE_TEAM_LEAD;
}

}  // namespace

base::Rejection Refuse(v1::SchedulingReason reason, std::string_view rule) {
  return {v1::SchedulingReason_Name(reason), std::string(rule), {}};
}

google::type::Date OnOrToday(const google::type::Date& date, const Context& context) {
  return base::IsSet(date) ? date : base::ToProto(context.today);
}

Refusal MayAct(const State& state, const Context& context) {
  if (state.status() == v1::CONSULTATION_STATUS_UNSPECIFIED) {
    return Refuse(v1::SCHEDULING_REASON_CONSULTATION_NOT_FOUND, "R40");
  }
  const type::v1::Actor& actor = context.actor;
  if (context.is_migration()) return std::nullopt;
  if (actor.role() == type::v1::ROLE_EXTERNAL_CHAIR) {
    if (actor.actor_id() == state.chair_actor_id()) return std::nullopt;
    if (Contains(state.former_chair_actor_ids(), actor.actor_id())) {
      return Refuse(v1::SCHEDULING_REASON_FORMER_CHAIR, "R40");
    }
  }
  if (IsDesk(actor)) {
    if (actor.region() == state.region()) return std::nullopt;
    if (Contains(state.former_regions(), static_cast<int>(actor.region()))) {
      return Refuse(v1::SCHEDULING_REASON_OTHER_REGION, "R180");
    }
  }
  return Refuse(v1::SCHEDULING_REASON_NO_RELATION, "R171");
}

bool EverRelated(const State& state, const type::v1::Actor& actor) {
  if (state.status() == v1::CONSULTATION_STATUS_UNSPECIFIED) return false;
  if (actor.role() == type::v1::ROLE_MIGRATION) return true;
  if (actor.role() == type::v1::ROLE_EXTERNAL_CHAIR) {
    return actor.actor_id() == state.chair_actor_id() ||
           Contains(state.former_chair_actor_ids(), actor.actor_id());
  }
  return IsDesk(actor) && (actor.region() == state.region() ||
                           Contains(state.former_regions(), static_cast<int>(actor.region())));
}

Refusal IsOpen(const State& state) {
  if (state.status() == v1::CONSULTATION_STATUS_HELD) {
    return Refuse(v1::SCHEDULING_REASON_ALREADY_HELD, "R155");
  }
  return HasNotEnded(state);
}

Refusal HasNotEnded(const State& state) {
  if (state.status() == v1::CONSULTATION_STATUS_NOT_HELD ||
      state.status() == v1::CONSULTATION_STATUS_ENDED) {
    return Refuse(v1::SCHEDULING_REASON_ALREADY_ENDED, "R155");
  }
  return std::nullopt;
}

Refusal NotBeforeReceipt(const State& state, const google::type::Date& date) {
  if (base::FromProto(date) < base::FromProto(state.received_on())) {
    return Refuse(v1::SCHEDULING_REASON_BEFORE_RECEIPT, "R155");
  }
  return std::nullopt;
}

Refusal IsInvitee(const State& state, std::string_view person_id) {
  if (FindPerson(state, person_id) == nullptr) {
    return Refuse(v1::SCHEDULING_REASON_UNKNOWN_PERSON, "R181");
  }
  const v1::Invitee* invitee = FindInvitee(state, person_id);
  if (invitee == nullptr || !IsActive(*invitee)) {
    return Refuse(v1::SCHEDULING_REASON_NOT_AN_INVITEE, "R181");
  }
  return std::nullopt;
}

}  // namespace rondetafel::scheduling
