#include "tests/simulation/account/account.h"

#include <algorithm>

#include "shared/base/text.h"

namespace rondetafel::simulation {
namespace {

using base::Context;
using Decision = base::Decision<AccountEvent>;

AccountEvent Deposit(std::int64_t amount) {
  AccountEvent event;
  event.mutable_deposited()->set_amount(amount);
  return event;
}
AccountEvent Withdrawal(std::int64_t amount) {
  AccountEvent event;
  event.mutable_withdrawn()->set_amount(amount);
  return event;
}

Decision Move(const AccountState& state, std::int64_t out, std::int64_t in) {
  std::vector<AccountEvent> events;
  if (out > state.balance()) return base::Rejection{"NEGATIVE_BALANCE", "A1", {}};
  if (out > 0) events.push_back(Withdrawal(out));
  if (in > 0) events.push_back(Deposit(in));
  return events;
}

bool MayUse(const AccountState& state, std::string_view actor) {
  return state.owner() == actor ||
         std::find(state.holders().begin(), state.holders().end(), actor) != state.holders().end();
}

Decision Open(const AccountState& state, const Context& context) {
  if (state.opened()) return Decision::AlreadySo();
  AccountEvent event;
  event.mutable_opened()->set_owner(
      std::string(base::ActorId::Parse(context.actor.actor_id())->raw()));
  return std::vector<AccountEvent>{event};
}

Decision ChangeHolder(const AccountState& state, const AccountCommand& command) {
  const std::string actor(ActorOf(static_cast<int>(command.amount)).raw());
  const bool adds = command.op == AccountOp::kAddHolder;
  if (state.owner() == actor) return base::Rejection{"OWNER_STAYS", "A3", {}};
  if (MayUse(state, actor) == adds) return Decision::AlreadySo();
  AccountEvent event;
  if (adds) {
    event.mutable_holder_added()->set_actor(actor);
  } else {
    event.mutable_holder_ended()->set_actor(actor);
  }
  return std::vector<AccountEvent>{event};
}

}  // namespace

base::ActorId ActorOf(int actor) {
  return base::ActorId(base::DeriveUuid("simulated actor", {std::to_string(actor)}));
}

base::StreamId BonusStream(const base::StreamId& account) {
  return base::StreamId(base::DeriveUuid("bonus", {account.raw()}));
}

Decision Decide(const AccountState& state, const AccountCommand& command, const Context& context) {
  if (command.op == AccountOp::kOpen) return Open(state, context);
  if (!state.opened()) return base::Rejection{"NOT_OPEN", "A2", {}};
  const auto actor = base::ActorId::Parse(context.actor.actor_id());
  if (!context.is_migration() && !MayUse(state, actor->raw())) {
    return base::Rejection{"NO_RELATION", "A4", {}};
  }
  AccountEvent event;
  switch (command.op) {
    case AccountOp::kOpen:
      break;
    case AccountOp::kDeposit:
    case AccountOp::kMigrate:
      return Move(state, 0, command.amount);
    case AccountOp::kWithdraw:
      return Move(state, command.amount, 0);
    case AccountOp::kExchange:
      return Move(state, command.amount, (command.amount + 1) / 2);
    case AccountOp::kAddHolder:
    case AccountOp::kEndHolder:
      return ChangeHolder(state, command);
    case AccountOp::kRemind:
      event.mutable_reminder_set()->set_at_us(context.now.us + command.amount);
      break;
    case AccountOp::kNote:
      event.mutable_noted()->set_number(command.amount);
      break;
  }
  return std::vector<AccountEvent>{event};
}

void ApplyEvent(const AccountEvent& event, AccountState& state) {
  state.set_events(state.events() + 1);
  switch (event.event_case()) {
    case AccountEvent::kOpened:
      state.set_opened(true);
      state.set_owner(event.opened().owner());
      return;
    case AccountEvent::kDeposited:
      state.set_balance(state.balance() + event.deposited().amount());
      return;
    case AccountEvent::kWithdrawn:
      state.set_balance(state.balance() - event.withdrawn().amount());
      return;
    case AccountEvent::kHolderAdded:
      state.add_holders(event.holder_added().actor());
      return;
    case AccountEvent::kHolderEnded: {
      auto& holders = *state.mutable_holders();
      const auto found = std::find(holders.begin(), holders.end(), event.holder_ended().actor());
      if (found != holders.end()) holders.erase(found);
      return;
    }
    case AccountEvent::kReminderSet:
      state.set_remind_at_us(event.reminder_set().at_us());
      return;
    case AccountEvent::kReminderSent:
      state.set_remind_at_us(0);
      state.set_reminders(state.reminders() + 1);
      return;
    case AccountEvent::kConfirmed:
      state.set_confirmed(state.confirmed() + event.confirmed().amount());
      return;
    case AccountEvent::kNoted:
      state.set_noted(state.noted() + event.noted().number());
      return;
    case AccountEvent::EVENT_NOT_SET:
      return;
  }
}

}  // namespace rondetafel::simulation
