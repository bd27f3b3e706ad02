// What a damaged disk looks like to the log: named, never skipped.
#include <rocksdb/db.h>

#include "shared/eventlog_rocksdb/log_directory_test.h"

namespace rondetafel::eventlog {
namespace {

using std::chrono::milliseconds;

class DamageTest : public LogDirectoryTest {
 protected:
  void WriteTen() {
    auto log = CreateAndOpen();
    for (int i = 1; i <= 10; ++i) {
      ASSERT_EQ(AppendTo(log.get(), intake0_, base::Cat("record ", i)).get().offset, i);
    }
  }
  // Changes the store behind the log's back.
  template <class Change>
  void Tamper(Change change) {
    rocksdb::DB* raw = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(rocksdb::Options(), options_.dir + "/records", &raw).ok());
    std::unique_ptr<rocksdb::DB> db(raw);
    std::unique_ptr<rocksdb::Iterator> at(db->NewIterator(rocksdb::ReadOptions()));
    at->SeekToFirst();
    for (int i = 0; i < 4; ++i) at->Next();
    ASSERT_TRUE(at->Valid());
    change(db.get(), at->key().ToString(), at->value().ToString());
  }
  // Reads intake/0 from the start: how many records came before the fault.
  absl::Status ReadAll(std::size_t max, std::size_t* before) {
    auto log = Open();
    if (!log.ok()) return log.status();
    auto reader = (*log)->OpenReader({{intake0_, 0}});
    if (!reader.ok()) return reader.status();
    for (*before = 0; *before < 11;) {
      auto records = (*reader)->Next(max, milliseconds(0));
      if (!records.ok()) return records.status();
      *before += records->size();
    }
    return absl::OkStatus();
  }
  std::filesystem::path WriteAheadLog() const {
    std::filesystem::path largest;
    for (const auto& file : Files(".log")) {
      if (largest.empty() || file_size(file) > file_size(largest)) largest = file;
    }
    return largest;
  }
};

TEST_F(DamageTest, AChangedRecordIsNamedHoweverItIsRead) {
  WriteTen();
  Tamper([](rocksdb::DB* db, const std::string& key, std::string value) {
    value.back() ^= 1;
    ASSERT_TRUE(db->Put(rocksdb::WriteOptions(), key, value).ok());
  });
  for (std::size_t max : {std::size_t{1}, std::size_t{100}}) {
    std::size_t before = 0;
    const absl::Status status = ReadAll(max, &before);
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    EXPECT_NE(std::string(status.message()).find("record 4 of intake/0"), std::string::npos)
        << status;
    EXPECT_EQ(before, 4u);
  }
}

TEST_F(DamageTest, AMissingRecordIsNamedHoweverItIsRead) {
  WriteTen();
  Tamper([](rocksdb::DB* db, const std::string& key, const std::string&) {
    ASSERT_TRUE(db->Delete(rocksdb::WriteOptions(), key).ok());
  });
  for (std::size_t max : {std::size_t{1}, std::size_t{100}}) {
    std::size_t before = 0;
    const absl::Status status = ReadAll(max, &before);
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    EXPECT_NE(std::string(status.message()).find("record 4 of intake/0"), std::string::npos)
        << status;
  }
}

TEST_F(DamageTest, ARecordInTheWrongPlaceFailsItsCheckSum) {
  WriteTen();
  Tamper([](rocksdb::DB* db, const std::string& key, const std::string&) {
    std::string before = key;
    before.back() = static_cast<char>(before.back() - 1);
    std::string other;
    ASSERT_TRUE(db->Get(rocksdb::ReadOptions(), before, &other).ok());
    ASSERT_TRUE(db->Put(rocksdb::WriteOptions(), key, other).ok());
  });
  std::size_t before = 0;
  EXPECT_EQ(ReadAll(100, &before).code(), absl::StatusCode::kDataLoss);
}

TEST_F(DamageTest, AFlippedByteInTheWriteAheadLogIsNotSkippedSilently) {
  WriteTen();
  const std::filesystem::path file = WriteAheadLog();
  ASSERT_GT(file_size(file), 200u);
  FlipIn(file, file_size(file) / 2);
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kDataLoss) << Open().status();
}

// What a crash leaves: a batch half written, of which nobody was told.
TEST_F(DamageTest, ACutOffEndThatNobodyWasToldOfIsDropped) {
  auto log = CreateAndOpen();
  ASSERT_EQ(AppendTo(log.get(), intake0_, "told").get().offset, 1);
  const std::filesystem::path ends = options_.dir + "/acknowledged";
  std::filesystem::copy_file(ends, directory_ + "/acknowledged");
  ASSERT_EQ(AppendTo(log.get(), intake0_, "not told").get().offset, 2);
  log.reset();
  const auto newer = std::filesystem::copy_options::overwrite_existing;
  std::filesystem::copy_file(directory_ + "/acknowledged", ends, newer);
  const std::filesystem::path file = WriteAheadLog();
  std::filesystem::resize_file(file, file_size(file) - 3);
  auto again = Open();
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(*(*again)->EndOffset(intake0_), 2);
}

