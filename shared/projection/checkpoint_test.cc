// A checkpoint is whole and somebody's, or refused with the reason.
#include "shared/projection/checkpoint.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fstream>
#include <sstream>

#include "shared/projection/fold_into_test_rows.h"
#include "shared/projection/memory_store.h"
#include "shared/projection/temp_dir.h"

namespace rondetafel::projection {
namespace {

using testing::HasSubstr;
constexpr int kRecords = 600;

CheckpointManifest Example() {
  CheckpointManifest manifest;
  manifest.log_id = base::LogId(base::DeriveUuid("log", {"1"}));
  manifest.topic = "intake";
  manifest.projection_version = 101;
  manifest.hash = std::string(32, 'a');
  commit::Hash hash;
  hash.fill(0x5c);
  manifest.positions = {{{"intake", 0}, 12, hash}, {{"intake", 10}, 0, {}}};
  manifest.files = {{"000012.sst", 77, hash}, {"CURRENT", 16, {}}};
  return manifest;
}

TEST(CheckpointManifestTest, ReadsBackWhatItWrites) {
  const auto read = DecodeManifest(EncodeManifest(Example()));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, Example());
}

// Each guard of the decoder, with the hash put right so that it is the guard that refuses.
TEST(CheckpointManifestTest, RefusesWhatItWouldNotWrite) {
  const auto refused = [](CheckpointManifest manifest) {
    return !DecodeManifest(EncodeManifest(manifest)).ok();
  };
  CheckpointManifest manifest = Example();
  manifest.files[0].name = "../escape";
  EXPECT_TRUE(refused(manifest));
  manifest = Example();
  std::swap(manifest.files[0], manifest.files[1]);
  EXPECT_TRUE(refused(manifest));
  manifest = Example();
  manifest.positions[1] = manifest.positions[0];
  EXPECT_TRUE(refused(manifest));
  manifest = Example();
  manifest.positions[0].next = -1;
  EXPECT_TRUE(refused(manifest));
  manifest = Example();
  manifest.hash = "short";
  EXPECT_TRUE(refused(manifest));
  manifest = Example();
  manifest.topic = "two words";
  EXPECT_TRUE(refused(manifest));
}

TEST(CheckpointManifestTest, AnyOtherByteIsRefused) {
  const std::string good = EncodeManifest(Example());
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    EXPECT_FALSE(DecodeManifest(bad).ok()) << i;
    EXPECT_FALSE(DecodeManifest(good.substr(0, i)).ok()) << i;
  }
  EXPECT_FALSE(DecodeManifest(good + "x").ok());
}

RC_GTEST_PROP(CheckpointManifestTest, TakesAnyTextWithoutHarm, (const std::string& text)) {
  const auto read = DecodeManifest(text);
  if (read.ok()) RC_ASSERT(EncodeManifest(*read) == text);
}

class CheckpointTest : public testing::Test {
 protected:
  CheckpointTest() {
    options_.dir = temp_.path("intake");
    options_.topic = "intake";
    options_.log_id = kit_.log_id;
  }
  std::unique_ptr<RocksDbProjectionStore> Open() {
    auto store = RocksDbProjectionStore::Open(options_);
    EXPECT_TRUE(store.ok()) << store.status();
    return store.ok() ? *std::move(store) : nullptr;
  }
  // A checkpoint at offset 300 of a store that has gone on; its hash.
  std::string Make() {
    const auto store = Open();
    EXPECT_TRUE(FoldInto(*store, kit_, records_, 300, 10).ok());
    const std::string hash = store->Hash();
    // Nothing was flushed: all of it is in the memtable.
    const auto made = store->CreateCheckpoint(copy_);
    EXPECT_TRUE(made.ok()) << made.status();
    EXPECT_TRUE(FoldInto(*store, kit_, records_, 400, 10).ok());
    return hash;
  }
  std::string Refusal(absl::StatusCode code) {
    const absl::Status status = RestoreCheckpoint(copy_, options_);
    EXPECT_EQ(status.code(), code) << status;
    EXPECT_EQ(PositionOf(*Open()), 400);  // nothing was touched
    return std::string(status.message());
  }
  eventlog::Offset PositionOf(ProjectionStore& store) const {
    return store.GetCursor({kit_.stamp.topic, kit_.stamp.partition}).next;
  }

  TempDir temp_;
  commit::RecordKit kit_;
  std::vector<std::string> records_ = TestRecords(kit_, kRecords);
  StoreOptions options_;
  const std::string copy_ = temp_.path("copy");
};

