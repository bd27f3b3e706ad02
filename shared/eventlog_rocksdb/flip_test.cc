// Any one bit of any file of an embedded log, and any cut-off end: either every record is read as
// it was written, or the log says where it is damaged. More than `make test` tries: FLIPS=2000
// SEED=7.
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>

#include "shared/eventlog_rocksdb/crc32c.h"
#include "shared/eventlog_rocksdb/log_directory_test.h"

namespace rondetafel::eventlog {
namespace {

namespace fs = std::filesystem;

constexpr int kFlips = 40;
constexpr int kRunsOfTheLog = 4;  // each leaves what it wrote in tables at the next start
constexpr int kRecordsOfARun = 600;
constexpr std::size_t kRecordBytes = 700;

long FromEnvironment(const char* name, long otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::atol(text);
}

class FlipTest : public LogDirectoryTest {
 protected:
  static const std::vector<TopicPartition>& Partitions() {
    static const std::vector<TopicPartition> kAll = {
        {"intake", 0}, {"intake", 1}, {"triage", 0}, {"triage", 1}};
    return kAll;
  }
  void WriteLog() {
    ASSERT_TRUE(Create().ok());
    for (int run = 0; run < kRunsOfTheLog; ++run) {
      auto log = Open();
      ASSERT_TRUE(log.ok()) << log.status();
      std::vector<std::future<AppendResult>> results;
      for (int i = 0; i < kRecordsOfARun; ++i) {
        const auto& to = Partitions()[static_cast<std::size_t>(random_() % Partitions().size())];
        results.push_back(AppendTo(log->get(), to, Record()));
        if (i % 7 == 0) results.back().wait();  // batches of several sizes
      }
      for (auto& result : results) ASSERT_EQ(result.get().fate, AppendResult::Fate::kAppended);
    }
    fs::rename(options_.dir, directory_ + "/kept");
  }
  std::string Record() {
    std::string record(1 + random_() % kRecordBytes, '\0');
    for (char& c : record) c = static_cast<char>(random_());
    return record;
  }
  // A copy of the log as it was written.
  void Restore() {
    fs::remove_all(options_.dir);
    fs::copy(directory_ + "/kept", options_.dir, fs::copy_options::recursive);
  }
  // A hash over every record of every partition, or why there is none.
  absl::StatusOr<std::vector<std::uint32_t>> Read() {
    auto log = Open();
    if (!log.ok()) return log.status();
    std::vector<std::uint32_t> hashes;
    for (const TopicPartition& of : Partitions()) {
      auto end = (*log)->EndOffset(of);
      if (!end.ok()) return end.status();
      auto reader = (*log)->OpenReader({{of, 0}});
      if (!reader.ok()) return reader.status();
      std::uint32_t hash = 0;
      for (Offset read = 0; read < *end;) {
        auto records = (*reader)->Next(100, std::chrono::milliseconds(0));
        if (!records.ok()) return records.status();
        for (const LogRecord& record : *records) hash = Crc32c(record.bytes, hash);
        read += static_cast<Offset>(records->size());
      }
      hashes.push_back(hash);
    }
    return hashes;
  }
  std::vector<fs::path> AllFiles() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(options_.dir)) {
      if (entry.is_regular_file() && entry.file_size() > 0) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
  }
  static bool NamesAPlace(const std::string& text) {
    return text.find("offset") != std::string::npos || text.find(".sst") != std::string::npos ||
           text.find("record ") != std::string::npos;
  }
  // What one kind of damage led to.
  void Judge(const std::string& what, const std::vector<std::uint32_t>& whole) {
    const auto read = Read();
    if (read.ok()) {
      EXPECT_EQ(*read, whole) << what << ": other records, and nobody says so";
      ++unchanged_;
      return;
    }
    EXPECT_EQ(read.status().code(), absl::StatusCode::kDataLoss) << what << ": " << read.status();
    EXPECT_TRUE(NamesAPlace(std::string(read.status().message())))
        << what << " is not named by: " << read.status();
    ++named_;
  }

  const long seed_ = FromEnvironment("SEED", 20261122);
  std::mt19937_64 random_{static_cast<std::uint64_t>(seed_)};
  int unchanged_ = 0;
  int named_ = 0;
};

TEST_F(FlipTest, AFlippedBitOrACutOffEndChangesNothingOrIsNamed) {
  SCOPED_TRACE(base::Cat("seed ", seed_));
  WriteLog();
  Restore();
  const auto whole = Read();
  ASSERT_TRUE(whole.ok()) << whole.status();
  std::map<std::string, int> by_kind;
  const long flips = FromEnvironment("FLIPS", kFlips);
  for (long i = 0; i < flips && !HasFailure(); ++i) {
    Restore();
    const std::vector<fs::path> files = AllFiles();
    // Every file has the same share, or the tables alone would be hit.
    const fs::path file = files[random_() % files.size()];
    const std::uint64_t offset = random_() % file_size(file);
    const int bit = static_cast<int>(random_() % 8);
    const bool cut = i % 5 == 4 && file.extension() != ".sst";
    if (cut) {
      fs::resize_file(file, offset);
    } else {
      FlipIn(file, offset, bit);
    }
    ++by_kind[file.filename().string().substr(0, 8) + (cut ? " cut" : "")];
    Judge(base::Cat(cut ? "cut " : "flip ", file.string(), " at ", offset, " bit ", bit), *whole);
  }
  std::cout << flips << " places, " << named_ << " named, " << unchanged_ << " without effect:";
  for (const auto& [kind, count] : by_kind) std::cout << ' ' << kind << '=' << count;
  std::cout << '\n';
  EXPECT_GT(named_, 0);
}

// The write-ahead log again, where a wrong length looks like a write that was cut off.
TEST_F(FlipTest, AFlippedLengthInTheLastBlockOfTheWriteAheadLogIsNamed) {
  SCOPED_TRACE(base::Cat("seed ", seed_));
  WriteLog();
  Restore();
  const auto whole = Read();
  ASSERT_TRUE(whole.ok()) << whole.status();
  for (const std::uint64_t high_byte_of_length : {5u}) {
    Restore();
    fs::path last;
    for (const auto& file : Files(".log")) last = std::max(last, file);
    FlipIn(last, (file_size(last) - 1) / 32768 * 32768 + high_byte_of_length, 6);
    Judge("a length", *whole);
  }
  EXPECT_EQ(named_, 1);
}

}  // namespace
}  // namespace rondetafel::eventlog
