#include "shared/access/development_key.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace rondetafel::access {
namespace {

class DevelopmentKeyTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "rondetafel-key-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
    path_ = dir_ + "/" + std::string(kDevelopmentKeyFile);
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  std::string dir_;
  std::string path_;
};

TEST_F(DevelopmentKeyTest, IsRandomAndReadByItsOwnerAlone) {
  ASSERT_TRUE(CreateDevelopmentKey(path_).ok());
  const auto key = ReadDevelopmentKey(path_);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->size(), 64u);
  EXPECT_TRUE(absl::IsAlreadyExists(CreateDevelopmentKey(path_)));
  EXPECT_EQ(*ReadDevelopmentKey(path_), *key);
  ASSERT_TRUE(CreateDevelopmentKey(path_ + "2").ok());
  EXPECT_NE(*ReadDevelopmentKey(path_ + "2"), *key);
}

TEST_F(DevelopmentKeyTest, RefusesAFileThatOthersMayRead) {
  ASSERT_TRUE(CreateDevelopmentKey(path_).ok());
  ASSERT_EQ(chmod(path_.c_str(), 0640), 0);
  EXPECT_TRUE(absl::IsFailedPrecondition(ReadDevelopmentKey(path_).status()));
}

TEST_F(DevelopmentKeyTest, RefusesAFileOfAnotherForm) {
  EXPECT_TRUE(absl::IsNotFound(ReadDevelopmentKey(path_).status()));
  const std::string digits(64, 'a');
  for (const std::string& text :
       {std::string(), digits.substr(1), digits + "a", digits.substr(1) + "G", digits + "\n\n"}) {
    std::ofstream(path_) << text;
    ASSERT_EQ(chmod(path_.c_str(), 0600), 0);
    EXPECT_TRUE(absl::IsFailedPrecondition(ReadDevelopmentKey(path_).status())) << text;
  }
}

}  // namespace
}  // namespace rondetafel::access
