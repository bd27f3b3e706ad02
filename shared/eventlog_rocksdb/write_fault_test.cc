// A disk that fails under the log.
#include <rocksdb/env.h>

#include <atomic>
#include <condition_variable>

#include "shared/eventlog_rocksdb/log_directory_test.h"

namespace rondetafel::eventlog {
namespace {

enum class Fault { kNone, kNoSpace, kSyncFails };

// The operating system's files, with one fault in the write-ahead log.
class FaultyEnv final : public rocksdb::EnvWrapper {
 public:
  FaultyEnv() : rocksdb::EnvWrapper(rocksdb::Env::Default()) {}

  const char* Name() const override { return "FaultyEnv"; }
  rocksdb::Status NewWritableFile(const std::string& name,
                                  std::unique_ptr<rocksdb::WritableFile>* file,
                                  const rocksdb::EnvOptions& options) override {
    std::unique_ptr<rocksdb::WritableFile> real;
    rocksdb::Status status = target()->NewWritableFile(name, &real, options);
    if (status.ok() && name.ends_with(".log")) {
      *file = std::make_unique<File>(this, std::move(real));
    } else {
      *file = std::move(real);
    }
    return status;
  }

  void Set(Fault fault) { fault_ = fault; }
  // A write has met the full disk and it is full still.
  bool met_full() {
    std::lock_guard lock(mutex_);
    return fault_ == Fault::kNoSpace && full_met_ > 0;
  }
  // Until a write has met the full disk this often.
  void WaitForFull(int times) {
    std::unique_lock lock(mutex_);
    met_.wait(lock, [&] { return full_met_ >= times; });
  }

 private:
  class File final : public rocksdb::WritableFileWrapper {
   public:
    File(FaultyEnv* env, std::unique_ptr<rocksdb::WritableFile> real)
        : rocksdb::WritableFileWrapper(real.get()), env_(env), real_(std::move(real)) {}
    rocksdb::Status Append(const rocksdb::Slice& data) override {
      if (env_->fault_ != Fault::kNoSpace) return real_->Append(data);
      std::lock_guard lock(env_->mutex_);
      ++env_->full_met_;
      env_->met_.notify_all();
      return rocksdb::Status::NoSpace("planted");
    }
    rocksdb::Status Append(const rocksdb::Slice& data,
                           const rocksdb::DataVerificationInfo&) override {
      return Append(data);
    }
    rocksdb::Status Sync() override {
      if (env_->fault_ == Fault::kSyncFails) return rocksdb::Status::IOError("planted");
      return real_->Sync();
    }

   private:
    FaultyEnv* env_;
    std::unique_ptr<rocksdb::WritableFile> real_;
  };

  std::atomic<Fault> fault_ = Fault::kNone;
  std::mutex mutex_;
  std::condition_variable met_;
  int full_met_ = 0;
};

class WriteFaultTest : public LogDirectoryTest {
 protected:
  WriteFaultTest() { options_.env = &env_; }
  FaultyEnv env_;
};

TEST_F(WriteFaultTest, AFailedSyncEndsTheProcessWithASentence) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        auto log = CreateAndOpen();
        env_.Set(Fault::kSyncFails);
        AppendTo(log.get(), intake0_, "a").get();
      },
      "could not be written .*nobody can say what is on the disk");
}

TEST_F(WriteFaultTest, ADiskThatFillsUpUnderAWriteHealsAndLosesNothing) {
  options_.free_bytes = [this] { return env_.met_full() ? 0 : std::uint64_t{1} << 40; };
  auto log = CreateAndOpen();
  EXPECT_EQ(AppendTo(log.get(), intake0_, "before").get().offset, 1);
  env_.Set(Fault::kNoSpace);
  auto held = AppendTo(log.get(), intake0_, "held");
  env_.WaitForFull(1);
  env_.Set(Fault::kNone);
  const AppendResult result = held.get();
  EXPECT_EQ(result.fate, AppendResult::Fate::kAppended) << result.reason;
  EXPECT_EQ(result.offset, 2);
  EXPECT_EQ(AppendTo(log.get(), intake0_, "after").get().offset, 3);
  log.reset();
  auto again = Open();
  ASSERT_TRUE(again.ok()) << again.status();
  auto reader = (*again)->OpenReader({{intake0_, 1}});
  ASSERT_TRUE(reader.ok());
  std::vector<std::string> records;
  while (records.size() < 3) {
    auto next = (*reader)->Next(10, std::chrono::milliseconds(0));
    ASSERT_TRUE(next.ok()) << next.status();
    for (LogRecord& record : *next) records.push_back(std::move(record.bytes));
  }
  EXPECT_EQ(records, (std::vector<std::string>{"before", "held", "after"}));
}

TEST_F(WriteFaultTest, ClosingOnAFullDiskLeavesTheFateUnknown) {
  options_.free_bytes = [this] { return env_.met_full() ? 0 : std::uint64_t{1} << 40; };
  auto log = CreateAndOpen();
  EXPECT_EQ(AppendTo(log.get(), intake0_, "before").get().offset, 1);
  env_.Set(Fault::kNoSpace);
  auto held = AppendTo(log.get(), intake0_, "held");
  env_.WaitForFull(1);
  log.reset();
  EXPECT_EQ(held.get().fate, AppendResult::Fate::kUnknown);
}

}  // namespace
}  // namespace rondetafel::eventlog
