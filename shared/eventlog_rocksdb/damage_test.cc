// What a damaged disk looks like to the log: named, never skipped.
#include <rocksdb/db.h>

#include <fstream>

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
  {
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    const auto middle = static_cast<std::streamoff>(file_size(file) / 2);
    bytes.seekg(middle);
    const char flipped = static_cast<char>(bytes.get() ^ 0x10);
    bytes.seekp(middle);
    bytes.put(flipped);
  }
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kDataLoss) << Open().status();
}

TEST_F(DamageTest, ATornTailIsDroppedBecauseNobodyWasToldOfIt) {
  WriteTen();
  const std::filesystem::path file = WriteAheadLog();
  std::filesystem::resize_file(file, file_size(file) - 3);
  auto log = Open();
  ASSERT_TRUE(log.ok()) << log.status();
  EXPECT_EQ(*(*log)->EndOffset(intake0_), 10);
}

}  // namespace
}  // namespace rondetafel::eventlog
