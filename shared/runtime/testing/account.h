// Two services to test the runtime with: "account" owns accounts; "mirror" reacts to every deposit
// there with the same deposit on its own account of the same id.
#pragma once
#include <string>
#include <utility>

#include "shared/runtime/definition.h"
#include "shared/runtime/testing/account.pb.h"

namespace rondetafel::runtime::testing {

using rondetafel::testing::AccountEvent;
using rondetafel::testing::AccountReply;
using rondetafel::testing::AccountState;
using rondetafel::testing::TotalsRow;

ServiceDefinition AccountService();
ServiceDefinition MirrorService();

// A client's command on an account. Account n lies in case n.
struct Order {
  int account = 1;
  std::int64_t amount = 0;  // above zero: deposit, below: withdraw
  base::CommandId id = base::CommandId::Random();
};
Command MakeCommand(const Order& order);
// Asks for a reminder.
Command RemindCommand(int account, base::Instant at);
base::CaseId CaseOf(int account);
base::StreamId StreamOf(int account);
std::int64_t BalanceIn(const std::string& reply);

}  // namespace rondetafel::runtime::testing
