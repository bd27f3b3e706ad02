#include "shared/rpc/admission.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

namespace rondetafel::rpc {
namespace {

constexpr std::int64_t kSecondUs = 1'000'000;

// A service that is answered every millisecond for `seconds`, each call after `took_us`.
class AdmissionTest : public ::testing::Test {
 protected:
  void Serve(int seconds, std::int64_t took_us, bool answered = true) {
    for (const std::int64_t until = now_us_ + seconds * kSecondUs; now_us_ < until;
         now_us_ += 1000) {
      ASSERT_TRUE(admission_.Enter());
      admission_.Leave(now_us_, took_us, answered);
    }
  }
  // More come than find a place. One after the other is answered, `each_us` after the one before,
  // and none before it was under way for `least_us`.
  void Overload(int seconds, std::int64_t each_us, std::int64_t least_us = 0) {
    std::deque<std::int64_t> entered;
    for (const std::int64_t until = now_us_ + seconds * kSecondUs; now_us_ < until;) {
      while (admission_.Enter()) entered.push_back(now_us_);
      now_us_ = std::max(now_us_ + each_us, entered.front() + least_us);
      admission_.Leave(now_us_, now_us_ - entered.front(), true);
      entered.pop_front();
    }
    for (const std::int64_t since : entered) admission_.Leave(now_us_, now_us_ - since, true);
  }
  Admission admission_{256};
  std::int64_t now_us_ = 0;
};

TEST_F(AdmissionTest, TakesSoManyAndNotOneMore) {
  Admission two(2);
  EXPECT_TRUE(two.Enter());
  EXPECT_TRUE(two.Enter());
  EXPECT_FALSE(two.Enter());
  two.Leave(0, 10, true);
  EXPECT_TRUE(two.Enter());
  EXPECT_FALSE(two.Enter());
}

TEST_F(AdmissionTest, TakesFewerWhileCallsStandInLine) {
  Serve(5, 1000);
  EXPECT_EQ(admission_.limit(), 256);
  Serve(2, 40'000);
  EXPECT_EQ(admission_.limit(), 96);
  Serve(3, 1000);
  EXPECT_EQ(admission_.limit(), 256);
}

// Three thousand a second can be answered: nine in the 3 ms that make a line.
TEST_F(AdmissionTest, TakesFewerStillWhileOthersAreTurnedAway) {
  Serve(5, 1000);
  Overload(2, 333, 1000);
  EXPECT_LE(admission_.limit(), 12);
  Overload(58, 333, 1000);
  EXPECT_LE(admission_.limit(), 12);
  EXPECT_GE(admission_.limit(), 8);
  Serve(5, 1000);
  EXPECT_EQ(admission_.limit(), 256) << "normal again in five seconds";
}

// Fifty thousand a second: 150 in the 3 ms that make a line.
TEST_F(AdmissionTest, TakesAsManyAsAreAnsweredInTheTimeOfALine) {
  Serve(5, 1000);
  Overload(30, 20, 1000);
  EXPECT_GE(admission_.limit(), 145);
  EXPECT_LE(admission_.limit(), 185) << "what is usual is forgotten slowly";
}

TEST_F(AdmissionTest, LearnsSoonWithSoFewUnderWayThatTheLogIsSlower) {
  Serve(5, 1000);
  Overload(5, 10, 20'000);
  EXPECT_EQ(admission_.limit(), 8);
  Overload(30, 10, 20'000);
  EXPECT_EQ(admission_.limit(), 256) << "all the same 20 ms each";
}

TEST_F(AdmissionTest, AShortStallIsNoLine) {
  Serve(5, 1000);
  for (int stalls = 0; stalls < 10; ++stalls) {
    for (int i = 0; i < 150; ++i, now_us_ += 1000) {
      ASSERT_TRUE(admission_.Enter());
      admission_.Leave(now_us_, 40'000, true);
    }
    Serve(1, 1000);
  }
  EXPECT_EQ(admission_.limit(), 256);
}

TEST_F(AdmissionTest, KeepsToItForAWholeMinuteOfOverload) {
  Serve(5, 1000);
  Serve(60, 40'000);
  EXPECT_EQ(admission_.limit(), 96);
}

TEST_F(AdmissionTest, OneFastCallInAWindowMeansThatThereIsNoLine) {
  Serve(5, 1000);
  for (int i = 0; i < 3000; ++i, now_us_ += 1000) {
    ASSERT_TRUE(admission_.Enter());
    admission_.Leave(now_us_, i % 40 == 0 ? 1500 : 300'000, true);
  }
  EXPECT_EQ(admission_.limit(), 256);
}

TEST_F(AdmissionTest, ALogThatDoesNotAnswerIsNoLine) {
  Serve(5, 1000);
  Serve(20, 10 * kSecondUs, /*answered=*/false);
  EXPECT_EQ(admission_.limit(), 256);
}

TEST_F(AdmissionTest, GetsUsedToASlowerLog) {
  Serve(5, 1000);
  Serve(600, 20'000);
  EXPECT_EQ(admission_.limit(), 256);
}

}  // namespace
}  // namespace rondetafel::rpc