TEST_F(CheckpointTest, HoldsTheLastCommitAndSaysSo) {
  const std::string hash = Make();
  const auto manifest = ReadManifest(copy_);
  ASSERT_TRUE(manifest.ok()) << manifest.status();
  EXPECT_EQ(manifest->log_id, kit_.log_id);
  EXPECT_EQ(manifest->topic, "intake");
  EXPECT_EQ(manifest->projection_version, 1);
  EXPECT_EQ(manifest->hash, hash);
  ASSERT_EQ(manifest->positions.size(), 1U);
  EXPECT_EQ(manifest->positions[0].source,
            (eventlog::TopicPartition{"intake", kit_.stamp.partition}));
  EXPECT_EQ(manifest->positions[0].next, 300);
  EXPECT_NE(manifest->positions[0].running, commit::Hash{});
  EXPECT_TRUE(VerifyCheckpoint(copy_).ok()) << VerifyCheckpoint(copy_);
  EXPECT_FALSE(Open()->CreateCheckpoint(copy_).ok());
}

TEST_F(CheckpointTest, RestoredIntoAnEmptyDirectoryItFoldsOnToTheSameHash) {
  const std::string hash = Make();
  options_.dir = temp_.path("elsewhere");
  ASSERT_TRUE(RestoreCheckpoint(copy_, options_).ok());
  const auto store = Open();
  EXPECT_EQ(PositionOf(*store), 300);
  EXPECT_EQ(store->Hash(), hash);
  ASSERT_TRUE(FoldInto(*store, kit_, records_, kRecords, 10).ok());
  MemoryProjectionStore fresh;
  ASSERT_TRUE(FoldInto(fresh, kit_, records_, kRecords, 100).ok());
  EXPECT_EQ(store->Hash(), fresh.Hash());
  EXPECT_TRUE(VerifyCheckpoint(copy_).ok());  // the copy was copied
}

TEST_F(CheckpointTest, RestoredBesideAStoreItKeepsThatOne) {
  Make();
  ASSERT_TRUE(RestoreCheckpoint(copy_, options_).ok());
  const auto store = Open();
  EXPECT_EQ(PositionOf(*store), 300);
  EXPECT_EQ(**store->directory().Pointer(), (ProjectionPointer{{1, 2}, Generation{1, 1}}));
}

TEST_F(CheckpointTest, AnotherLogsTopicsOrVersionsIsRefused) {
  Make();
  const StoreOptions good = options_;
  const auto refusal = [&] {
    const absl::Status status = RestoreCheckpoint(copy_, options_);
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
    options_ = good;
    EXPECT_EQ(PositionOf(*Open()), 400);
    return std::string(status.message());
  };
  options_.log_id = base::LogId::Random();
  EXPECT_THAT(refusal(), HasSubstr("was made from log " + kit_.log_id.ToString()));
  options_.topic = "triage";
  EXPECT_THAT(refusal(), HasSubstr("belongs to intake, not to triage"));
  options_.projection_version = 2;
  EXPECT_THAT(refusal(), HasSubstr("holds projection 1; this program makes 2"));
  const auto running = Open();
  EXPECT_THAT(std::string(RestoreCheckpoint(copy_, options_).message()), HasSubstr("in use"));
}

// Planted: each file changed, cut short, missing, or one too many.
TEST_F(CheckpointTest, DamageIsRefusedWithTheFilesName) {
  Make();
  const auto manifest = *ReadManifest(copy_);
  ASSERT_GE(manifest.files.size(), 4U);
  for (const CheckpointFile& file : manifest.files) {
    const std::string path = copy_ + "/" + file.name;
    std::stringstream content;
    content << std::ifstream(path, std::ios::binary).rdbuf();
    std::string bytes = content.str();
    std::string changed = bytes;
    changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 4);
    for (const std::string& damaged : {changed, bytes.substr(0, bytes.size() - 1)}) {
      std::filesystem::remove(path);  // it shares its bytes with the store's own file
      std::ofstream(path, std::ios::binary) << damaged;
      EXPECT_THAT(Refusal(absl::StatusCode::kDataLoss), HasSubstr(file.name));
    }
    std::filesystem::remove(path);
    EXPECT_THAT(Refusal(absl::StatusCode::kDataLoss), HasSubstr(file.name));
    std::ofstream(path, std::ios::binary) << bytes;
  }
  std::ofstream(copy_ + "/more.sst") << "x";
  EXPECT_THAT(Refusal(absl::StatusCode::kDataLoss), HasSubstr("more.sst"));
  std::filesystem::remove(copy_ + "/more.sst");
  std::filesystem::remove(copy_ + "/CHECKPOINT_MANIFEST");
  EXPECT_THAT(Refusal(absl::StatusCode::kNotFound), HasSubstr("no manifest"));
}

// Planted: files and manifest agree, the rows do not add up.
TEST_F(CheckpointTest, RowsOfAnotherStateAreRefused) {
  Make();
  CheckpointManifest manifest = *ReadManifest(copy_);
  manifest.hash = std::string(32, '0');
  std::ofstream(copy_ + "/CHECKPOINT_MANIFEST", std::ios::trunc) << EncodeManifest(manifest);
  EXPECT_THAT(Refusal(absl::StatusCode::kDataLoss), HasSubstr("rows"));
}

}  // namespace
}  // namespace rondetafel::projection
