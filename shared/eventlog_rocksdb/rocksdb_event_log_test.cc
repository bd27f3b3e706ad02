#include "shared/eventlog_rocksdb/rocksdb_event_log.h"

#include <atomic>
#include <fstream>
#include <sstream>

#include "shared/eventlog_rocksdb/log_directory_test.h"

namespace rondetafel::eventlog {
namespace {

using Fate = AppendResult::Fate;
using RocksDbEventLogTest = LogDirectoryTest;

TEST_F(RocksDbEventLogTest, ASecondOwnerGetsOneClearSentence) {
  auto log = CreateAndOpen();
  const absl::Status second = Open().status();
  EXPECT_EQ(second.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(std::string(second.message()).find("in use by another process"), std::string::npos);
  EXPECT_EQ(Create().code(), absl::StatusCode::kFailedPrecondition);
  log.reset();
  EXPECT_TRUE(Open().ok());
}

TEST_F(RocksDbEventLogTest, MakesALogOnceAndOpensNoneThatIsNotThere) {
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(Create().ok());
  EXPECT_EQ(Create().code(), absl::StatusCode::kAlreadyExists);
}

TEST_F(RocksDbEventLogTest, AnUnfinishedLogIsMadeAgain) {
  // Given: a store without a record, as left by a creation that was interrupted.
  EXPECT_FALSE(RocksDbEventLog::Create(options_, {}, 2, nullptr).ok());
  ASSERT_TRUE(std::filesystem::create_directories(options_.dir + "/records"));
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(Create().ok());
  EXPECT_TRUE(Open().ok());
}

// RocksDB's file LOG would end the process when the disk is full.
TEST_F(RocksDbEventLogTest, KeepsNoDiaryBesideTheData) {
  auto log = CreateAndOpen();
  EXPECT_TRUE(std::filesystem::exists(options_.dir + "/records/CURRENT"));
  EXPECT_FALSE(std::filesystem::exists(options_.dir + "/records/LOG"));
}

TEST_F(RocksDbEventLogTest, TellsItsIdentityWhenNobodyExpectsOne) {
  ASSERT_TRUE(Create().ok());
  auto log = RocksDbEventLog::Open(options_, ReadPlainIdentity, std::nullopt);
  ASSERT_TRUE(log.ok());
  EXPECT_EQ((*log)->log_id(), identity_.log_id);
  EXPECT_EQ((*log)->partition_count(), 2);
  EXPECT_EQ((*log)->topics(), (std::vector<std::string>{"intake", "triage"}));
}

TEST_F(RocksDbEventLogTest, AFullDiskRefusesAndHeals) {
  std::atomic<std::uint64_t> free_bytes = 1ULL << 40;
  options_.free_bytes = [&] { return free_bytes.load(); };
  auto log = CreateAndOpen();
  free_bytes = options_.disk_reserve_bytes - 1;
  const AppendResult refused = AppendTo(log.get(), intake0_, "a").get();
  EXPECT_EQ(refused.fate, Fate::kRefused);
  EXPECT_EQ(refused.reason.code(), absl::StatusCode::kResourceExhausted);
  free_bytes = options_.disk_reserve_bytes;
  const AppendResult appended = AppendTo(log.get(), intake0_, "b").get();
  EXPECT_EQ(appended.fate, Fate::kAppended);
  EXPECT_EQ(appended.offset, 1);
}

// Holds the writing thread before its first batch, and counts batches.
class Gate {
 public:
  std::uint64_t Pass() {
    if (batches_++ == 0) {
      entered_.set_value();
      opened_.get_future().wait();
    }
    return 1ULL << 40;
  }
  void WaitUntilHeld() { entered_.get_future().wait(); }
  void Open() { opened_.set_value(); }
  int batches() const { return batches_; }

 private:
  std::promise<void> entered_;
  std::promise<void> opened_;
  std::atomic<int> batches_ = 0;
};

TEST_F(RocksDbEventLogTest, WhatQueuesUpDuringABatchIsTheNextBatch) {
  Gate gate;
  options_.free_bytes = [&] { return gate.Pass(); };
  auto log = CreateAndOpen();
  std::vector<std::future<AppendResult>> results;
  results.push_back(AppendTo(log.get(), intake0_, "first"));
  gate.WaitUntilHeld();
  for (int i = 0; i < 100; ++i) results.push_back(AppendTo(log.get(), intake0_, "next"));
  gate.Open();
  for (std::size_t i = 0; i < results.size(); ++i) {
    EXPECT_EQ(results[i].get().offset, static_cast<Offset>(i + 1));
  }
  EXPECT_EQ(gate.batches(), 2);
}

TEST_F(RocksDbEventLogTest, AFullQueueRefusesAtOnce) {
  Gate gate;
  options_.free_bytes = [&] { return gate.Pass(); };
  options_.queued_records_max = 2;
  auto log = CreateAndOpen();
  auto first = AppendTo(log.get(), intake0_, "first");
  gate.WaitUntilHeld();
  auto second = AppendTo(log.get(), intake0_, "second");
  auto third = AppendTo(log.get(), intake0_, "third");
  const AppendResult refused = AppendTo(log.get(), intake0_, "fourth").get();
  EXPECT_EQ(refused.fate, Fate::kRefused);
  EXPECT_EQ(refused.reason.code(), absl::StatusCode::kResourceExhausted);
  gate.Open();
  EXPECT_EQ(third.get().offset, 3);
}

TEST_F(RocksDbEventLogTest, ClosingWritesWhatIsQueued) {
  auto log = CreateAndOpen();
  std::vector<std::future<AppendResult>> results;
  results.reserve(50);
  for (int i = 0; i < 50; ++i) results.push_back(AppendTo(log.get(), intake0_, "x"));
  log.reset();
  for (auto& result : results) EXPECT_EQ(result.get().fate, Fate::kAppended);
}

TEST_F(RocksDbEventLogTest, WithoutCompressionRecordsStandInTheTablesAsTheyAre) {
  options_.compression = false;
  std::string marked;
  for (int i = 0; i < 1000; ++i) marked += "voorbeeld-voorbeeld-";
  auto log = CreateAndOpen();
  EXPECT_EQ(AppendTo(log.get(), intake0_, marked).get().fate, Fate::kAppended);
  log.reset();
  // Opening again moves the write-ahead log into a table.
  ASSERT_TRUE(Open().ok());
  bool found = false;
  for (const auto& file : Files(".sst")) {
    std::ostringstream bytes;
    bytes << std::ifstream(file, std::ios::binary).rdbuf();
    found = found || bytes.str().find(marked) != std::string::npos;
  }
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace rondetafel::eventlog
