// What the RocksDB store promises beyond the port: whose directory it is, what a kill leaves,
// checks, checkpoints, and that a bulk build is the same store.
#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "shared/projection/bulk_builder.h"
#include "shared/projection/checkpoint.h"
#include "shared/projection/directory.h"
#include "shared/projection/fold_into_test_rows.h"
#include "shared/projection/memory_store.h"
#include "shared/projection/rocks_rows.h"
#include "shared/projection/temp_dir.h"

namespace rondetafel::projection {
namespace {

using testing::HasSubstr;
constexpr int kRecords = 2000;

class RocksStoreTest : public testing::Test {
 protected:
  RocksStoreTest() {
    options_.dir = temp_.path("intake");
    options_.topic = "intake";
    options_.log_id = kit_.log_id;
  }
  std::unique_ptr<RocksDbProjectionStore> Open() {
    auto store = RocksDbProjectionStore::Open(options_);
    EXPECT_TRUE(store.ok()) << store.status();
    return store.ok() ? *std::move(store) : nullptr;
  }
  std::string Refusal() {
    const absl::Status status = RocksDbProjectionStore::Open(options_).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
    return std::string(status.message());
  }
  std::string CurrentName() const {
    std::ifstream in(options_.dir + "/CURRENT_PROJECTION");
    std::string name;
    in >> name;
    return name;
  }
  // Hash of the rows a store has at an offset, folded on a store of its own.
  std::string HashAt(eventlog::Offset offset) {
    MemoryProjectionStore store;
    EXPECT_TRUE(FoldInto(store, kit_, records_, static_cast<std::size_t>(offset), 100).ok());
    return store.Hash();
  }
  eventlog::Offset PositionOf(ProjectionStore& store) const {
    return store.GetCursor({kit_.stamp.topic, kit_.stamp.partition}).next;
  }

