#include "tests/simulation/account/account_workload.h"

#include <array>

#include "shared/base/check.h"
#include "shared/base/text.h"
#include "shared/runtime/service_runtime.h"
#include "tests/simulation/account/account_domain.h"

namespace rondetafel::simulation {
namespace {

using google::protobuf::Message;

constexpr std::int64_t kSecondUs = 1'000'000;
constexpr std::int64_t kDayUs = 24 * 3600 * kSecondUs;
// What the older system registered lies before every run.
constexpr std::int64_t kOldRegistrationUs = 1'600'000'000 * kSecondUs;

constexpr std::array<std::string_view, kAccountOps> kMethods = {
    "OpenAccount", "Deposit", "Withdraw", "Exchange", "AddHolder",
    "EndHolder",   "Remind",  "Note",     "Migrate"};

class AccountWorkload final : public Workload {
 public:
  explicit AccountWorkload(const Plan& plan) : seed_(plan.seed) {
    // Accounts 0 and 1 share a case, so that one case has several streams.
    cases_[0] = cases_[1] = base::DeriveCaseId(ActorOf(kOwner), CommandIdOf(0));
    cases_[2] = base::DeriveCaseId(ActorOf(kOwner), CommandIdOf(2));
  }

  std::vector<std::string> topics() const override { return {"account", "mirror"}; }

  runtime::ServiceDefinition Define(std::size_t service, bool old_binary) const override {
    return service == 0 ? AccountService(old_binary) : MirrorService(old_binary);
  }

  std::optional<Request> Prepare(const Operation& operation, int index,
                                 Variation variation) override {
    const auto op = static_cast<AccountOp>(operation.kind);
    Request request;
    request.needs_new_binary = op == AccountOp::kNote;
    runtime::Command& command = request.command;
    command.method = kMethods.at(static_cast<std::size_t>(operation.kind));
    command.stream_kind = "account";
    command.command_id = CommandIdOf(index);
    command.case_id = CaseOf(operation, index);
    int subject = operation.subject;
    int actor = op == AccountOp::kMigrate ? kMigrationActor : operation.actor;
    AccountCommand wanted{op, operation.amount};
    switch (variation) {
      case Variation::kSame:
        break;
      case Variation::kOtherBody:
        wanted.amount += 1;
        break;
      case Variation::kOtherActor:
        actor = (actor + 1) % kActors;
        break;
      case Variation::kOtherMethod:
        command.method = "Deposit";
        if (op == AccountOp::kDeposit) return std::nullopt;
        break;
      case Variation::kOtherStream:
        if (subject > 1 || op == AccountOp::kOpen) return std::nullopt;
        subject = 1 - subject;
        break;
    }
    command.stream_id = StreamOf(subject);
    command.actor.set_actor_id(ActorOf(actor).ToString());
    command.actor.set_role(actor == kMigrationActor ? type::v1::ROLE_MIGRATION
                                                    : type::v1::ROLE_DESK_WORKER);
    if (actor == kMigrationActor) {
      command.registered_at = base::Instant{kOldRegistrationUs + index * kDayUs};
    }
    command.fingerprint = base::Cat(operation.kind, '/', wanted.amount);
    command.decide = runtime::DecideWith<AccountState, AccountEvent>(
        [wanted](const AccountState& state, const base::Context& context) {
          return Decide(state, wanted, context);
        });
    command.reply = [](const Message& after, const base::Context&) {
      const auto& state = static_cast<const AccountState&>(after);
      AccountReply reply;
      reply.set_balance(state.balance());
      reply.set_events(state.events());
      return reply.SerializeAsString();
    };
    return request;
  }

  View Show(const projection::Snapshot& snapshot, const runtime::Command& about) const override {
    const auto row = snapshot.Get<StatementRow>(
        projection::Key("statement").Add("account").Add(about.stream_id.raw()));
    const auto state = snapshot.Get<AccountState>(runtime::StateKey("account", about.stream_id));
    return {row ? row->version() : 0, state ? state->balance() : 0};
  }
  std::int64_t ModelArgument(const Operation& operation) const override {
    switch (static_cast<AccountOp>(operation.kind)) {
      case AccountOp::kDeposit:
      case AccountOp::kMigrate:
        return operation.amount;
      case AccountOp::kWithdraw:
        return -operation.amount;
      case AccountOp::kExchange:
        return (operation.amount + 1) / 2 - operation.amount;
      case AccountOp::kOpen:
      case AccountOp::kAddHolder:
      case AccountOp::kEndHolder:
      case AccountOp::kRemind:
      case AccountOp::kNote:
        break;
    }
    return 0;
  }
  std::int64_t ModelResult(const std::string& reply) const override {
    AccountReply parsed;
    RT_CHECK(parsed.ParseFromString(reply));
    return parsed.balance();
  }

