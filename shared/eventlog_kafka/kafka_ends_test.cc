#include "shared/eventlog_kafka/kafka_ends.h"

#include <gtest/gtest.h>

namespace rondetafel::eventlog {
namespace {

using std::chrono::milliseconds;

const TopicPartition kKeyring2{"keyring", 2};

class KnownEndsTest : public testing::Test {
 protected:
  absl::Status At(int ms, Offset end) {
    return ends_.Told(kKeyring2, ends_.Of(kKeyring2), end, KnownEnds::Moment(milliseconds(ms)));
  }
  bool Believed(int ms, Offset end) { return At(ms, end).ok(); }

  KnownEnds ends_{10'000};
};

TEST_F(KnownEndsTest, AnEndThatIsNoLowerThanBeforeIsBelieved) {
  EXPECT_TRUE(Believed(0, 552));
  EXPECT_TRUE(Believed(1, 552));
  EXPECT_TRUE(Believed(2, 563));
}

// A deposed leader wakes up and has not heard of it.
TEST_F(KnownEndsTest, ALowerEndIsNotBelievedAtOnce) {
  EXPECT_TRUE(Believed(0, 552));
  ends_.Reached(kKeyring2, 563);
  const absl::Status told = At(1'000, 552);
  EXPECT_TRUE(absl::IsUnavailable(told));
  EXPECT_EQ(told.message(),
            "a broker says that keyring/2 ends at 552, and it went up to 563: asked again until "
            "that is sure");
  EXPECT_FALSE(Believed(3'000, 552));
  EXPECT_TRUE(Believed(4'000, 570));
  EXPECT_TRUE(Believed(5'000, 570));
}

TEST_F(KnownEndsTest, ALowerEndThatEveryAnswerTellsIsBelievedInTheEnd) {
  EXPECT_TRUE(Believed(0, 563));
  EXPECT_FALSE(Believed(1'000, 552));
  EXPECT_FALSE(Believed(6'000, 552));
  EXPECT_FALSE(Believed(10'999, 552));
  EXPECT_TRUE(Believed(11'000, 552));
  EXPECT_TRUE(Believed(11'001, 552));
  // From here on that is what is known.
  EXPECT_FALSE(Believed(12'000, 551));
}

TEST_F(KnownEndsTest, OneGoodAnswerBetweenEndsTheDoubt) {
  EXPECT_TRUE(Believed(0, 563));
  EXPECT_FALSE(Believed(1'000, 552));
  EXPECT_TRUE(Believed(6'000, 563));
  EXPECT_FALSE(Believed(11'000, 552));
}

TEST_F(KnownEndsTest, ADoubtThatNobodyAskedAboutForLongBeginsAnew) {
  EXPECT_TRUE(Believed(0, 563));
  EXPECT_FALSE(Believed(1'000, 552));
  EXPECT_FALSE(Believed(60'000, 552));
}

// An answer that was under way while others read on is no doubt.
TEST_F(KnownEndsTest, AnAnswerIsHeldAgainstWhatWasKnownWhenItWasAsked) {
  EXPECT_TRUE(Believed(0, 4733));
  const Offset known = ends_.Of(kKeyring2);
  ends_.Reached(kKeyring2, 4734);
  EXPECT_TRUE(ends_.Told(kKeyring2, known, 4733, KnownEnds::Moment(milliseconds(1))).ok());
  EXPECT_EQ(ends_.Of(kKeyring2), 4734);
}

TEST_F(KnownEndsTest, PartitionsAreDoubtedOneByOne) {
  EXPECT_TRUE(Believed(0, 563));
  EXPECT_TRUE(ends_.Told({"keyring", 1}, 0, 5, KnownEnds::Moment(milliseconds(1))).ok());
  EXPECT_FALSE(Believed(2, 5));
}

}  // namespace
}  // namespace rondetafel::eventlog
