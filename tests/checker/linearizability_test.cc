#include "tests/checker/linearizability.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/checker/recorder.h"

namespace rondetafel::checker {
namespace {

using Kind = LinearOperation::Kind;

LinearOperation Op(Kind kind, std::size_t begin, std::size_t end, std::int64_t argument,
                   std::optional<std::int64_t> result) {
  return {kind, begin, begin, end, argument, result};
}
LinearOperation Move(std::size_t begin, std::size_t end, std::int64_t amount, std::int64_t after) {
  return Op(Kind::kMove, begin, end, amount, after);
}
LinearOperation Read(std::size_t begin, std::size_t end, std::int64_t shown) {
  return Op(Kind::kRead, begin, end, 0, shown);
}
LinearOperation Refused(std::size_t begin, std::size_t end, std::int64_t amount) {
  return Op(Kind::kRefused, begin, end, amount, std::nullopt);
}
// Sent and never answered.
LinearOperation Unknown(std::size_t begin, std::int64_t amount) {
  return Op(Kind::kMove, begin, SIZE_MAX, amount, std::nullopt);
}

Linear Of(const std::vector<LinearOperation>& operations) {
  return IsLinearizable(operations, 100'000);
}

TEST(LinearizabilityTest, OverlappingOperationsMayTakeEitherOrder) {
  EXPECT_EQ(Of({Move(1, 4, 5, 5), Move(2, 3, 2, 7)}), Linear::kYes);
  EXPECT_EQ(Of({Move(1, 4, 5, 7), Move(2, 3, 2, 2)}), Linear::kYes);
  EXPECT_EQ(Of({Move(1, 4, 5, 5), Move(2, 3, 2, 2)}), Linear::kNo);  // a lost update
}

TEST(LinearizabilityTest, AReadAfterAnAnswerShowsIt) {
  EXPECT_EQ(Of({Move(1, 2, 5, 5), Read(3, 4, 5)}), Linear::kYes);
  EXPECT_EQ(Of({Move(1, 2, 5, 5), Read(3, 4, 0)}), Linear::kNo);  // a stale read
  EXPECT_EQ(Of({Move(1, 4, 5, 5), Read(2, 3, 0)}), Linear::kYes);
  // Two reads, one after the other, cannot see it come and go.
  EXPECT_EQ(Of({Move(1, 9, 5, 5), Read(2, 3, 5), Read(4, 5, 0)}), Linear::kNo);
}

TEST(LinearizabilityTest, WhatWasNeverAnsweredMayHaveHappenedOrNot) {
  EXPECT_EQ(Of({Unknown(1, 5), Read(2, 3, 0)}), Linear::kYes);
  EXPECT_EQ(Of({Unknown(1, 5), Read(2, 3, 0), Read(4, 5, 5)}), Linear::kYes);
  EXPECT_EQ(Of({Unknown(1, 5), Read(2, 3, 5), Read(4, 5, 0)}), Linear::kNo);
  EXPECT_EQ(Of({Read(2, 3, 5), Unknown(4, 5)}), Linear::kNo);  // before it was asked
}

TEST(LinearizabilityTest, ARefusalSawTheTrueBalance) {
  EXPECT_EQ(Of({Move(1, 2, 5, 5), Refused(3, 4, -6)}), Linear::kYes);
  EXPECT_EQ(Of({Move(1, 2, 5, 5), Refused(3, 4, -5)}), Linear::kNo);  // a stale refusal
  EXPECT_EQ(Of({Move(1, 4, 5, 5), Refused(2, 3, -5)}), Linear::kYes);
}

TEST(LinearizabilityTest, GivesUpInsteadOfPassing) {
  std::vector<LinearOperation> many;
  for (std::size_t i = 0; i < 24; ++i) many.push_back(Unknown(i, 1 << i));
  many.push_back(Read(100, 101, -1));
  EXPECT_EQ(IsLinearizable(many, 1000), Linear::kUndecided);
  EXPECT_EQ(IsLinearizable(std::vector<LinearOperation>(65), 1000), Linear::kUndecided);
}

// Histories made from a real order pass; the same with one answer changed after all else ended do
// not.
TEST(LinearizabilityTest, TellsRandomHistoriesFromSpoiltOnes) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    std::mt19937_64 random(seed);
    std::vector<LinearOperation> operations;
    std::int64_t balance = 0;
    for (std::size_t i = 0; i < 20; ++i) {
      const std::size_t at = 100 * (i + 1);
      const std::size_t begin = at - random() % 250 % at, end = at + random() % 250;
      const auto amount = static_cast<std::int64_t>(random() % 15) - 5;
      if (random() % 3 == 0) {
        operations.push_back(Read(begin, end, balance));
      } else if (balance + amount < 0) {
        operations.push_back(Refused(begin, end, amount));
      } else {
        balance += amount;
        operations.push_back(Move(begin, end, amount, balance));
      }
    }
    EXPECT_EQ(Of(operations), Linear::kYes) << "seed " << seed;
    operations.push_back(Read(10'000, 10'001, balance + 1));
    EXPECT_EQ(Of(operations), Linear::kNo) << "seed " << seed;
  }
}

class ObservedTest : public ::testing::Test {
 protected:
  void Send(std::uint64_t operation, const std::string& command, std::int64_t amount,
            const std::string& digest = "same") {
    v1::Sent& sent = *recorder_.Add(0).mutable_sent();
    sent.set_operation(operation);
    sent.set_topic("account");
    sent.set_stream_id("stream");
    sent.set_command_id(command);
    sent.set_method("Withdraw");
    sent.set_body_digest(digest);
    sent.set_model_argument(amount);
  }
  void Tell(std::uint64_t operation, int code, std::int64_t result) {
    v1::Answered& answered = *recorder_.Add(0).mutable_answered();
    answered.set_operation(operation);
    answered.set_code(code);
    answered.set_model_result(result);
  }
  void StrongRead(std::uint64_t operation, std::int64_t number) {
    v1::Asked& asked = *recorder_.Add(0).mutable_asked();
    asked.set_operation(operation);
    asked.set_topic("account");
    asked.set_stream_id("stream");
    asked.set_strong(true);
    v1::Shown& shown = *recorder_.Add(0).mutable_shown();
    shown.set_operation(operation);
    shown.set_has_number(true);
    shown.set_number(number);
  }
  LinearReport Check() { return CheckLinearizability(recorder_.observed(), {}); }

  Recorder recorder_;
};

TEST_F(ObservedTest, RepeatsAreOneOperation) {
  Send(1, "deposit", 5);
  Tell(1, 14, 0);
  Send(2, "deposit", 5);
  Tell(2, 0, 5);
  StrongRead(3, 5);
  EXPECT_TRUE(Check().findings.empty());
  EXPECT_EQ(Check().operations, 2u);
  StrongRead(4, 10);  // it took effect twice
  EXPECT_EQ(Check().findings.size(), 1u);
}

TEST_F(ObservedTest, SaysNothingOfIdsUsedForTwoThingsOrOfAnAlteredLog) {
  Send(1, "deposit", 5);
  Tell(1, 0, 5);
  StrongRead(2, 99);
  ASSERT_EQ(Check().findings.size(), 1u);
  Send(3, "deposit", 7, "another body");
  EXPECT_EQ(Check().streams, 0u);
  recorder_.Add(0).mutable_log_altered();
  EXPECT_TRUE(Check().findings.empty());
}

}  // namespace
}  // namespace rondetafel::checker
