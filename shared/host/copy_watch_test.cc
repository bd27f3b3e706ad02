#include "shared/host/copy_watch.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <future>

#include "shared/commit/record_kit.h"
#include "shared/eventlog_rocksdb/rocksdb_event_log.h"

namespace rondetafel::host {
namespace {

const eventlog::TopicPartition kSecond{"intake", 1};

class CopyWatchTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "rondetafel-copy-watch-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    options_.dir = pattern;
  }
  void TearDown() override {
    log_ = nullptr;
    std::filesystem::remove_all(options_.dir);
  }
  // A log with record 0 alone; in partition 1 it says that so many records were copied.
  void Begin(std::int64_t records) {
    const eventlog::LogIdentity identity{base::LogId::Random(), 2};
    const auto record0 = [&](const eventlog::TopicPartition& of) {
      commit::ControlStamp stamp = kit_.stamp;
      stamp.topic = of.topic;
      stamp.partition = of.partition;
      if (records == 0) return commit::BuildLogIdentity(stamp, identity);
      commit::CopiedPartition origin;
      origin.log_id = base::LogId::Random();
      origin.records = of == kSecond ? records : 1;
      return commit::BuildCopiedIdentity(stamp, identity, origin);
    };
    const auto made = eventlog::RocksDbEventLog::Create(options_, {"intake"}, 2, record0);
    ASSERT_TRUE(made.ok()) << made;
    auto log = eventlog::RocksDbEventLog::Open(options_, watch_.Reader(), identity);
    ASSERT_TRUE(log.ok()) << log.status();
    log_ = *std::move(log);
  }
  void Append() {
    std::promise<eventlog::AppendResult> answer;
    log_->Append(kSecond, "anything",
                 [&](eventlog::AppendResult result) { answer.set_value(std::move(result)); });
    ASSERT_EQ(answer.get_future().get().fate, eventlog::AppendResult::Fate::kAppended);
  }

  commit::RecordKit kit_;
  eventlog::RocksDbLogOptions options_;
  CopyWatch watch_;
  std::unique_ptr<eventlog::EventLog> log_;
};

TEST_F(CopyWatchTest, ACopyIsNoLogUntilItsLastRecordIsThere) {
  Begin(3);
  Append();
  const absl::Status half = watch_.CheckWhole(*log_);
  ASSERT_TRUE(absl::IsFailedPrecondition(half)) << half;
  EXPECT_NE(half.message().find("intake/1 has 2 of 3 records"), half.message().npos) << half;
  Append();
  EXPECT_TRUE(watch_.CheckWhole(*log_).ok());
  Append();
  EXPECT_TRUE(watch_.CheckWhole(*log_).ok()) << "a service went on from there";
}

TEST_F(CopyWatchTest, ALogThatIsNoCopyIsWhole) {
  Begin(0);
  EXPECT_TRUE(watch_.CheckWhole(*log_).ok());
}

}  // namespace
}  // namespace rondetafel::host
