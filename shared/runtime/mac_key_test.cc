// A MAC key on its way into the log: written to every replica's file, introduced under the
// preceding one, used from there on.
#include <gtest/gtest.h>

#include "shared/commit/record_kit.h"
#include "shared/runtime/replica.h"
#include "shared/runtime/testing/rig.h"

namespace rondetafel::runtime {
namespace {

using testing::MakeCommand;
using testing::Node;
using testing::Rig;

const eventlog::TopicPartition kAccount{"account", 0};

class MacKeyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Hold(&both);
    both.Add(next_id, commit::TestKey(77));
    Hold(&first_only);
  }
  void Hold(commit::MacKeySet* keys) {
    const base::KeyId first = rig.keys.current();
    keys->Add(first, *rig.keys.Find(first));
  }
  std::unique_ptr<Node> Start(const commit::MacKeySet* keys) {
    auto node = std::make_unique<Node>(testing::AccountService, rig.log.get(), keys, &rig.clock);
    EXPECT_TRUE(node->Start().ok());
    node->Turn(4);
    return node;
  }
  absl::Status Deposit(Node& node) {
    auto answer = node.Send(MakeCommand({.amount = 1}));
    node.Turn(3);
    return answer->has_value() ? (*answer)->status() : absl::InternalError("not answered");
  }
  absl::Status Introduce(Node& node) {
    absl::Status result = absl::InternalError("not answered");
    node.replica().IntroduceMacKey(next_id, [&result](absl::Status status) { result = status; });
    node.Turn(3);
    return result;
  }
  base::KeyId KeyOfLastRecord() { return commit::MacKeyIdOf(rig.log->Records(kAccount).back()); }

  Rig rig;
  const base::KeyId next_id = commit::TestId<base::KeyId>("next");
  commit::MacKeySet both;
  commit::MacKeySet first_only;
};

TEST_F(MacKeyTest, AKeyInTheFileIsNotUsedBeforeItIsIntroduced) {
  const auto node = Start(&both);
  ASSERT_EQ(both.current(), next_id);
  EXPECT_TRUE(Deposit(*node).ok());
  EXPECT_EQ(KeyOfLastRecord(), rig.keys.current());
}

TEST_F(MacKeyTest, AnIntroducedKeyIsUsedFromThereOn) {
  const auto node = Start(&both);
  ASSERT_TRUE(Introduce(*node).ok());
  EXPECT_TRUE(Deposit(*node).ok());
  EXPECT_EQ(KeyOfLastRecord(), next_id);
  const std::size_t records = rig.log->Records(kAccount).size();
  EXPECT_TRUE(Introduce(*node).ok()) << "again changes nothing";
  EXPECT_EQ(rig.log->Records(kAccount).size(), records);
  const auto other = Start(&both);
  EXPECT_TRUE(Deposit(*other).ok());
  EXPECT_EQ(other->Source("account").ignored, 0U);
}

TEST_F(MacKeyTest, AReplicaThatDoesNotHoldTheKeyCannotIntroduceIt) {
  const auto node = Start(&first_only);
  EXPECT_TRUE(absl::IsFailedPrecondition(Introduce(*node)));
  EXPECT_TRUE(Deposit(*node).ok());
}

TEST_F(MacKeyTest, AReplicaWithoutTheKeyHaltsAtItsFirstRecordAndGoesOnWithIt) {
  const auto behind = Start(&first_only);
  const auto node = Start(&both);
  ASSERT_TRUE(Introduce(*node).ok());
  behind->Turn(2);
  EXPECT_TRUE(Deposit(*behind).ok()) << "the introduction alone stops nobody";
  node->Turn(2);
  ASSERT_TRUE(Deposit(*node).ok());
  behind->Turn(2);
  EXPECT_NE(behind->Source("account").halt_reason.find("mac_key_not_held"), std::string::npos);
  EXPECT_TRUE(absl::IsUnavailable(Deposit(*behind)));
  const auto again = Start(&both);
  EXPECT_TRUE(again->serving());
  EXPECT_EQ(again->State(1).balance(), node->State(1).balance());
}

TEST_F(MacKeyTest, OwnCursorsAreWhereTheFoldStands) {
  const auto node = Start(&both);
  ASSERT_TRUE(Introduce(*node).ok());
  const auto cursors = node->replica().OwnCursors();
  ASSERT_EQ(cursors.size(), 1U);
  commit::Hash running{};
  for (const std::string& record : rig.log->Records(kAccount)) {
    running = commit::NextRunning(running, record);
  }
  EXPECT_EQ(cursors[0].running, running);
  EXPECT_EQ(cursors[0].next, static_cast<eventlog::Offset>(rig.log->Records(kAccount).size()));
  EXPECT_EQ(cursors[0].introduced_mac_keys.size(), 2U);
}

}  // namespace
}  // namespace rondetafel::runtime
