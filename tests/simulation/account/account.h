// The account workload: what clients can ask of an account, and the two services that keep one.
#pragma once
#include <cstdint>
#include <string>

#include "shared/base/decision.h"
#include "shared/runtime/definition.h"
#include "tests/simulation/account/account.pb.h"

namespace rondetafel::simulation {

// Operation::kind. `amount` is money, or what it says.
enum class AccountOp : std::uint8_t {
  kOpen,
  kDeposit,  // 0: finds things already so
  kWithdraw,
  kExchange,   // withdraws amount and deposits half of it, rounded up: two events
  kAddHolder,  // amount: which actor
  kEndHolder,  // amount: which actor
  kRemind,     // amount: after how many microseconds of the deciding clock
  kNote,       // needs the new binary
  kMigrate,    // a deposit registered in an older system before the run
};
inline constexpr int kAccountOps = 9;

inline constexpr int kAccounts = 3;
inline constexpr int kOwner = 0;
inline constexpr int kActors = 3;  // the owner and two who may be holders
inline constexpr int kMigrationActor = kActors;
inline constexpr int kOldSchema = 1;
inline constexpr int kNewSchema = 2;

// Which actors there are: the same in every run.
base::ActorId ActorOf(int actor);

// What a command wants.
struct AccountCommand {
  AccountOp op = AccountOp::kDeposit;
  std::int64_t amount = 0;
};
base::Decision<AccountEvent> Decide(const AccountState& state, const AccountCommand& command,
                                    const base::Context& context);
void ApplyEvent(const AccountEvent& event, AccountState& state);

runtime::ServiceDefinition AccountService(bool old_binary);
runtime::ServiceDefinition MirrorService(bool old_binary);

// Where the mirror keeps what an account's larger deposits bring: one stream for each account.
base::StreamId BonusStream(const base::StreamId& account);
inline constexpr std::int64_t kBonusFrom = 10;

}  // namespace rondetafel::simulation
