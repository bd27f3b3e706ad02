#include "shared/runtime/testing/account.h"

namespace rondetafel::runtime::testing {
namespace {

void ApplyEvent(const AccountEvent& event, AccountState& state) {
  state.set_events(state.events() + 1);
  switch (event.event_case()) {
    case AccountEvent::kDeposited:
      state.set_balance(state.balance() + event.deposited().amount());
      return;
    case AccountEvent::kWithdrawn:
      state.set_balance(state.balance() - event.withdrawn().amount());
      return;
    case AccountEvent::kReminderSet:
      state.set_remind_at_us(event.reminder_set().at_us());
      return;
    case AccountEvent::kReminderSent:
      state.set_remind_at_us(0);
      state.set_reminders(state.reminders() + 1);
      return;
    case AccountEvent::EVENT_NOT_SET:
      return;
  }
}

base::Decision<AccountEvent> Move(const AccountState& state, std::int64_t amount) {
  AccountEvent event;
  if (amount == 0) return base::Decision<AccountEvent>::AlreadySo();
  if (amount > 0) {
    event.mutable_deposited()->set_amount(amount);
  } else {
    if (state.balance() + amount < 0) return base::Rejection{"NEGATIVE_BALANCE", "T1", {}};
    event.mutable_withdrawn()->set_amount(-amount);
  }
  return std::vector<AccountEvent>{event};
}

// Sum over all deposits, from whichever topic.
class TotalsView : public View {
 public:
  void Apply(const AcceptedCommit& commit, projection::Rows& rows) override {
    for (std::size_t i = 0; i < commit.events.size(); ++i) {
      const auto& event = commit.event<AccountEvent>(i);
      if (!event.has_deposited()) continue;
      auto* row = rows.Mutable<TotalsRow>(projection::Key("totals").Add(commit.topic));
      row->set_deposits(row->deposits() + 1);
      row->set_sum(row->sum() + event.deposited().amount());
    }
  }
};

std::vector<ReactionCommand> MirrorDeposits(const AcceptedCommit& upstream) {
  std::vector<ReactionCommand> commands;
  for (std::size_t i = 0; i < upstream.events.size(); ++i) {
    const auto& event = upstream.event<AccountEvent>(i);
    if (!event.has_deposited()) continue;
    const std::int64_t amount = event.deposited().amount();
    commands.push_back({"MirrorDeposit", "account", upstream.envelope().stream_id,
                        DecideWith<AccountState, AccountEvent>(
                            [amount](const AccountState& state, const base::Context&) {
                              return Move(state, amount);
                            }),
                        std::nullopt});
  }
  return commands;
}

}  // namespace

ServiceDefinition AccountService() {
  ServiceDefinition definition;
  definition.topic = "account";
  definition.kinds.push_back(MakeStreamKind<AccountEvent, AccountState, ApplyEvent>("account"));
  definition.views.push_back(std::make_unique<TotalsView>());
  definition.timers.due = [](std::string_view, const Message& message) {
    const auto& state = static_cast<const AccountState&>(message);
    std::vector<DueDate> dates;
    if (state.remind_at_us() != 0) dates.push_back({"reminder", {state.remind_at_us()}});
    return dates;
  };
  definition.timers.fire = [](std::string_view, const base::StreamId& stream, const DueDate& date) {
    return ReactionCommand{
        "SendReminder", "account", stream,
        DecideWith<AccountState, AccountEvent>(
            [date](const AccountState& state, const base::Context& context) {
              if (state.remind_at_us() != date.at.us || context.now < date.at) {
                return base::Decision<AccountEvent>::AlreadySo();
              }
              AccountEvent event;
              event.mutable_reminder_sent();
              return base::Decision<AccountEvent>(std::vector<AccountEvent>{event});
            }),
        std::nullopt};
  };
  return definition;
}

ServiceDefinition MirrorService() {
  ServiceDefinition definition;
  definition.topic = "mirror";
  definition.kinds.push_back(MakeStreamKind<AccountEvent, AccountState, ApplyEvent>("account"));
  definition.views.push_back(std::make_unique<TotalsView>());
  Upstream upstream;
  upstream.topic = "account";
  upstream.kinds.push_back(MakeUpstreamKind<AccountEvent>("account"));
  upstream.reactions.push_back({"mirror-deposit", MirrorDeposits});
  definition.upstreams.push_back(std::move(upstream));
  return definition;
}

base::CaseId CaseOf(int account) {
  return base::CaseId(base::DeriveUuid("case", {std::to_string(account)}));
}

base::StreamId StreamOf(int account) {
  return base::StreamId(base::DeriveUuid("stream", {std::to_string(account)}));
}

namespace {

Command OnAccount(int account) {
  Command command;
  command.stream_kind = "account";
  command.case_id = CaseOf(account);
  command.stream_id = StreamOf(account);
  command.command_id = base::CommandId::Random();
  command.actor.set_actor_id(base::FormatUuid(base::DeriveUuid("actor", {"teller"})));
  command.actor.set_role(type::v1::ROLE_DESK_WORKER);
  command.reply = [](const Message& after, const base::Context&) {
    AccountReply reply;
    reply.set_balance(static_cast<const AccountState&>(after).balance());
    return reply.SerializeAsString();
  };
  return command;
}

}  // namespace

Command MakeCommand(const Order& order) {
  Command command = OnAccount(order.account);
  command.method = order.amount < 0 ? "Withdraw" : "Deposit";
  command.command_id = order.id;
  command.fingerprint = std::to_string(order.amount);
  command.decide = DecideWith<AccountState, AccountEvent>(
      [amount = order.amount](const AccountState& state, const base::Context&) {
        return Move(state, amount);
      });
  return command;
}

Command RemindCommand(int account, base::Instant at) {
  Command command = OnAccount(account);
  command.method = "Remind";
  command.decide =
      DecideWith<AccountState, AccountEvent>([at](const AccountState&, const base::Context&) {
        AccountEvent event;
        event.mutable_reminder_set()->set_at_us(at.us);
        return base::Decision<AccountEvent>(std::vector<AccountEvent>{event});
      });
  return command;
}

std::int64_t BalanceIn(const std::string& reply) {
  AccountReply parsed;
  parsed.ParseFromString(reply);
  return parsed.balance();
}

}  // namespace rondetafel::runtime::testing
