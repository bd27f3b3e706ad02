#include "tests/simulation/mutants/rig_domain.h"

#include <algorithm>

namespace rondetafel::simulation {

using testing::AccountEvent;

bool RigDomain::Understands(std::string_view /*topic*/, const log::v1::CommitBody& body) {
  return body.schema_version() <= 1;
}

void RigDomain::Next(const checker::Commit& commit, const Report& report) {
  if (commit.topic == "mirror" && commit.body->has_cause()) {
    std::int64_t& last = mirrored_[commit.stream()];
    if (commit.body->cause().offset() < last) report(11, "a reaction overtook an earlier one");
    last = commit.body->cause().offset();
  }
  Account& account = accounts_[{std::string(commit.topic), commit.stream()}];
  for (const std::string& bytes : commit.body->events().event()) {
    AccountEvent event;
    event.ParseFromString(bytes);
    account.balance += event.deposited().amount() - event.withdrawn().amount();
    if (event.has_reminder_set()) account.remind_at_us = event.reminder_set().at_us();
    if (event.has_reminder_sent()) {
      if (account.remind_at_us == 0) report(3, "a reminder that nobody asked for");
      if (account.remind_at_us > std::min(true_now_us_, commit.effective_us)) {
        report(3, "a reminder before its date");
      }
      account.remind_at_us = 0;
    }
    if (account.balance < 0) report(3, "a balance below zero");
  }
}

void RigDomain::Reactions(const checker::Commit& commit, std::vector<checker::ReactionDue>* due) {
  if (commit.topic != "account") return;
  int ordinal = 0;
  for (const std::string& bytes : commit.body->events().event()) {
    AccountEvent event;
    event.ParseFromString(bytes);
    if (!event.has_deposited()) continue;
    due->push_back({"mirror", "mirror-deposit", ordinal++, commit.case_id(), commit.stream()});
  }
}

std::int64_t RigDomain::Number(std::string_view topic, const checker::Id& stream) {
  return accounts_[{std::string(topic), stream}].balance;
}

}  // namespace rondetafel::simulation