TEST_F(DamageTest, ACutOffEndThatSomebodyWasToldOfIsNamedAndKept) {
  WriteTen();
  const std::filesystem::path file = WriteAheadLog();
  std::filesystem::resize_file(file, file_size(file) - 3);
  for (int start = 0; start < 2; ++start) {
    const absl::Status status = Open().status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    const std::string text(status.message());
    EXPECT_NE(text.find("lost acknowledged records: intake/0 from 10 to 10"), std::string::npos)
        << text;
    EXPECT_NE(text.find(file.string() + " is damaged at offset"), std::string::npos) << text;
    EXPECT_NE(text.find("--accept-tail-loss"), std::string::npos) << text;
  }
}

TEST_F(DamageTest, AnOperatorMayGoOnWithoutTheLostEnd) {
  WriteTen();
  const std::filesystem::path file = WriteAheadLog();
  std::filesystem::resize_file(file, file_size(file) - 3);
  std::string told;
  options_.accept_tail_loss = true;
  options_.on_tail_loss = [&told](const std::string& sentence) { told = sentence; };
  {
    auto log = Open();
    ASSERT_TRUE(log.ok()) << log.status();
    EXPECT_EQ(AppendTo(log->get(), intake0_, "in its place").get().offset, 10);
  }
  EXPECT_NE(told.find("intake/0 from 10 to 10"), std::string::npos) << told;
  EXPECT_TRUE(std::filesystem::exists(options_.dir + "/lost-tail-1/" + file.filename().string()));
  options_.accept_tail_loss = false;
  EXPECT_TRUE(Open().ok()) << "once was enough";
}

TEST_F(DamageTest, AnOperatorMayGoOnWithoutWhatStandsBehindADamagedPlace) {
  WriteTen();
  const std::filesystem::path file = WriteAheadLog();
  FlipIn(file, file_size(file) / 2);
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kDataLoss);
  options_.accept_tail_loss = true;
  auto log = Open();
  ASSERT_TRUE(log.ok()) << log.status();
  const Offset end = *(*log)->EndOffset(intake0_);
  EXPECT_GT(end, 1);
  EXPECT_LT(end, 11);
}

// RocksDB removes tables that its manifest does not name. They are all that is left of the records.
TEST_F(DamageTest, TablesThatTheManifestDoesNotNameAreKept) {
  WriteTen();
  const std::filesystem::path records = options_.dir + "/records";
  const std::filesystem::path older = directory_ + "/older";
  {
    auto log = Open();
    ASSERT_TRUE(log.ok()) << log.status();
    ASSERT_EQ(AppendTo(log->get(), intake0_, "record 11").get().offset, 11);
    std::filesystem::create_directory(older);
    for (const auto& entry : std::filesystem::directory_iterator(records)) {
      const auto name = entry.path().filename();
      const bool manifest = name.string().starts_with("MANIFEST-");
      if (manifest || name == "CURRENT") std::filesystem::copy_file(entry, older / name);
    }
  }
  ASSERT_TRUE(Open().ok()) << "record 11 goes to a table of its own";
  std::filesystem::copy(
      older, records,
      std::filesystem::copy_options::overwrite_existing | std::filesystem::copy_options::recursive);
  const std::string text(Open().status().message());
  ASSERT_NE(text.find("lost acknowledged records: intake/0 from 11 to 11"), std::string::npos)
      << text;
  const std::vector<std::filesystem::path> tables = Files(".sst");
  ASSERT_GE(tables.size(), 2u);
  options_.accept_tail_loss = true;
  auto log = Open();
  ASSERT_TRUE(log.ok()) << log.status();
  for (const auto& table : tables) {
    const auto kept = std::filesystem::path(options_.dir) / "lost-tail-1" / table.filename();
    EXPECT_TRUE(exists(table) || exists(kept)) << table;
  }
}

TEST_F(DamageTest, OneDamagedCopyOfTheAcknowledgedEndsIsNoLossTwoAre) {
  WriteTen();
  FlipIn(options_.dir + "/acknowledged", 20);
  ASSERT_TRUE(Open().ok()) << "the other copy says the same";
  FlipIn(options_.dir + "/acknowledged", 20);
  FlipIn(options_.dir + "/acknowledged", 20 + 32);
  const absl::Status status = Open().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(std::string(status.message()).find("/acknowledged is damaged at offset 0"),
            std::string::npos)
      << status;
}

TEST_F(DamageTest, ALogFromBeforeThereWereAcknowledgedEndsOpens) {
  WriteTen();
  std::filesystem::remove(options_.dir + "/acknowledged");
  ASSERT_TRUE(Open().ok());
  EXPECT_TRUE(std::filesystem::exists(options_.dir + "/acknowledged"));
}

}  // namespace
}  // namespace rondetafel::eventlog
