// What `rtctl log verify` reads a second from an embedded log. Usage: verify_benchmark [commits]
//
// Six topics of four partitions, commits of about 400 bytes, six a stream; made once, read with one
// thread and with one a processor.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <semaphore>
#include <thread>

#include "shared/base/check.h"
#include "shared/base/text.h"
#include "shared/commit/record_kit.h"
#include "shared/eventlog_rocksdb/rocksdb_event_log.h"
#include "shared/host/log_source.h"
#include "tools/rtctl/operate/log_check.h"

namespace rondetafel {
namespace {

constexpr int kCommitsPerStream = 6;
constexpr int kUnderWayMax = 4096;

class BenchLog {
 public:
  explicit BenchLog(const std::string& dir) {
    options_.dir = dir;
    const auto record0 = [this](const eventlog::TopicPartition& of) {
      return commit::BuildLogIdentity(commit::StampWith(kit_.keys, of.topic, of.partition, {1}),
                                      {kit_.log_id, commit::RecordKit::kPartitions});
    };
    RT_CHECK(eventlog::RocksDbEventLog::Create(options_, host::SuiteTopics(),
                                               commit::RecordKit::kPartitions, record0)
                 .ok());
    auto log = eventlog::RocksDbEventLog::Open(options_, commit::ReadLogIdentity, std::nullopt);
    RT_CHECK(log.ok());
    log_ = *std::move(log);
  }

  void Fill(int commits) {
    std::counting_semaphore<kUnderWayMax> free(kUnderWayMax);
    commit::Hash head{};
    base::CaseId case_id;
    for (int i = 0; i < commits; ++i) {
      const int stream = i / kCommitsPerStream;
      if (i % kCommitsPerStream == 0) {
        head = {};
        case_id = base::CaseId::Random();
      }
      commit::CommitDraft draft = kit_.Commit(base::Cat(stream), base::Cat(i), head);
      draft.envelope.topic =
          host::SuiteTopics()[static_cast<std::size_t>(stream) % host::SuiteTopics().size()];
      draft.envelope.case_id = case_id;
      draft.body.set_fingerprint(std::string(32, 'f'));
      draft.body.mutable_events()->set_event(0, std::string(60, 'e'));
      std::string record = draft.Record();
      head = commit::CommitHashOf(record);
      free.acquire();
      const int partition = commit::PartitionOf(case_id, commit::RecordKit::kPartitions);
      log_->Append({draft.envelope.topic, partition}, std::move(record),
                   [&free](const eventlog::AppendResult& result) {
                     RT_CHECK(result.fate == eventlog::AppendResult::Fate::kAppended);
                     free.release();
                   });
    }
    for (int i = 0; i < kUnderWayMax; ++i) free.acquire();
  }

  void Measure(int threads) {
    rtctl::CheckOptions options;
    options.keys = &kit_.keys;
    options.threads = threads;
    const auto began = std::chrono::steady_clock::now();
    const std::clock_t cpu = std::clock();
    const auto all = rtctl::CheckLog(*log_, host::SuiteTopics(), options, nullptr);
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    const double cpu_seconds = static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC;
    RT_CHECK(all.ok());
    std::int64_t commits = 0;
    for (const auto& found : *all) {
      RT_CHECK(found.fault.empty() && found.ignored.empty());
      commits += found.commits;
    }
    std::printf("%d threads: %9.0f commits/s on the wall, %6.0f ns of processor a commit\n",
                threads, static_cast<double>(commits) / seconds,
                cpu_seconds * 1e9 / static_cast<double>(commits));
  }

 private:
  commit::RecordKit kit_;
  eventlog::RocksDbLogOptions options_;
  std::unique_ptr<eventlog::RocksDbEventLog> log_;
};

}  // namespace
}  // namespace rondetafel

int main(int argc, char** argv) {
  const int commits = argc > 1 ? std::atoi(argv[1]) : 1'000'000;
  std::string pattern = std::filesystem::temp_directory_path() / "rondetafel-verify-XXXXXX";
  RT_CHECK(mkdtemp(pattern.data()) != nullptr);
  {
    rondetafel::BenchLog log(pattern + "/log");
    log.Fill(commits);
    const int processors = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    for (int round = 0; round < 3; ++round) {
      log.Measure(1);
      log.Measure(processors);
    }
  }
  std::filesystem::remove_all(pattern);
}
