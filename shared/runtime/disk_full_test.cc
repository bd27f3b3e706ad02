// A full disk under the projection: nothing new is taken, what is known stays, and it heals by
// itself.
#include <gtest/gtest.h>

#include "shared/runtime/testing/rig.h"

namespace rondetafel::runtime {
namespace {

using testing::Answer;
using testing::BalanceIn;
using testing::MakeCommand;
using testing::Rig;

class DiskFullTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(node->Start().ok());
    Settle();
    ASSERT_TRUE(node->serving());
  }
  void Settle() {
    for (int i = 0; i < 10; ++i) {
      rig.clock.Advance(50'000);
      node->Turn();
      rig.log->Deliver();
    }
  }
  std::int64_t StoredBalance() const {
    const auto snapshot = node->store().TakeSnapshot();
    const auto row =
        snapshot->Get<testing::AccountState>(StateKey("account", testing::StreamOf(1)));
    return row ? row->balance() : 0;
  }

  Rig rig{1, [](eventlog::SimOptions& options) { options.deliver_at_once = false; }};
  std::unique_ptr<testing::Node> node = rig.Account();
};

TEST_F(DiskFullTest, RefusesNewCommandsKeepsReadsAndHealsByItself) {
  ASSERT_TRUE(node->serving());
  node->Send(MakeCommand({.amount = 10}));
  Settle();
  ASSERT_EQ(StoredBalance(), 10);

  node->store().SetFull(true);
  auto under_way = node->Send(MakeCommand({.amount = 5}));
  Settle();
  EXPECT_FALSE(under_way->has_value()) << "its row is not written";
  auto refused = node->Send(MakeCommand({.amount = 7}));
  Settle();
  ASSERT_TRUE(refused->has_value());
  EXPECT_EQ((*refused)->status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(StoredBalance(), 10);
  EXPECT_TRUE(node->serving()) << "reads go on";
  const std::size_t records = rig.log->Records({"account", 0}).size();

  node->store().SetFull(false);
  Settle();
  ASSERT_TRUE(under_way->has_value());
  ASSERT_TRUE((*under_way)->ok()) << (*under_way)->status();
  EXPECT_EQ(BalanceIn((**under_way)->reply), 15);
  EXPECT_EQ((**under_way)->position.topics(0).offset(), static_cast<std::int64_t>(records));
  EXPECT_EQ(StoredBalance(), 15) << "the refused one did nothing";
  auto after = node->Send(MakeCommand({.amount = 1}));
  Settle();
  ASSERT_TRUE(after->has_value() && (*after)->ok());
  EXPECT_EQ(StoredBalance(), 16);
}

TEST_F(DiskFullTest, ARepeatIsNotAnsweredFromRowsThatAreNotWritten) {
  node->store().SetFull(true);
  const testing::Order order{.amount = 5};
  auto first = node->Send(MakeCommand(order));
  Settle();
  auto repeat = node->Send(MakeCommand(order));
  Settle();
  EXPECT_FALSE(first->has_value());
  ASSERT_TRUE(repeat->has_value());
  EXPECT_EQ((*repeat)->status().code(), absl::StatusCode::kResourceExhausted);
}

TEST_F(DiskFullTest, ClosingOnAFullDiskAnswersThatNothingIsKnown) {
  node->store().SetFull(true);
  auto under_way = node->Send(MakeCommand({.amount = 5}));
  Settle();
  ASSERT_FALSE(under_way->has_value());
  EXPECT_FALSE(node->replica().Close().ok());
  ASSERT_TRUE(under_way->has_value());
  EXPECT_EQ((*under_way)->status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace rondetafel::runtime
