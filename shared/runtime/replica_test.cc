// The life of a command on one replica: rules 1–6 of "Serving a command" (architecture 3).
#include "shared/runtime/replica.h"

#include <gtest/gtest.h>

#include "shared/runtime/testing/rig.h"

namespace rondetafel::runtime {
namespace {

using eventlog::SimFate;
using testing::Answer;
using testing::BalanceIn;
using testing::MakeCommand;
using testing::Order;
using testing::Rig;

class ReplicaTest : public ::testing::Test {
 protected:
  void Serve() {
    ASSERT_TRUE(node->Start().ok());
    node->Turn(3);
    ASSERT_TRUE(node->serving());
  }
  // Record 0 and the first tick are there before any command.
  std::size_t records() const { return rig.log->Records({"account", 0}).size(); }

  Rig rig;
  std::unique_ptr<testing::Node> node = rig.Account();
};

TEST_F(ReplicaTest, AnswersWithTheBalanceAfterTheDeposit) {
  Serve();
  auto answer = node->Send(MakeCommand({.amount = 30}));
  node->Turn(2);
  ASSERT_TRUE(answer->has_value());
  ASSERT_TRUE((*answer)->ok()) << (*answer)->status();
  EXPECT_EQ(BalanceIn((**answer)->reply), 30);
  EXPECT_EQ(node->State(1).balance(), 30);
}

TEST_F(ReplicaTest, RecordsARefusalAndRepeatsIt) {
  Serve();
  const Order order{.amount = -5};
  const std::size_t before = records();
  auto first = node->Send(MakeCommand(order));
  node->Turn(2);
  ASSERT_TRUE(first->has_value() && (*first)->ok());
  EXPECT_TRUE((**first)->refused);
  EXPECT_EQ((**first)->refusal.reason(), "NEGATIVE_BALANCE");
  EXPECT_EQ(records(), before + 1);

  auto deposit = node->Send(MakeCommand({.amount = 100}));
  node->Turn(2);
  auto repeat = node->Send(MakeCommand(order));
  node->Turn(2);
  ASSERT_TRUE(repeat->has_value() && (*repeat)->ok());
  EXPECT_TRUE((**repeat)->refused);
  EXPECT_EQ(records(), before + 2);
}

}  // namespace
}  // namespace rondetafel::runtime
