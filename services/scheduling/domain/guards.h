// What every decision asks first: has the caller a relation to this consultation now, is the
// consultation still open, does the date fit.
#pragma once
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "services/scheduling/domain/consultation.h"

namespace rondetafel::scheduling {

using Refusal = std::optional<base::Rejection>;

base::Rejection Refuse(v1::SchedulingReason reason, std::string_view rule);

// The assigned chair, the desk of the region, the migration (1c, R180). Unset: may act.
Refusal MayAct(const State& state, const Context& context);
// True when this actor has or had to do with the consultation. Somebody who never had is denied at
// the edge, unrecorded, so that existence does not leak.
bool EverRelated(const State& state, const type::v1::Actor& actor);
// The consultation has neither been held nor ended.
Refusal IsOpen(const State& state);
// Not ended without a meeting; held is fine: a step of before may be told late.
Refusal HasNotEnded(const State& state);
// Not before the request was received.
Refusal NotBeforeReceipt(const State& state, const google::type::Date& date);
// `person_id` is on the list of invitees and not taken off.
Refusal IsInvitee(const State& state, std::string_view person_id);

// The business date of a command; unset means today.
google::type::Date OnOrToday(const google::type::Date& date, const Context& context);
// One event as a decision.
inline Decision Happened(Event event) { return Decision(std::vector<Event>{std::move(event)}); }

// The first refusal of several: FirstOf(MayAct(state, context), IsOpen(state)). All are evaluated,
// so none may rely on another having passed.
template <class... Checks>
Refusal FirstOf(Checks&&... checks) {
  Refusal first;
  (void)((first = std::forward<Checks>(checks), first.has_value()) || ...);
  return first;
}

}  // namespace rondetafel::scheduling
