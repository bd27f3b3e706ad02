#include "tests/checker/recorder.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <vector>

#include "tests/checker/observations.h"

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

// The operations of the files, in the order in which they are visited.
std::vector<std::uint64_t> Visited(const FileObservations& observed) {
  std::vector<std::uint64_t> operations;
  observed.Visit([&](const v1::Observed& seen) { operations.push_back(seen.sent().operation()); });
  return operations;
}

TEST(FileRecorderTest, ReadsBackWhatWasWrittenByTime) {
  const std::string first = FreshPath("first"), second = FreshPath("second");
  FileRecorder one(first), two(second);
  ASSERT_TRUE(one.Write(SentAt(10, 1)).ok());
  ASSERT_TRUE(one.Write(SentAt(30, 3)).ok());
  ASSERT_TRUE(two.Write(SentAt(20, 2)).ok());
  ASSERT_TRUE(two.Write(SentAt(30, 4)).ok());
  const auto observed = FileObservations::Open({first, second});
  ASSERT_TRUE(observed.ok());
  const std::vector<std::uint64_t> all = {1, 2, 3, 4};
  EXPECT_EQ(Visited(**observed), all);
  EXPECT_EQ(Visited(**observed), all);  // as often as one likes
  EXPECT_EQ(Visited(**FileObservations::Open({second, first})),
            (std::vector<std::uint64_t>{1, 2, 4, 3}));
}

TEST(FileRecorderTest, LeavesOutTheMessageAKilledWriterDidNotEnd) {
  const std::string path = FreshPath("cut");
  {
    FileRecorder recorder(path);
    ASSERT_TRUE(recorder.Write(SentAt(1, 1)).ok());
    ASSERT_TRUE(recorder.Write(SentAt(2, 2)).ok());
  }
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 1);
  const auto observed = FileObservations::Open({path});
  ASSERT_TRUE(observed.ok());
  EXPECT_EQ(Visited(**observed), std::vector<std::uint64_t>{1});
}

TEST(FileRecorderTest, SaysWhereBytesAreNoObservation) {
  const std::string path = FreshPath("garbage");
  {
    FileRecorder recorder(path);
    ASSERT_TRUE(recorder.Write(SentAt(1, 1)).ok());
    std::ofstream(path, std::ios::binary | std::ios::app) << std::string("\x03\xff\xff\xff", 4);
  }
  EXPECT_EQ(FileObservations::Open({path}).status().code(), absl::StatusCode::kDataLoss);
}

TEST(FileRecorderTest, AFileMayBeEmptyAndMustBeThere) {
  const std::string path = FreshPath("empty");
  std::ofstream(path, std::ios::binary).close();
  EXPECT_TRUE(Visited(**FileObservations::Open({path})).empty());
  EXPECT_EQ(FileObservations::Open({FreshPath("missing")}).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace rondetafel::checker
