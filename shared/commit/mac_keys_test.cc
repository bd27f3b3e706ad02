#include "shared/commit/mac_keys.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>

namespace rondetafel::commit {
namespace {

class KeyFileTest : public testing::Test {
 protected:
  ~KeyFileTest() override { std::filesystem::remove(path_); }
  void Write(std::string_view text) const {
    std::ofstream(path_) << text;
    ASSERT_EQ(::chmod(path_.c_str(), 0600), 0);
  }
  std::string path_ = testing::TempDir() + base::FormatUuid(base::RandomUuid());
};

TEST_F(KeyFileTest, CreatesOneKeyForItsOwnerOnly) {
  ASSERT_TRUE(CreateKeyFile(path_).ok());
  struct stat info {};
  ASSERT_EQ(::stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
  const auto keys = ReadKeyFile(path_);
  ASSERT_TRUE(keys.ok()) << keys.status();
  ASSERT_NE(keys->Find(keys->current()), nullptr);
  EXPECT_NE(*keys->Find(keys->current()), MacKey{});
}

TEST_F(KeyFileTest, NeverReplacesAKeyFile) {
  ASSERT_TRUE(CreateKeyFile(path_).ok());
  const auto before = ReadKeyFile(path_);
  EXPECT_EQ(CreateKeyFile(path_).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReadKeyFile(path_)->current(), before->current());
}

TEST_F(KeyFileTest, AppendedKeyIsCurrentAndTheOldOneStays) {
  ASSERT_TRUE(CreateKeyFile(path_).ok());
  const base::KeyId first = ReadKeyFile(path_)->current();
  const auto second = AppendKey(path_);
  ASSERT_TRUE(second.ok()) << second.status();
  const auto keys = ReadKeyFile(path_);
  EXPECT_EQ(keys->current(), *second);
  EXPECT_NE(keys->Find(first), nullptr);
}

TEST_F(KeyFileTest, AppendsToAFileThatEndsInTheMiddleOfALine) {
  Write("0f8fad5b-d9cb-469f-a165-708677289501 " + std::string(64, 'a'));
  const auto second = AppendKey(path_);
  ASSERT_TRUE(second.ok()) << second.status();
  const auto keys = ReadKeyFile(path_);
  ASSERT_TRUE(keys.ok()) << keys.status();
  EXPECT_EQ(keys->current(), *second);
}

TEST_F(KeyFileTest, AppendsToNothingThatIsNoKeyFile) {
  Write("no key\n");
  EXPECT_EQ(AppendKey(path_).status().code(), absl::StatusCode::kInvalidArgument);
  ASSERT_EQ(::chmod(path_.c_str(), 0640), 0);
  EXPECT_EQ(AppendKey(path_).status().code(), absl::StatusCode::kFailedPrecondition);
}

// The size that files may have ends in the middle of the new line.
TEST_F(KeyFileTest, AFullDiskLeavesTheFileAsItWas) {
  ASSERT_TRUE(CreateKeyFile(path_).ok());
  const auto before = std::filesystem::file_size(path_);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &old), 0);
  const rlimit small{before + 20, old.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const absl::Status full = AppendKey(path_).status();
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &old), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(full.code(), absl::StatusCode::kUnavailable) << full;
  EXPECT_EQ(std::filesystem::file_size(path_), before);
  EXPECT_TRUE(ReadKeyFile(path_).ok());
}

TEST_F(KeyFileTest, RefusesAFileOthersMayRead) {
  ASSERT_TRUE(CreateKeyFile(path_).ok());
  ASSERT_EQ(::chmod(path_.c_str(), 0640), 0);
  EXPECT_EQ(ReadKeyFile(path_).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(KeyFileTest, NamesTheLineThatIsWrongAndNotWhatItHolds) {
  const std::string id = "0f8fad5b-d9cb-469f-a165-708677289501";
  const std::string good = id + " " + std::string(64, 'a') + "\n";
  Write("# keys of a test\n\n" + good);
  ASSERT_TRUE(ReadKeyFile(path_).ok());
  for (const std::string& bad :
       {good, id + " " + std::string(63, 'a') + "\n", id + " " + std::string(64, 'g') + "\n"}) {
    Write(good + bad);
    const absl::Status status = ReadKeyFile(path_).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_NE(std::string(status.message()).find("line 2 "), std::string::npos);
    EXPECT_EQ(std::string(status.message()).find("aaa"), std::string::npos);
  }
}

TEST_F(KeyFileTest, RefusesNoFileAndNoKey) {
  EXPECT_EQ(ReadKeyFile(path_).status().code(), absl::StatusCode::kNotFound);
  Write("# nothing\n");
  EXPECT_EQ(ReadKeyFile(path_).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace rondetafel::commit