  // What each account had deposited, as known on `t`.
  std::string Report(std::size_t service, const projection::Snapshot& snapshot,
                     base::Instant t) const override {
    const runtime::ServiceDefinition definition = Define(service, false);
    std::string figures;
    for (int account = 0; account < kAccounts; ++account) {
      const auto at = static_cast<std::size_t>(account);
      const auto known =
          runtime::StateAsKnownOn(snapshot, definition.kinds[0], cases_[at], StreamOf(account), t);
      figures += known.ok() ? (*known)->SerializeAsString() : std::string(known.status().message());
      figures += ';';
    }
    return figures;
  }

  std::unique_ptr<checker::Domain> MakeDomain() const override { return MakeAccountDomain(); }

 private:
  // Operation i below kAccounts opens account i.
  base::CommandId CommandIdOf(int index) const {
    base::IdBytes bytes =
        base::DeriveUuid("simulated command", {std::to_string(seed_), std::to_string(index)});
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40);  // as a client's: random
    return base::CommandId(bytes);
  }
  // An account that opens its own case is found by who opens it and with which command, so that a
  // repeat meets the first; later commands know the case from the reply.
  base::CaseId CaseOf(const Operation& operation, int index) const {
    const bool opens_case = index == 0 || index == 2;
    if (static_cast<AccountOp>(operation.kind) == AccountOp::kOpen && opens_case) {
      return base::DeriveCaseId(ActorOf(operation.actor), CommandIdOf(index));
    }
    return cases_[static_cast<std::size_t>(operation.subject)];
  }
  base::StreamId StreamOf(int account) const {
    return base::DeriveStreamId(cases_[static_cast<std::size_t>(account)], "account",
                                CommandIdOf(account));
  }

  std::uint64_t seed_;
  std::array<base::CaseId, kAccounts> cases_;
};

Operation RandomOperation(Random& random) {
  Operation operation;
  operation.subject = random.Below(kAccounts);
  operation.actor = random.Chance(750) ? kOwner : random.Below(kActors);
  operation.gives_up = random.Chance(80);
  const int what = random.Below(100);
  const auto set = [&operation](AccountOp op, std::int64_t amount) {
    operation.kind = static_cast<int>(op);
    operation.amount = amount;
  };
  if (what < 32) {
    set(AccountOp::kDeposit, random.Chance(60) ? 0 : random.Between(1, 14));
  } else if (what < 58) {
    set(AccountOp::kWithdraw, random.Between(1, 12));
  } else if (what < 66) {
    set(AccountOp::kExchange, random.Between(1, 25));
  } else if (what < 75) {
    set(AccountOp::kAddHolder, random.Between(1, kActors - 1));
  } else if (what < 82) {
    set(AccountOp::kEndHolder, random.Between(1, kActors - 1));
  } else if (what < 92) {
    const bool far = random.Chance(300);
    set(AccountOp::kRemind,
        far ? random.Between(10, 300) * kDayUs : random.Between(0, 40) * kSecondUs);
  } else if (what < 96) {
    set(AccountOp::kNote, random.Below(30));
  } else {
    set(AccountOp::kMigrate, random.Between(1, 9));
  }
  return operation;
}

class Kind final : public WorkloadKind {
 public:
  std::string name() const override { return "account"; }
  void Shape(Random& random, Plan* plan) const override {
    plan->partitions = random.Chance(300) ? 2 : 1;
    plan->replicas = {random.Between(1, 3), random.Between(1, 2)};
    for (int account = 0; account < kAccounts; ++account) {
      plan->operations.push_back({static_cast<int>(AccountOp::kOpen), account, 0, kOwner, false});
    }
    const int more = random.Between(4, 20);
    for (int i = 0; i < more; ++i) plan->operations.push_back(RandomOperation(random));
  }
  std::unique_ptr<Workload> Make(const Plan& plan) const override {
    return std::make_unique<AccountWorkload>(plan);
  }
};

}  // namespace

const WorkloadKind* AccountWorkloadKind() {
  static const Kind kind;
  return &kind;
}

}  // namespace rondetafel::simulation
