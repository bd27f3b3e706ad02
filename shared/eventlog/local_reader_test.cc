#include "shared/eventlog/local_reader.h"

#include <gtest/gtest.h>

#include <thread>

namespace rondetafel::eventlog {
namespace {

using std::chrono::milliseconds;

// A log whose records are their own offsets.
class LocalReaderTest : public testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<LogReader>> Open(const std::vector<ReadStart>& starts) {
    auto fetch = [this](std::size_t index, Offset from, std::size_t count,
                        std::vector<LogRecord>* out) -> absl::Status {
      ++fetches_;
      for (std::size_t i = 0; i < std::min(count, batch_max_); ++i) {
        const Offset offset = from + static_cast<Offset>(i);
        if (offset == damaged_) return absl::DataLossError("damaged");
        out->push_back({ends_.at(index), offset, std::to_string(offset)});
      }
      return absl::OkStatus();
    };
    return OpenLocalReader(&ends_, fetch, starts);
  }

  PartitionEnds ends_{{"intake", "triage"}, 2};
  std::size_t batch_max_ = 100;
  Offset damaged_ = -1;
  int fetches_ = 0;
};

TEST_F(LocalReaderTest, ReadsOnlyPartitionsThatHaveMore) {
  ends_.Set(*ends_.Find({"triage", 1}), 3);
  auto reader = Open({{{"intake", 0}, 0}, {{"triage", 1}, 1}});
  ASSERT_TRUE(reader.ok());
  auto records = (*reader)->Next(10, milliseconds(0));
  ASSERT_TRUE(records.ok());
  ASSERT_EQ(records->size(), 2u);
  EXPECT_EQ((*records)[0].offset, 1);
  EXPECT_EQ(fetches_, 1);
}

TEST_F(LocalReaderTest, GivesEveryPartitionATurn) {
  ends_.Set(*ends_.Find({"intake", 0}), 1000);
  ends_.Set(*ends_.Find({"intake", 1}), 1000);
  auto reader = Open({{{"intake", 0}, 0}, {{"intake", 1}, 0}});
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ((*reader)->Next(10, milliseconds(0))->front().source.partition, 0);
  EXPECT_EQ((*reader)->Next(10, milliseconds(0))->front().source.partition, 1);
}

TEST_F(LocalReaderTest, HandsOverWhatPrecedesAFaultThenTheFaultForEver) {
  damaged_ = 2;
  ends_.Set(*ends_.Find({"intake", 0}), 5);
  auto reader = Open({{{"intake", 0}, 0}});
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ((*reader)->Next(10, milliseconds(0))->size(), 2u);
  EXPECT_EQ((*reader)->Next(10, milliseconds(0)).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ((*reader)->Next(10, milliseconds(0)).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(LocalReaderTest, SaysWhenThePositionIsBeyondTheEnd) {
  ends_.Set(*ends_.Find({"intake", 0}), 5);
  auto reader = Open({{{"intake", 0}, 5}});
  ASSERT_TRUE(reader.ok());
  ends_.Set(*ends_.Find({"intake", 0}), 4);
  EXPECT_EQ((*reader)->Next(10, milliseconds(0)).status().code(), absl::StatusCode::kOutOfRange);
}

TEST_F(LocalReaderTest, RefusesAStartOutsideTheLog) {
  EXPECT_EQ(Open({{{"intake", 0}, 1}}).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Open({{{"intake", 0}, -1}}).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Open({{{"intake", 2}, 0}}).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(LocalReaderTest, AnAppendEndsTheWait) {
  auto reader = Open({{{"intake", 0}, 0}});
  ASSERT_TRUE(reader.ok());
  std::thread appender([this] { ends_.Set(*ends_.Find({"intake", 0}), 1); });
  EXPECT_EQ((*reader)->Next(10, std::chrono::minutes(5))->size(), 1u);
  appender.join();
}

TEST_F(LocalReaderTest, AWakeBeforeTheWaitEndsItOnce) {
  auto reader = Open({{{"intake", 0}, 0}});
  ASSERT_TRUE(reader.ok());
  (*reader)->Wake();
  EXPECT_TRUE((*reader)->Next(10, std::chrono::minutes(5))->empty());
  std::thread waker([&] { (*reader)->Wake(); });
  EXPECT_TRUE((*reader)->Next(10, std::chrono::minutes(5))->empty());
  waker.join();
}

}  // namespace
}  // namespace rondetafel::eventlog
