// The suite must be able to fail: logs with one fault each, and the check that finds it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shared/base/text.h"
#include "tests/conformance/log_checks.h"

namespace rondetafel::conformance {
namespace {

using namespace eventlog;  // NOLINT(google-build-using-namespace)

enum class Plant {
  kNone,
  kDropsARecord,        // answers "appended" and forgets
  kSwapsTwo,            // two appends of one caller change places
  kWrongOffset,         // answers an offset one too low
  kForgetsATail,        // opened again, the last record is gone
  kReadsTwice,          // gives a record twice
  kTakesAnything,       // no record limit
  kOpensAnyLog,         // does not look at record 0
  kCallsUnknownFailed,  // answers "refused" for an append in doubt
  kChangesAByte,
  kSleepsOn,  // a wake is lost
};

class PlantedReader final : public LogReader {
 public:
  PlantedReader(Plant plant, std::unique_ptr<LogReader> real)
      : plant_(plant), real_(std::move(real)) {}
  absl::StatusOr<std::vector<LogRecord>> Next(std::size_t max,
                                              std::chrono::milliseconds wait) override {
    auto records =
        real_->Next(max, plant_ == Plant::kSleepsOn ? std::chrono::milliseconds(0) : wait);
    if (!records.ok() || records->empty()) {
      // A lost wake would wait for ever; a fault in its place keeps the test short.
      if (records.ok() && plant_ == Plant::kSleepsOn) return absl::UnavailableError("slept on");
      return records;
    }
    if (plant_ == Plant::kReadsTwice) records->back() = records->front();
    if (plant_ == Plant::kChangesAByte) records->back().bytes.back() ^= 1;
    return records;
  }
  void Wake() override { real_->Wake(); }

 private:
  const Plant plant_;
  std::unique_ptr<LogReader> real_;
};

class PlantedLog final : public EventLog {
 public:
  PlantedLog(Plant plant, std::unique_ptr<EventLog> real) : plant_(plant), real_(std::move(real)) {}
  base::LogId log_id() const override { return real_->log_id(); }
  int partition_count() const override { return real_->partition_count(); }

  void Append(const TopicPartition& to, std::string record, AppendDone done) override {
    std::lock_guard lock(mutex_);
    ++appends_;
    if (plant_ == Plant::kDropsARecord && appends_ == 7) {
      return done({AppendResult::Fate::kAppended, *real_->EndOffset(to), absl::OkStatus()});
    }
    if (plant_ == Plant::kSwapsTwo && appends_ == 7) {
      held_ = [this, to, record, done] { real_->Append(to, record, done); };
      return;
    }
    if (plant_ == Plant::kTakesAnything && record.size() > kRecordBytesMax) {
      record.resize(kRecordBytesMax);
    }
    real_->Append(to, std::move(record), [this, done](AppendResult result) {
      if (plant_ == Plant::kWrongOffset) --result.offset;
      if (plant_ == Plant::kCallsUnknownFailed && result.fate == AppendResult::Fate::kUnknown) {
        result.fate = AppendResult::Fate::kRefused;
      }
      done(std::move(result));
    });
    if (held_) std::exchange(held_, nullptr)();
  }
  absl::StatusOr<std::unique_ptr<LogReader>> OpenReader(std::vector<ReadStart> starts) override {
    auto reader = real_->OpenReader(std::move(starts));
    if (!reader.ok()) return reader.status();
    return std::make_unique<PlantedReader>(plant_, *std::move(reader));
  }
  absl::StatusOr<Offset> EndOffset(const TopicPartition& of) override {
    auto end = real_->EndOffset(of);
    if (end.ok() && plant_ == Plant::kForgetsATail && *end > 1) return *end - 1;
    return end;
  }

 private:
  const Plant plant_;
  std::unique_ptr<EventLog> real_;
  std::mutex mutex_;
  int appends_ = 0;
  std::function<void()> held_;
};

class PlantedSubject final : public LogSubject {
 public:
  explicit PlantedSubject(Plant plant) : plant_(plant), real_(MakeSimSubject()) {}
  LogIdentity identity() const override { return real_->identity(); }
  absl::StatusOr<std::unique_ptr<EventLog>> Open(const LogIdentity& expected) override {
    auto log = real_->Open(plant_ == Plant::kOpensAnyLog ? identity() : expected);
    if (!log.ok()) return log.status();
    return std::make_unique<PlantedLog>(plant_, *std::move(log));
  }
  bool LoseAnswers() override { return real_->LoseAnswers(); }
  void Heal() override { real_->Heal(); }

 private:
  const Plant plant_;
  std::unique_ptr<LogSubject> real_;
};

struct Planted {
  Plant plant;
  LogCheck check;
};

class PlantedFaultTest : public testing::TestWithParam<Planted> {};

TEST_P(PlantedFaultTest, IsReported) {
  PlantedSubject sound(Plant::kNone);
  EXPECT_THAT(GetParam().check.run(&sound), testing::IsEmpty());
  PlantedSubject broken(GetParam().plant);
  EXPECT_THAT(GetParam().check.run(&broken), testing::Not(testing::IsEmpty()));
}

INSTANTIATE_TEST_SUITE_P(
    All, PlantedFaultTest,
    testing::Values(Planted{Plant::kDropsARecord,
                            {"ConcurrentAppenders", CheckConcurrentAppenders}},
                    Planted{Plant::kDropsARecord, {"EndOffset", CheckEndOffset}},
                    Planted{Plant::kDropsARecord, {"Closing", CheckClosing}},
                    Planted{Plant::kSwapsTwo, {"OrderOfOneCaller", CheckOrderOfOneCaller}},
                    Planted{Plant::kWrongOffset, {"EndOffset", CheckEndOffset}},
                    Planted{Plant::kForgetsATail, {"Reopening", CheckReopening}},
                    Planted{Plant::kReadsTwice, {"DenseOffsets", CheckDenseOffsets}},
                    Planted{Plant::kReadsTwice, {"IndependentReaders", CheckIndependentReaders}},
                    Planted{Plant::kReadsTwice, {"ReadingWhileWriting", CheckReadingWhileWriting}},
                    Planted{Plant::kTakesAnything, {"RecordLimit", CheckRecordLimit}},
                    Planted{Plant::kOpensAnyLog, {"WrongLogRefused", CheckWrongLogRefused}},
                    Planted{Plant::kCallsUnknownFailed, {"UnknownOutcome", CheckUnknownOutcome}},
                    Planted{Plant::kChangesAByte, {"Bytes", CheckBytes}},
                    Planted{Plant::kSleepsOn, {"Wake", CheckWake}}),
    [](const auto& parameter) {
      return std::string(parameter.param.check.name) + base::Cat(parameter.index);
    });

}  // namespace
}  // namespace rondetafel::conformance
