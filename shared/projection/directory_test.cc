#include "shared/projection/directory.h"

#include <gtest/gtest.h>

#include <fstream>

#include "shared/projection/temp_dir.h"

namespace rondetafel::projection {
namespace {

TEST(GenerationTest, ReadsBackItsNameAndNothingElse) {
  EXPECT_EQ((Generation{12, 3}.Name()), "v12-3");
  EXPECT_EQ(Generation::Parse("v12-3"), (Generation{12, 3}));
  for (const char* name : {"", "v", "v1", "v1-", "v-1", "1-1", "v0-1", "v1-0", "v1-1x", "v1-1-1"}) {
    EXPECT_FALSE(Generation::Parse(name)) << name;
  }
}

TEST(ProjectionDirectoryTest, LockEndsWithItsHolder) {
  const TempDir temp;
  {
    const auto held = ProjectionDirectory::Lock(temp.path());
    ASSERT_TRUE(held.ok());
    EXPECT_EQ(ProjectionDirectory::Lock(temp.path()).status().code(),
              absl::StatusCode::kFailedPrecondition);
  }
  EXPECT_TRUE(ProjectionDirectory::Lock(temp.path()).ok());
}

TEST(ProjectionDirectoryTest, SwitchesAndRemovesWhatIsSuperseded) {
  const TempDir temp;
  const auto directory = *ProjectionDirectory::Lock(temp.path());
  EXPECT_EQ(*directory->Current(), std::nullopt);
  for (const char* name : {"v10-1", "v9-1", "v9-10", "v9-2", "other"}) {
    std::filesystem::create_directory(temp.path(name));
  }
  EXPECT_EQ(directory->All(), (std::vector<Generation>{{9, 1}, {9, 2}, {9, 10}, {10, 1}}));
  ASSERT_TRUE(directory->Switch({.current = {9, 10}}).ok());
  EXPECT_EQ(*directory->Current(), (Generation{9, 10}));
  ASSERT_TRUE(directory->RemoveSuperseded().ok());
  EXPECT_EQ(directory->All(), (std::vector<Generation>{{9, 10}, {10, 1}}));
  EXPECT_TRUE(std::filesystem::exists(temp.path("other")));
}

TEST(ProjectionDirectoryTest, KeepsThePreviousOneUntilThePointerDropsIt) {
  const TempDir temp;
  const auto directory = *ProjectionDirectory::Lock(temp.path());
  for (const char* name : {"v9-1", "v9-2", "v9-3"}) {
    std::filesystem::create_directory(temp.path(name));
  }
  ASSERT_TRUE(directory->Switch({{9, 3}, Generation{9, 1}}).ok());
  EXPECT_EQ(**directory->Pointer(), (ProjectionPointer{{9, 3}, Generation{9, 1}}));
  ASSERT_TRUE(directory->RemoveSuperseded().ok());
  EXPECT_EQ(directory->All(), (std::vector<Generation>{{9, 1}, {9, 3}}));
  ASSERT_TRUE(directory->Switch({.current = {9, 3}}).ok());
  ASSERT_TRUE(directory->RemoveSuperseded().ok());
  EXPECT_EQ(directory->All(), (std::vector<Generation>{{9, 3}}));
}

TEST(ProjectionDirectoryTest, WhatIsBuiltIsNoStoreUntilItIsWhole) {
  const TempDir temp;
  const auto directory = *ProjectionDirectory::Lock(temp.path());
  const Generation next = directory->NextOf(9);
  std::filesystem::create_directory(directory->BuildPathOf(next));
  EXPECT_TRUE(directory->All().empty());
  ASSERT_TRUE(directory->FinishBuild(next).ok());
  EXPECT_EQ(directory->All(), (std::vector<Generation>{{9, 1}}));
  EXPECT_EQ(directory->NextOf(9), (Generation{9, 2}));
  std::filesystem::create_directory(directory->BuildPathOf({9, 2}));
  directory->RemoveUnfinished();
  EXPECT_FALSE(std::filesystem::exists(directory->BuildPathOf({9, 2})));
  EXPECT_EQ(directory->All(), (std::vector<Generation>{{9, 1}}));
}

TEST(ProjectionDirectoryTest, SaysWhenThePointerCannotBeUnderstood) {
  const TempDir temp;
  std::ofstream(temp.path("CURRENT_PROJECTION")) << "latest\n";
  const auto directory = *ProjectionDirectory::Lock(temp.path());
  EXPECT_EQ(directory->Current().status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace rondetafel::projection
