// The simulated and the embedded log as subjects.
#include <cstdlib>
#include <filesystem>

#include "shared/base/check.h"
#include "shared/eventlog/plain_identity.h"
#include "shared/eventlog/sim_event_log.h"
#include "shared/eventlog_rocksdb/rocksdb_event_log.h"
#include "tests/conformance/log_subject.h"

namespace rondetafel::conformance {

using namespace eventlog;  // NOLINT(google-build-using-namespace): this file only ties both
                           // together

namespace {

const LogIdentity kIdentity{*base::LogId::Parse("6f1a2b3c-0000-4000-8000-000000000001"),
                            kPartitionCount};

// An opened simulated log: the history itself stays with the subject.
class OpenedSim final : public EventLog {
 public:
  explicit OpenedSim(SimEventLog* log) : log_(log) {}
  base::LogId log_id() const override { return log_->log_id(); }
  int partition_count() const override { return log_->partition_count(); }
  void Append(const TopicPartition& to, std::string record, AppendDone done) override {
    log_->Append(to, std::move(record), std::move(done));
  }
  absl::StatusOr<std::unique_ptr<LogReader>> OpenReader(std::vector<ReadStart> starts) override {
    return log_->OpenReader(std::move(starts));
  }
  absl::StatusOr<Offset> EndOffset(const TopicPartition& of) override {
    return log_->EndOffset(of);
  }

 private:
  SimEventLog* log_;
};

class SimSubject final : public LogSubject {
 public:
  SimSubject()
      : log_({.log_id = kIdentity.log_id,
              .partition_count = kPartitionCount,
              .topics = kTopics,
              .record0 = [](const TopicPartition&) { return PlainRecord0(kIdentity); }}) {}
  LogIdentity identity() const override { return kIdentity; }
  absl::StatusOr<std::unique_ptr<EventLog>> Open(const LogIdentity& expected) override {
    for (const std::string& topic : kTopics) {
      for (int partition = 0; partition < kPartitionCount; ++partition) {
        const TopicPartition of{topic, partition};
        const absl::Status status =
            CheckIdentity(of, log_.Records(of).front(), ReadPlainIdentity, expected);
        if (!status.ok()) return status;
      }
    }
    return std::make_unique<OpenedSim>(&log_);
  }
  bool LoseAnswers() override {
    log_.Script({SimFate::kLandsLate});
    return true;
  }
  void Heal() override { log_.Deliver(); }

 private:
  SimEventLog log_;
};

class RocksDbSubject final : public LogSubject {
 public:
  RocksDbSubject() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "rondetafel-conformance-XXXXXX").string();
    RT_CHECK(mkdtemp(pattern.data()) != nullptr);
    options_.dir = pattern;
    RT_CHECK(RocksDbEventLog::Create(options_, kTopics, kPartitionCount, [](const TopicPartition&) {
               return PlainRecord0(kIdentity);
             }).ok());
  }
  ~RocksDbSubject() override { std::filesystem::remove_all(options_.dir); }
  LogIdentity identity() const override { return kIdentity; }
  absl::StatusOr<std::unique_ptr<EventLog>> Open(const LogIdentity& expected) override {
    return RocksDbEventLog::Open(options_, ReadPlainIdentity, expected);
  }
  // The log writes to the disk itself: it knows, or the process ends (write_fault_test.cc).
  bool LoseAnswers() override { return false; }
  void Heal() override {}

 private:
  RocksDbLogOptions options_;
};

}  // namespace

std::unique_ptr<LogSubject> MakeSimSubject() { return std::make_unique<SimSubject>(); }
std::unique_ptr<LogSubject> MakeRocksDbSubject() { return std::make_unique<RocksDbSubject>(); }

}  // namespace rondetafel::conformance
