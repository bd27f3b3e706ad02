// The history of a case, and a stream as it was known on a moment.
#include <gtest/gtest.h>

#include "rondetafel/runtime/v1/rows.pb.h"
#include "shared/runtime/service_runtime.h"
#include "shared/runtime/tables.h"
#include "shared/runtime/testing/rig.h"

namespace rondetafel::runtime {
namespace {

constexpr std::int64_t kFirstUs = 1'300'000'000'000'000;
constexpr std::int64_t kSecondUs = 1'500'000'000'000'000;

class HistoryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(account->Start().ok());
    account->Turn(4);
    Register(30, kFirstUs);
    Register(12, kSecondUs);
  }
  void Register(std::int64_t amount, std::int64_t registered_us) {
    Command command = testing::MakeCommand({.account = 1, .amount = amount});
    command.actor.set_role(type::v1::ROLE_MIGRATION);
    command.registered_at = base::Instant{registered_us};
    account->Send(std::move(command));
    account->Turn(3);
  }
  absl::StatusOr<std::int64_t> BalanceOn(std::int64_t t_us) {
    const auto state =
        StateAsKnownOn(*account->store().TakeSnapshot(), account->definition().kinds[0],
                       testing::CaseOf(1), testing::StreamOf(1), base::Instant{t_us});
    if (!state.ok()) return state.status();
    return static_cast<const testing::AccountState&>(**state).balance();
  }
  // Puts `value` in the place of the second row.
  eventlog::Offset Damage(std::string value) {
    const eventlog::Offset offset = testing::HistoryOf(*account, 1)[1].offset;
    account->store().rows().PutRaw(HistoryKey(testing::CaseOf(1), offset), std::move(value));
    EXPECT_TRUE(account->store().Commit().ok());
    return offset;
  }

  testing::Rig rig;
  std::unique_ptr<testing::Node> account = rig.Account();
};

TEST_F(HistoryTest, GivesTheStateOfThatMoment) {
  EXPECT_TRUE(absl::IsNotFound(BalanceOn(kFirstUs - 1).status()));
  EXPECT_EQ(BalanceOn(kFirstUs).value(), 30);
  EXPECT_EQ(BalanceOn(kSecondUs - 1).value(), 30);
  EXPECT_EQ(BalanceOn(kSecondUs).value(), 42);
}

TEST_F(HistoryTest, VisitsFromAnOffsetUntilItIsEnough) {
  const auto all = testing::HistoryOf(*account, 1);
  ASSERT_EQ(all.size(), 2u);
  const auto visited = [this](eventlog::Offset from, std::size_t most) {
    std::vector<eventlog::Offset> offsets;
    EXPECT_TRUE(VisitHistory(*account->store().TakeSnapshot(), testing::CaseOf(1), from,
                             [&](const HistoryEntry& entry) {
                               offsets.push_back(entry.offset);
                               return offsets.size() < most;
                             })
                    .ok());
    return offsets;
  };
  using Offsets = std::vector<eventlog::Offset>;
  EXPECT_EQ(visited(0, 9), (Offsets{all[0].offset, all[1].offset}));
  EXPECT_EQ(visited(0, 1), (Offsets{all[0].offset}));
  EXPECT_EQ(visited(all[0].offset + 1, 9), (Offsets{all[1].offset}));
  EXPECT_EQ(visited(all[1].offset + 1, 9), Offsets{});
}

TEST_F(HistoryTest, ARowThatCannotBeReadIsNamed) {
  const eventlog::Offset offset = Damage("\xff");
  for (const std::int64_t t_us : {kFirstUs, kSecondUs}) {
    EXPECT_EQ(BalanceOn(t_us).status().message(),
              "history row at offset " + std::to_string(offset) + " is unreadable");
  }
}

TEST_F(HistoryTest, ARecordThatCannotBeReadIsNamedWhereItCounts) {
  v1::HistoryRow row;
  row.set_known_at_us(kSecondUs);
  row.set_record("no record");
  Damage(row.SerializeAsString());
  EXPECT_EQ(BalanceOn(kSecondUs - 1).value(), 30);
  EXPECT_TRUE(absl::IsDataLoss(BalanceOn(kSecondUs).status()));
}

}  // namespace
}  // namespace rondetafel::runtime
