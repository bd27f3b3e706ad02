// A damaged store is found out, never read on from, and makes way for a new one.
#include "shared/projection/damage.h"

#include <gtest/gtest.h>
#include <rocksdb/status.h>

#include <filesystem>
#include <fstream>

#include "shared/base/text.h"
#include "shared/projection/store.h"
#include "shared/projection/temp_dir.h"

namespace rondetafel::projection {
namespace {

namespace fs = std::filesystem;

class DamageTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<RocksDbProjectionStore>> Open() {
    StoreOptions options;
    options.dir = dir_.path();
    options.topic = "intake";
    options.log_id = *base::LogId::Parse("6f1a2b3c-0000-4000-8000-000000000001");
    return RocksDbProjectionStore::Open(options);
  }
  void Write() {
    auto store = Open();
    ASSERT_TRUE(store.ok()) << store.status();
    for (int i = 0; i < 5'000; ++i) {
      (*store)->rows().PutRaw(Key("row").Add(i), std::string(100, static_cast<char>('a' + i % 26)));
    }
    ASSERT_TRUE((*store)->Commit().ok());
    ASSERT_TRUE((*store)->Flush().ok());
  }
  // The largest table.
  fs::path Table() const {
    fs::path largest;
    for (const auto& entry : fs::directory_iterator(StorePath())) {
      if (entry.path().extension() != ".sst") continue;
      if (largest.empty() || entry.file_size() > file_size(largest)) largest = entry.path();
    }
    return largest;
  }
  static void Flip(const fs::path& path, std::uint64_t offset) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(offset));
    const char byte = static_cast<char>(file.get() ^ 1);
    file.seekp(static_cast<std::streamoff>(offset));
    file.put(byte);
  }
  std::string StorePath() const { return dir_.path() + "/v1-1"; }

  TempDir dir_;
};

TEST_F(DamageTest, AStoreSetAsideMakesWayForAnEmptyOneAndIsKept) {
  Write();
  auto aside = SetAside(dir_.path());
  ASSERT_TRUE(aside.ok()) << aside.status();
  EXPECT_TRUE(fs::exists(*aside + "/v1-1/CURRENT"));
  {
    auto store = Open();
    ASSERT_TRUE(store.ok()) << store.status();
    std::string value;
    EXPECT_FALSE((*store)->TakeSnapshot()->GetBytes(Key("row").Add(1), &value));
  }
  auto again = SetAside(dir_.path());
  ASSERT_TRUE(again.ok());
  EXPECT_NE(*again, *aside);
  EXPECT_FALSE(fs::exists(*aside)) << "one is enough to look at";
}

TEST_F(DamageTest, AStoreNotedAsDamagedDoesNotOpen) {
  Write();
  NoteDamage(StorePath(), "a block of 000009.sst");
  const auto opened = Open();
  EXPECT_EQ(opened.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(std::string(opened.status().message()).find("000009.sst"), std::string::npos);
}

TEST_F(DamageTest, AMissingFileIsDamage) {
  Write();
  fs::remove(Table());
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kDataLoss) << Open().status();
}

TEST_F(DamageTest, APointerToNoStoreIsDamage) {
  Write();
  std::ofstream(dir_.path() + "/CURRENT_PROJECTION") << "v1-3\n";
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(DamageTest, ARowThatCannotBeReadEndsTheProcessAndIsNoted) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  Write();
  const fs::path file = Table();
  Flip(file, file_size(file) / 2);
  EXPECT_EXIT(
      {
        auto store = Open();
        (*store)->TakeSnapshot()->Scan(Key("row"), "",
                                       [](std::string_view, std::string_view) { return true; });
      },
      ::testing::ExitedWithCode(1), "cannot be read .*sst.*is set aside and built anew");
}

TEST_F(DamageTest, WhoEndsForDamageLeavesTheNote) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  // Known to the child too, which runs this test from its beginning.
  const std::string path = ::testing::TempDir() + "rondetafel-noted-damage";
  fs::remove_all(path);
  fs::create_directories(path);
  EXPECT_EXIT(EndForDamage(path, rocksdb::Status::Corruption("block 7")),
              ::testing::ExitedWithCode(1), "block 7");
  EXPECT_EQ(NotedDamage(path), "Corruption: block 7");
  fs::remove_all(path);
}

}  // namespace
}  // namespace rondetafel::projection
