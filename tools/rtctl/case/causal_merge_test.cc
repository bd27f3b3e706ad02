#include "tools/rtctl/case/causal_merge.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace rondetafel::rtctl {
namespace {

using history::v1::CaseCommit;

CaseCommit At(const char* topic, std::int64_t offset, std::int64_t second, const char* hash,
              const char* cause = "") {
  CaseCommit commit;
  commit.set_topic(topic);
  commit.set_offset(offset);
  commit.mutable_effective_at()->set_seconds(second);
  commit.set_commit_hash(hash);
  if (*cause != '\0') commit.mutable_cause()->set_commit_hash(cause);
  return commit;
}

std::string Order(std::vector<CaseCommit> commits) {
  std::string order;
  for (const CaseCommit& commit : MergeCausally(std::move(commits))) order += commit.commit_hash();
  return order;
}

// The clock of triage is ahead: its commits say they are earlier than what caused them.
TEST(CausalMergeTest, PutsACauseBeforeItsEffectWhateverTheClocksSay) {
  EXPECT_EQ(Order({At("triage", 5, 10, "b", "a"), At("intake", 7, 60, "a")}), "ab");
}

TEST(CausalMergeTest, KeepsTheOrderOfAPartition) {
  EXPECT_EQ(Order({At("intake", 2, 10, "b"), At("intake", 1, 20, "a")}), "ab");
}

TEST(CausalMergeTest, OrdersTheRestByEffectiveTime) {
  EXPECT_EQ(Order({At("workplan", 1, 30, "c"), At("intake", 1, 10, "a"), At("triage", 1, 20, "b")}),
            "abc");
}

TEST(CausalMergeTest, AnEffectPullsItsFollowersAlong) {
  EXPECT_EQ(Order({At("triage", 1, 5, "b", "a"), At("triage", 2, 6, "c"), At("intake", 1, 50, "a"),
                   At("workplan", 1, 40, "w")}),
            "wabc");
}

TEST(CausalMergeTest, ACauseOutsideTheCaseDoesNotHoldAnythingBack) {
  EXPECT_EQ(Order({At("triage", 1, 10, "a", "elsewhere"), At("intake", 1, 20, "b")}), "ab");
}

TEST(CausalMergeTest, IsTheSameWhateverOrderItIsGivenIn) {
  std::vector<CaseCommit> commits = {At("intake", 1, 10, "a"), At("triage", 1, 10, "b", "a"),
                                     At("intake", 2, 10, "c"), At("scheduling", 1, 10, "d", "b")};
  const std::string order = Order(commits);
  std::ranges::sort(commits, {}, &CaseCommit::commit_hash);
  do {
    EXPECT_EQ(Order(commits), order);
  } while (std::ranges::next_permutation(commits, {}, &CaseCommit::commit_hash).found);
}

}  // namespace
}  // namespace rondetafel::rtctl
