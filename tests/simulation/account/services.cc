// The two services as the runtime sees them: views, reactions, timers.
#include "shared/projection/rows.h"
#include "tests/simulation/account/account.h"

namespace rondetafel::simulation {
namespace {

using base::Context;
using google::protobuf::Message;
using runtime::AcceptedCommit;
using runtime::ReactionCommand;
using Decision = base::Decision<AccountEvent>;

class StatementView final : public runtime::View {
 public:
  void Apply(const AcceptedCommit& commit, projection::Rows& rows) override {
    if (commit.events.empty()) return;
    auto* row = rows.Mutable<StatementRow>(
        projection::Key("statement").Add(commit.topic).Add(commit.envelope().stream_id.raw()));
    row->set_version(commit.verdict->head.version);
    for (std::size_t i = 0; i < commit.events.size(); ++i) {
      const auto& event = commit.event<AccountEvent>(i);
      row->set_deposited(row->deposited() + event.deposited().amount());
      row->set_withdrawn(row->withdrawn() + event.withdrawn().amount());
    }
  }
};

template <class Fn>
ReactionCommand OnStream(std::string method, const base::StreamId& stream, Fn decide) {
  return {std::move(method), "account", stream,
          runtime::DecideWith<AccountState, AccountEvent>(std::move(decide)), std::nullopt};
}

Decision Same(const AccountEvent& event) { return std::vector<AccountEvent>{event}; }

// The same on the mirror's account; refused where the account's rule breaks, which it never does
// when reactions are worked in order.
ReactionCommand MirrorMove(const base::StreamId& stream, const AccountEvent& event) {
  return OnStream("Mirror", stream, [event](const AccountState& state, const Context&) {
    if (event.withdrawn().amount() > state.balance()) {
      return Decision(base::Rejection{"NEGATIVE_BALANCE", "A1", {}});
    }
    return Same(event);
  });
}

ReactionCommand MirrorNote(const base::StreamId& stream, const AccountEvent& event) {
  return OnStream("MirrorNote", stream, [event](const AccountState&, const Context&) {
    switch (event.noted().number() % 3) {
      case 0:
        return Decision::AlreadySo();
      case 1:
        return Decision(base::Rejection{"NOT_WORTH_NOTING", "A5", {}});
      default:
        return Same(event);
    }
  });
}

std::vector<ReactionCommand> MirrorEvents(const AcceptedCommit& upstream) {
  std::vector<ReactionCommand> commands;
  const base::StreamId stream = upstream.envelope().stream_id;
  for (std::size_t i = 0; i < upstream.events.size(); ++i) {
    const auto& event = upstream.event<AccountEvent>(i);
    if (event.has_deposited() || event.has_withdrawn()) {
      commands.push_back(MirrorMove(stream, event));
    }
    if (event.has_noted()) commands.push_back(MirrorNote(stream, event));
    if (event.deposited().amount() >= kBonusFrom) {
      AccountEvent bonus;
      bonus.mutable_deposited()->set_amount(1);
      commands.push_back(
          OnStream("Bonus", BonusStream(stream),
                   [bonus](const AccountState&, const Context&) { return Same(bonus); }));
    }
  }
  return commands;
}

// Back to the account: what the mirror took in. Bonus streams are no accounts, so nothing there.
std::vector<ReactionCommand> ConfirmDeposits(const AcceptedCommit& upstream) {
  std::vector<ReactionCommand> commands;
  if (upstream.envelope().method != "Mirror") return commands;
  for (std::size_t i = 0; i < upstream.events.size(); ++i) {
    const auto& event = upstream.event<AccountEvent>(i);
    if (!event.has_deposited()) continue;
    AccountEvent confirmed;
    confirmed.mutable_confirmed()->set_amount(event.deposited().amount());
    commands.push_back(
        OnStream("Confirm", upstream.envelope().stream_id,
                 [confirmed](const AccountState&, const Context&) { return Same(confirmed); }));
  }
  return commands;
}

std::vector<runtime::DueDate> Due(std::string_view, const Message& message) {
  const auto& state = static_cast<const AccountState&>(message);
  std::vector<runtime::DueDate> dates;
  if (state.remind_at_us() != 0) dates.push_back({"reminder", {state.remind_at_us()}});
  return dates;
}

ReactionCommand Fire(std::string_view, const base::StreamId& stream, const runtime::DueDate& date) {
  return OnStream("SendReminder", stream,
                  [date](const AccountState& state, const Context& context) {
                    if (state.remind_at_us() != date.at.us || context.now < date.at) {
                      return Decision::AlreadySo();
                    }
                    AccountEvent event;
                    event.mutable_reminder_sent()->set_at_us(date.at.us);
                    return Same(event);
                  });
}

bool KnownToOld(const Message& message) {
  const auto& event = static_cast<const AccountEvent&>(message);
  return event.event_case() != AccountEvent::EVENT_NOT_SET && !event.has_noted();
}

runtime::ServiceDefinition Service(std::string topic, std::string other, runtime::Reaction reaction,
                                   bool old_binary) {
  const int schema = old_binary ? kOldSchema : kNewSchema;
  runtime::ServiceDefinition definition;
  definition.topic = std::move(topic);
  definition.schema_version = schema;
  definition.kinds.push_back(
      runtime::MakeStreamKind<AccountEvent, AccountState, ApplyEvent>("account"));
  definition.views.push_back(std::make_unique<StatementView>());
  runtime::Upstream upstream;
  upstream.topic = std::move(other);
  upstream.kinds.push_back(runtime::MakeUpstreamKind<AccountEvent>("account"));
  upstream.schema_version = schema;
  upstream.reactions.push_back(std::move(reaction));
  if (old_binary) definition.kinds[0].known = upstream.kinds[0].known = KnownToOld;
  definition.upstreams.push_back(std::move(upstream));
  return definition;
}

}  // namespace

runtime::ServiceDefinition AccountService(bool old_binary) {
  runtime::ServiceDefinition definition =
      Service("account", "mirror", {"confirm", ConfirmDeposits}, old_binary);
  definition.timers.due = Due;
  definition.timers.fire = Fire;
  return definition;
}

runtime::ServiceDefinition MirrorService(bool old_binary) {
  return Service("mirror", "account", {"mirror", MirrorEvents}, old_binary);
}

}  // namespace rondetafel::simulation
