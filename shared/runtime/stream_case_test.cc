// A stream belongs to one case: a command that names it under another is not decided on it.
#include "shared/runtime/replica_fixture_test.h"

namespace rondetafel::runtime {
namespace {

using testing::BalanceIn;
using testing::MakeCommand;

using StreamCaseTest = ReplicaTest;

// A stream lies in the case of the commit that opened it.
TEST_F(StreamCaseTest, AStreamOfAnotherCaseIsNotFound) {
  const auto expect_not_found = [&] {
    Command command = MakeCommand({.account = 1, .amount = 1});
    command.case_id = testing::CaseOf(2);
    auto answer = node->Send(std::move(command));
    Settle(*node);
    ASSERT_TRUE(answer->has_value());
    EXPECT_TRUE(absl::IsNotFound((*answer)->status())) << (*answer)->status();
  };
  ASSERT_TRUE(Do({.account = 1, .amount = 30}).ok());
  ASSERT_TRUE(Do({.account = 2, .amount = 7}).ok());
  const std::size_t before = records();
  expect_not_found();
  node->Kill();
  Serve(*node);
  expect_not_found();
  EXPECT_EQ(records(), before);
  EXPECT_EQ(node->State(1).balance(), 30);
  // Its own case goes on.
  EXPECT_EQ(BalanceIn(Do({.account = 1, .amount = 1})->reply), 31);
}

TEST_F(StreamCaseTest, AStreamBeingOpenedInAnotherCaseIsNotFound) {
  auto opening = node->Send(MakeCommand({.account = 1, .amount = 30}));
  Command command = MakeCommand({.account = 1, .amount = 1});
  command.case_id = testing::CaseOf(2);
  auto elsewhere = node->Send(std::move(command));
  node->Turn();  // decided together, neither folded
  Settle(*node);
  ASSERT_TRUE(opening->has_value() && elsewhere->has_value());
  EXPECT_TRUE((*opening)->ok());
  EXPECT_TRUE(absl::IsNotFound((*elsewhere)->status())) << (*elsewhere)->status();
  EXPECT_EQ(node->State(1).balance(), 30);
}

// A refusal opens nothing: whoever was refused under the wrong case holds up nobody.
TEST_F(StreamCaseTest, ARefusalUnderAnotherCaseDoesNotTakeTheStream) {
  Command refused = MakeCommand({.account = 1, .amount = -5});
  refused.case_id = testing::CaseOf(2);
  auto first = node->Send(std::move(refused));
  auto opening = node->Send(MakeCommand({.account = 1, .amount = 30}));
  Settle(*node);
  ASSERT_TRUE(first->has_value() && opening->has_value());
  EXPECT_TRUE((*first)->ok() && (**first)->refused);
  ASSERT_TRUE((*opening)->ok()) << (*opening)->status();
  EXPECT_EQ(node->State(1).balance(), 30);
}

// A reaction cannot be told no, it would be tried for ever: that there is nothing to do is
// recorded.
TEST_F(StreamCaseTest, AReactionToAStreamOfAnotherCaseDoesNothing) {
  ASSERT_TRUE(Do({.account = 1, .amount = 30}).ok());
  Command command = MakeCommand({.account = 1, .amount = 1});
  command.case_id = testing::CaseOf(2);
  command.cause.emplace();
  const std::size_t before = records();
  auto answer = node->Send(std::move(command));
  Settle(*node);
  ASSERT_TRUE(answer->has_value() && (*answer)->ok()) << (*answer)->status();
  EXPECT_EQ(records(), before + 1);
  EXPECT_EQ(node->State(1).balance(), 30);
}

}  // namespace
}  // namespace rondetafel::runtime
