#include "tests/simulation/account/account_domain.h"

#include <map>
#include <set>

#include "shared/base/text.h"
#include "tests/simulation/account/account.pb.h"

namespace rondetafel::simulation {
namespace {

using checker::Id;

constexpr std::int64_t kNewestSchema = 2;
constexpr std::int64_t kBonusFromAmount = 10;

// One stream of either topic.
struct Account {
  std::int64_t balance = 0;
  std::int64_t deposited = 0;
  std::int64_t confirmed = 0;
  std::int64_t bonuses = 0;  // deposits large enough for one
  std::int64_t noted = 0;
  std::int64_t worth_noting = 0;
  std::int64_t remind_at_us = 0;
  std::set<std::string, std::less<>> ended;  // actors that were holders
};

class AccountDomain final : public checker::Domain {
 public:
  bool Understands(std::string_view, const log::v1::CommitBody& body) override {
    if (body.schema_version() > kNewestSchema) return false;
    for (const std::string& bytes : body.events().event()) {
      AccountEvent event;
      if (!event.ParseFromString(bytes) || event.event_case() == AccountEvent::EVENT_NOT_SET) {
        return false;
      }
    }
    return true;
  }

  void Next(const checker::Commit& commit, const Report& report) override {
    Account& account = accounts_[{std::string(commit.topic), commit.stream()}];
    if (account.ended.contains(commit.record->actor)) {
      report(14, "an actor whose relation to the account had ended changed it");
    }
    for (const std::string& bytes : commit.body->events().event()) {
      AccountEvent event;
      event.ParseFromString(bytes);
      Apply(event, commit, report, account);
      if (account.balance < 0) report(3, "the balance of an account is below zero");
    }
  }

  void Reactions(const checker::Commit& commit, std::vector<checker::ReactionDue>* due) override {
    const bool account = commit.topic == "account";
    if (!account && commit.record->method != "Mirror") return;
    int ordinal = 0;
    const auto add = [&](const Id& stream) {
      due->push_back({account ? "mirror" : "account", account ? "mirror" : "confirm", ordinal++,
                      commit.case_id(), stream});
    };
    for (const std::string& bytes : commit.body->events().event()) {
      AccountEvent event;
      event.ParseFromString(bytes);
      if (event.has_deposited()) add(commit.stream());
      if (!account) continue;
      if (event.has_withdrawn() || event.has_noted()) add(commit.stream());
      if (event.deposited().amount() >= kBonusFromAmount) add(BonusOf(commit.stream()));
    }
  }

  void End(bool settled, const Report& report) override {
    if (!settled) return;
    for (const auto& [key, account] : accounts_) {
      if (key.first != "account") continue;
      const Account& mirrored = accounts_[{"mirror", key.second}];
      const Account& bonus = accounts_[{"mirror", BonusOf(key.second)}];
      if (mirrored.balance != account.balance) {
        report(3, base::Cat("an account has ", account.balance, ", its mirror ", mirrored.balance));
      }
      if (account.confirmed != account.deposited) {
        report(3, base::Cat("an account took in ", account.deposited, ", confirmed are ",
                            account.confirmed));
      }
      if (bonus.balance != account.bonuses) report(3, "an account's bonus is not what it earned");
      if (mirrored.noted != account.worth_noting) report(3, "a note was lost or came twice");
    }
  }

  std::int64_t Number(std::string_view topic, const Id& stream) override {
    return accounts_[{std::string(topic), stream}].balance;
  }

 private:
  static Id BonusOf(const Id& stream) { return checker::Derived("bonus", {checker::View(stream)}); }

  static void Apply(const AccountEvent& event, const checker::Commit& commit, const Report& report,
                    Account& account) {
    switch (event.event_case()) {
      case AccountEvent::kDeposited:
        account.balance += event.deposited().amount();
        account.deposited += event.deposited().amount();
        if (event.deposited().amount() >= kBonusFromAmount) ++account.bonuses;
        return;
      case AccountEvent::kWithdrawn:
        account.balance -= event.withdrawn().amount();
        return;
      case AccountEvent::kHolderAdded:
        account.ended.erase(event.holder_added().actor());
        return;
      case AccountEvent::kHolderEnded:
        account.ended.insert(event.holder_ended().actor());
        return;
      case AccountEvent::kReminderSet:
        account.remind_at_us = event.reminder_set().at_us();
        return;
      case AccountEvent::kReminderSent:
        if (event.reminder_sent().at_us() != account.remind_at_us) {
          report(3, "a reminder was sent that nobody waited for, or twice");
        }
        if (commit.effective_us < event.reminder_sent().at_us()) {
          report(13, "a reminder was sent before its date");
        }
        account.remind_at_us = 0;
        return;
      case AccountEvent::kConfirmed:
        account.confirmed += event.confirmed().amount();
        return;
      case AccountEvent::kNoted:
        account.noted += event.noted().number();
        if (event.noted().number() % 3 == 2) account.worth_noting += event.noted().number();
        return;
      case AccountEvent::kOpened:
      case AccountEvent::EVENT_NOT_SET:
        return;
    }
  }

  std::map<std::pair<std::string, Id>, Account> accounts_;
};

}  // namespace

std::unique_ptr<checker::Domain> MakeAccountDomain() { return std::make_unique<AccountDomain>(); }

}  // namespace rondetafel::simulation
