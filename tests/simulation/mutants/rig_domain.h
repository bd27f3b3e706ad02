// What the account and mirror services of shared/runtime/testing mean, for the checker: no balance
// below zero, no reminder before its date, a mirrored deposit for each deposit and in their order.
#pragma once
#include <map>
#include <string>
#include <utility>

#include "shared/runtime/testing/account.pb.h"
#include "tests/checker/checker.h"

namespace rondetafel::simulation {

class RigDomain : public checker::Domain {
 public:
  // `true_now_us`: what the time was when the run ended, whatever the clocks of its machines said.
  explicit RigDomain(std::int64_t true_now_us) : true_now_us_(true_now_us) {}
  bool Understands(std::string_view topic, const log::v1::CommitBody& body) override;
  void Next(const checker::Commit& commit, const Report& report) override;
  void Reactions(const checker::Commit& commit, std::vector<checker::ReactionDue>* due) override;
  void End(bool /*settled*/, const Report& /*report*/) override {}
  std::int64_t Number(std::string_view topic, const checker::Id& stream) override;

 private:
  struct Account {
    std::int64_t balance = 0;
    std::int64_t remind_at_us = 0;
  };
  const std::int64_t true_now_us_;
  std::map<std::pair<std::string, checker::Id>, Account> accounts_;
  std::map<checker::Id, std::int64_t> mirrored_;  // by stream: offset of the last cause
};

}  // namespace rondetafel::simulation