  TempDir temp_;
  commit::RecordKit kit_;
  std::vector<std::string> records_ = TestRecords(kit_, kRecords);
  StoreOptions options_;
};

TEST_F(RocksStoreTest, ReopensWhereItWas) {
  std::string hash;
  {
    const auto store = Open();
    ASSERT_TRUE(FoldInto(*store, kit_, records_, 700, 10).ok());
    hash = store->Hash();
  }
  const auto store = Open();
  EXPECT_EQ(store->Hash(), hash);
  EXPECT_EQ(PositionOf(*store), 700);
  ASSERT_TRUE(FoldInto(*store, kit_, records_, kRecords, 10).ok());
  EXPECT_EQ(store->Hash(), HashAt(kRecords));
  EXPECT_TRUE(store->VerifyHash().ok());
}

// RocksDB's file LOG would end the process when the disk is full.
TEST_F(RocksStoreTest, KeepsNoDiaryBesideTheData) {
  const auto store = Open();
  const std::string dir = options_.dir + "/" + CurrentName();
  EXPECT_TRUE(std::filesystem::exists(dir + "/CURRENT"));
  EXPECT_FALSE(std::filesystem::exists(dir + "/LOG"));
}

TEST_F(RocksStoreTest, RefusesADirectoryInUse) {
  const auto store = Open();
  EXPECT_THAT(Refusal(), HasSubstr("in use by another process"));
}

TEST_F(RocksStoreTest, ASnapshotKeepsTheDirectoryInUse) {
  auto store = Open();
  auto snapshot = store->TakeSnapshot();
  store.reset();
  EXPECT_THAT(Refusal(), HasSubstr("in use by another process"));
  snapshot.reset();
  EXPECT_NE(Open(), nullptr);
}

TEST_F(RocksStoreTest, RefusesAnotherLogsTopicsOrNewerVersionsData) {
  Open();
  const StoreOptions good = options_;
  options_.log_id = base::LogId::Random();
  EXPECT_THAT(Refusal(), HasSubstr("was made from log " + good.log_id.ToString()));
  options_ = good;
  options_.topic = "triage";
  EXPECT_THAT(Refusal(), HasSubstr("belongs to intake, not to triage"));
  options_ = good;
  options_.projection_version = 2;
  ASSERT_TRUE(Open()->MakeCurrent().ok());
  options_ = good;
  EXPECT_THAT(Refusal(),
              HasSubstr("newer version of this program (projection 2; this one makes 1)"));
}

TEST_F(RocksStoreTest, ANewVersionIsBuiltAsideAndSwitchedWhenItIsReady) {
  ASSERT_TRUE(FoldInto(*Open(), kit_, records_, 100, 10).ok());
  options_.projection_version = 2;
  {
    const auto store = Open();
    EXPECT_TRUE(store->aside());
    EXPECT_EQ(PositionOf(*store), 0);
    EXPECT_EQ(CurrentName(), "v1-1");
    ASSERT_TRUE(FoldInto(*store, kit_, records_, 50, 10).ok());
  }
  // Interrupted: it goes on where it was, still aside, and the older one is untouched.
  {
    const auto store = Open();
    EXPECT_TRUE(store->aside());
    EXPECT_EQ(PositionOf(*store), 50);
  }
  options_.projection_version = 1;
  EXPECT_EQ(PositionOf(*Open()), 100);
  options_.projection_version = 2;
  const auto store = Open();
  EXPECT_EQ(PositionOf(*store), 50);
  ASSERT_TRUE(store->MakeCurrent().ok());
  EXPECT_FALSE(store->aside());
  EXPECT_EQ(CurrentName(), "v2-1");
  EXPECT_FALSE(std::filesystem::exists(options_.dir + "/v1-1"));
}

// Run by the test below in a process of its own, because RocksDB's threads do not survive a fork:
// folds everything, flushes once on its way, and ends without a chance to close anything.
class KilledFold : public RocksStoreTest {};
TEST_F(KilledFold, Child) {
  const char* dir = std::getenv("KILLED_FOLD_DIR");
  if (dir == nullptr) return;  // not a child: the test below starts one
  options_.dir = dir;
  const std::size_t flushed_at = std::stoul(std::getenv("KILLED_FOLD_FLUSHED_AT"));
  // Small, so that RocksDB also flushes by itself, at moments nobody chose.
  options_.write_buffer_bytes = 64 << 10;
  const auto store = Open();
  ASSERT_TRUE(FoldInto(*store, kit_, records_, flushed_at, 7).ok());
  if (flushed_at > 0) {
    ASSERT_TRUE(store->Flush().ok());
  }
  ASSERT_TRUE(FoldInto(*store, kit_, records_, kRecords, 7).ok());
  ::kill(::getpid(), SIGKILL);
}

// The status a killed child leaves.
int RunKilledFold(const std::string& dir, std::size_t flushed_at) {
  ::setenv("KILLED_FOLD_DIR", dir.c_str(), 1);
  ::setenv("KILLED_FOLD_FLUSHED_AT", std::to_string(flushed_at).c_str(), 1);
  const pid_t child = ::fork();
  if (child == 0) {
    ::execl("/proc/self/exe", "projection_test", "--gtest_filter=KilledFold.Child",
            "--gtest_brief=1", nullptr);
    ::_exit(127);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  ::unsetenv("KILLED_FOLD_DIR");
  return status;
}

TEST_F(RocksStoreTest, AKillLeavesTheEndOfAnEarlierGroup) {
  for (const std::size_t flushed_at : {std::size_t{0}, std::size_t{500}}) {
    options_.dir = temp_.path("killed" + std::to_string(flushed_at));
    const int status = RunKilledFold(options_.dir, flushed_at);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;

    const auto store = Open();
    const eventlog::Offset position = PositionOf(*store);
    EXPECT_GE(position, static_cast<eventlog::Offset>(flushed_at));
    EXPECT_LT(position, kRecords);
    EXPECT_EQ(store->Hash(), HashAt(position));
    EXPECT_TRUE(store->VerifyHash().ok()) << store->VerifyHash();
    ASSERT_TRUE(FoldInto(*store, kit_, records_, kRecords, 7).ok());
    EXPECT_EQ(store->Hash(), HashAt(kRecords));
  }
}

// Planted: a row changed behind the store's back.
TEST_F(RocksStoreTest, VerifyHashFindsAChangedRow) {
  ASSERT_TRUE(FoldInto(*Open(), kit_, records_, 100, 10).ok());
  {
    rocksdb::DB* db = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(rocksdb::Options(), options_.dir + "/v1-1", &db).ok());
    const std::string key = std::move(Key("parity").Add("planted")).bytes();
    ASSERT_TRUE(db->Put(rocksdb::WriteOptions(), key, "x").ok());
    delete db;
  }
  const auto store = Open();
  EXPECT_EQ(store->VerifyHash().code(), absl::StatusCode::kDataLoss);
}

TEST_F(RocksStoreTest, BulkBuildIsTheSameStore) {
  BulkBuilder builder;
  ASSERT_TRUE(FoldInto(builder, kit_, records_, kRecords, 100).ok());
  const std::string hash = builder.Hash();
  EXPECT_EQ(hash, HashAt(kRecords));
  ASSERT_TRUE(builder.Finish(options_).ok());

  const auto store = Open();
  EXPECT_EQ(store->Hash(), hash);
  EXPECT_EQ(PositionOf(*store), kRecords);
  EXPECT_TRUE(store->VerifyHash().ok());
  // Row by row, too: the same bytes under the same keys.
  options_.dir = temp_.path("live");
  const auto live = Open();
  ASSERT_TRUE(FoldInto(*live, kit_, records_, kRecords, 13).ok());
  std::vector<std::string> rows[2];
  for (int i : {0, 1}) {
    for (const char* table : {"counter", "history", "parity", "head", "command", "cursor"}) {
      (i == 0 ? *store : *live)
          .TakeSnapshot()
          ->Scan(Key(table), "", [&rows, i](std::string_view key, std::string_view value) {
            rows[i].push_back(std::string(key) + "=" + std::string(value));
            return true;
          });
    }
  }
  EXPECT_GT(rows[0].size(), static_cast<std::size_t>(kRecords));
  EXPECT_EQ(rows[0], rows[1]);
}

TEST_F(RocksStoreTest, BulkBuildReplacesTheCurrentStoreAndLivesOn) {
  ASSERT_TRUE(FoldInto(*Open(), kit_, records_, 100, 10).ok());
  BulkBuilder builder;
  ASSERT_TRUE(FoldInto(builder, kit_, records_, 1000, 100).ok());
  ASSERT_TRUE(builder.Finish(options_).ok());
  EXPECT_EQ(CurrentName(), "v1-2");
  EXPECT_FALSE(std::filesystem::exists(options_.dir + "/v1-1"));
  const auto store = Open();
  ASSERT_TRUE(FoldInto(*store, kit_, records_, kRecords, 10).ok());
  EXPECT_EQ(store->Hash(), HashAt(kRecords));
}

TEST_F(RocksStoreTest, ABulkBuildThatWasInterruptedLeavesNothing) {
  const std::string left = options_.dir + "/building-v1-1/sorted";
  std::filesystem::create_directories(left);
  std::ofstream(left + "/0.sst") << "half a file";
  const auto store = Open();
  EXPECT_EQ(PositionOf(*store), 0);
  EXPECT_FALSE(std::filesystem::exists(options_.dir + "/building-v1-1"));
}

// Rows that do not fit are written out in runs, come back when the fold asks for them, and the
// store is the same.
TEST_F(RocksStoreTest, BulkBuildWithinAMemoryBoundIsTheSameStore) {
  auto directory = *ProjectionDirectory::Lock(temp_.path("bounded"));
  const Generation next = directory->NextOf(1);
  BulkBuilder builder({.scratch = directory->BuildPathOf(next), .memory_bytes_max = 50'000});
  ASSERT_TRUE(FoldInto(builder, kit_, records_, kRecords, 50).ok());
  EXPECT_GT(builder.spills(), 10);
  EXPECT_EQ(builder.Hash(), HashAt(kRecords));
  options_.dir = temp_.path("bounded");
  ASSERT_TRUE(builder.Build(*directory, next, options_).ok());
  ASSERT_TRUE(directory->Switch({.current = next}).ok());
  directory.reset();
  const auto store = Open();
  EXPECT_EQ(store->Hash(), HashAt(kRecords));
  EXPECT_EQ(PositionOf(*store), kRecords);
  EXPECT_TRUE(store->VerifyHash().ok());
}

TEST_F(RocksStoreTest, BulkBuildLeavesAnOpenDirectoryAlone) {
  const auto store = Open();
  BulkBuilder builder;
  EXPECT_EQ(builder.Finish(options_).code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(RocksStoreTest, UncompressedStoreHasTheSameHash) {
  options_.compression = false;
  const auto store = Open();
  ASSERT_TRUE(FoldInto(*store, kit_, records_, 300, 10).ok());
  EXPECT_EQ(store->Hash(), HashAt(300));
}

// A few kilobytes; held by the table's reader they would be 275.
TEST(RocksOptionsTest, IndexesAndFiltersTakeNoMemoryOfTheirOwn) {
  constexpr int kRows = 200'000;
  const TempDir temp;
  rocksdb::DB* opened = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(RocksOptions(StoreOptions{}), temp.path("rows"), &opened).ok());
  const std::unique_ptr<rocksdb::DB> db(opened);
  const auto key = [](int row) { return Key("row").Add(row).bytes(); };
  for (int row = 0; row < kRows; ++row) {
    ASSERT_TRUE(db->Put(rocksdb::WriteOptions(), key(row), std::to_string(row)).ok());
  }
  ASSERT_TRUE(db->Flush(rocksdb::FlushOptions()).ok());
  std::string value;
  ASSERT_TRUE(db->Get(rocksdb::ReadOptions(), key(kRows / 2), &value).ok());
  EXPECT_EQ(value, std::to_string(kRows / 2));
  std::uint64_t bytes = 0;
  ASSERT_TRUE(db->GetIntProperty(rocksdb::DB::Properties::kEstimateTableReadersMem, &bytes));
  EXPECT_LT(bytes, 64U << 10);
}

}  // namespace
}  // namespace rondetafel::projection
