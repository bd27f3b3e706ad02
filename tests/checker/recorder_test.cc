#include "tests/checker/recorder.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>

namespace rondetafel::checker {
namespace {

std::string FreshPath(const std::string& name) {
  const std::string path = ::testing::TempDir() + "recorder_test_" + name;
  std::remove(path.c_str());
  return path;
}

v1::Observed SentAt(std::int64_t at_us, std::uint64_t operation) {
  v1::Observed observed;
  observed.set_at_us(at_us);
  observed.mutable_sent()->set_operation(operation);
  return observed;
}

TEST(FileRecorderTest, ReadsBackWhatWasWrittenByTime) {
  const std::string first = FreshPath("first"), second = FreshPath("second");
  FileRecorder one(first), two(second);
  ASSERT_TRUE(one.Write(SentAt(10, 1)).ok());
  ASSERT_TRUE(one.Write(SentAt(30, 3)).ok());
  ASSERT_TRUE(two.Write(SentAt(20, 2)).ok());
  const auto observed = ReadObservations(std::vector<std::string>{first, second});
  ASSERT_TRUE(observed.ok());
  ASSERT_EQ(observed->size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ((*observed)[i].sent().operation(), i + 1);
}

TEST(FileRecorderTest, LeavesOutTheMessageAKilledWriterDidNotEnd) {
  const std::string path = FreshPath("cut");
  {
    FileRecorder recorder(path);
    ASSERT_TRUE(recorder.Write(SentAt(1, 1)).ok());
    ASSERT_TRUE(recorder.Write(SentAt(2, 2)).ok());
  }
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 1);
  const auto observed = ReadObservations(path);
  ASSERT_TRUE(observed.ok());
  EXPECT_EQ(observed->size(), 1u);
}

TEST(FileRecorderTest, SaysWhereBytesAreNoObservation) {
  const std::string path = FreshPath("garbage");
  {
    FileRecorder recorder(path);
    ASSERT_TRUE(recorder.Write(SentAt(1, 1)).ok());
    std::ofstream(path, std::ios::binary | std::ios::app) << std::string("\x03\xff\xff\xff", 4);
  }
  const auto observed = ReadObservations(path);
  EXPECT_EQ(observed.status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace rondetafel::checker
