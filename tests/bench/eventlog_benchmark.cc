// How fast the logs are, beside what the disk can do.
//
//   build/release/bin/eventlog_benchmark                                    embedded log
//   RONDETAFEL_KAFKA=127.0.0.1:9092 build/release/bin/eventlog_benchmark    and Kafka
//
// p50_us and p99_us are of one append from call to answer. Times of one run compare with each
// other, not with those of another machine.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <mutex>
#include <thread>

#include "shared/base/check.h"
#include "shared/base/text.h"
#include "shared/eventlog/plain_identity.h"
#include "shared/eventlog_kafka/kafka_event_log.h"
#include "shared/eventlog_rocksdb/rocksdb_event_log.h"

namespace rondetafel::eventlog {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kRecordBytes = 400;
constexpr int kInFlight = 64;
constexpr int kReplayRecords = 200'000;
// Much less than the seconds between two overlap checks, and more than a broker holds a fetch.
constexpr std::chrono::milliseconds kBetweenLooks(700);
const TopicPartition kTo{"intake", 0};
const LogIdentity kIdentity{*base::LogId::Parse("6f1a2b3c-0000-4000-8000-000000000001"), 1};

class ScratchDirectory {
 public:
  ScratchDirectory() : path_("build/eventlog-benchmark-XXXXXX") {
    std::filesystem::create_directories("build");
    RT_CHECK(mkdtemp(path_.data()) != nullptr);
  }
  ~ScratchDirectory() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class EmbeddedLog {
 public:
  explicit EmbeddedLog(const std::vector<std::string>& topics = {"intake"}, int partitions = 1) {
    const LogIdentity identity{kIdentity.log_id, partitions};
    const RocksDbLogOptions options{.dir = directory_.path()};
    const auto record0 = [&](const TopicPartition&) { return PlainRecord0(identity); };
    RT_CHECK(RocksDbEventLog::Create(options, topics, partitions, record0).ok());
    log_ = *RocksDbEventLog::Open(options, ReadPlainIdentity, identity);
  }
  EventLog* get() { return log_.get(); }

 private:
  ScratchDirectory directory_;
  std::unique_ptr<EventLog> log_;
};

class KafkaLog {
 public:
  explicit KafkaLog(const std::vector<std::string>& topics = {"intake"}, int partitions = 1) {
    const LogIdentity identity{kIdentity.log_id, partitions};
    const KafkaLogOptions options{
        .bootstrap = std::getenv("RONDETAFEL_KAFKA"),
        .topics = topics,
        .topic_prefix = base::Cat("bench-", base::LogId::Random().ToString(), '-')};
    const absl::Status created = KafkaEventLog::Create(
        options, {.replication_factor = 1, .insync_replicas_min = 1}, partitions,
        [&](const TopicPartition&) { return PlainRecord0(identity); });
    RT_CHECK(created.ok());
    log_ = *KafkaEventLog::Open(options, ReadPlainIdentity, identity);
  }
  EventLog* get() { return log_.get(); }

 private:
  std::unique_ptr<EventLog> log_;
};

void Report(benchmark::State& state, std::vector<double> us) {
  std::sort(us.begin(), us.end());
  if (us.empty()) return;
  state.counters["p50_us"] = us[us.size() / 2];
  state.counters["p99_us"] = us[us.size() * 99 / 100];
  state.SetItemsProcessed(static_cast<std::int64_t>(us.size()));
}

double MicrosSince(Clock::time_point start) {
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

// What a lonely append is measured against: one record written and synced by hand.
void BM_Fdatasync(benchmark::State& state) {
  const ScratchDirectory directory;
  const std::string file = directory.path() + "/plain";
  const int descriptor = open(file.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  const std::string record(kRecordBytes, 'x');
  std::vector<double> us;
  for (auto _ : state) {
    const auto start = Clock::now();
    RT_CHECK(write(descriptor, record.data(), record.size()) ==
             static_cast<ssize_t>(record.size()));
    RT_CHECK(fdatasync(descriptor) == 0);
    us.push_back(MicrosSince(start));
  }
  close(descriptor);
  Report(state, std::move(us));
}

template <class Log>
void BM_LonelyAppend(benchmark::State& state) {
  Log log;
  std::vector<double> us;
  for (auto _ : state) {
    std::promise<AppendResult> answer;
    const auto start = Clock::now();
    log.get()->Append(kTo, std::string(kRecordBytes, 'x'),
                      [&](AppendResult result) { answer.set_value(std::move(result)); });
    RT_CHECK(answer.get_future().get().fate == AppendResult::Fate::kAppended);
    us.push_back(MicrosSince(start));
  }
  Report(state, std::move(us));
}

// At most kInFlight unanswered appends, and how long each took.
class Window {
 public:
  void Append(EventLog* log) {
    std::unique_lock lock(mutex_);
    answered_.wait(lock, [this] { return in_flight_ < kInFlight; });
    ++in_flight_;
    lock.unlock();
    const auto start = Clock::now();
    log->Append(kTo, std::string(kRecordBytes, 'x'), [this, start](AppendResult result) {
      RT_CHECK(result.fate == AppendResult::Fate::kAppended);
      std::lock_guard inner(mutex_);
      us_.push_back(MicrosSince(start));
      --in_flight_;
      answered_.notify_one();
    });
  }
  std::vector<double> Finish() {
    std::unique_lock lock(mutex_);
    answered_.wait(lock, [this] { return in_flight_ == 0; });
    return std::move(us_);
  }

 private:
  std::mutex mutex_;
  std::condition_variable answered_;
  int in_flight_ = 0;
  std::vector<double> us_;
};

template <class Log>
void BM_AppendsInFlight(benchmark::State& state) {
  Log log;
  Window window;
  for (auto _ : state) window.Append(log.get());
  Report(state, window.Finish());
}

template <class Log>
void BM_Replay(benchmark::State& state) {
  Log log;
  Window window;
  for (int i = 0; i < kReplayRecords; ++i) window.Append(log.get());
  window.Finish();
  for (auto _ : state) {
    auto reader = log.get()->OpenReader({{kTo, 1}});
    RT_CHECK(reader.ok());
    for (int read = 0; read < kReplayRecords;) {
      auto records = (*reader)->Next(1000, std::chrono::seconds(10));
      RT_CHECK(records.ok());
      read += static_cast<int>(records->size());
    }
  }
  state.SetItemsProcessed(state.iterations() * kReplayRecords);
}

// What an overlap check asks of a log (shared/runtime/overlap_check.h) for a service that folds six
// topics: where each partition ends, and its last record once more. `blocked_p50_us` is without the
// wait for the records: what a replica's thread stands still for.
template <class Log>
void BM_LookAgain(benchmark::State& state) {
  const std::vector<std::string> topics = {"a", "b", "c", "d", "e", "f"};
  constexpr int kPartitions = 4;
  Log log(topics, kPartitions);
  std::vector<double> us;
  std::vector<double> blocked_us;
  for (auto _ : state) {
    state.PauseTiming();
    std::this_thread::sleep_for(kBetweenLooks);  // lasts: nobody reads
    state.ResumeTiming();
    const auto start = Clock::now();
    std::vector<ReadStart> starts;
    for (const std::string& topic : topics) {
      for (int partition = 0; partition < kPartitions; ++partition) {
        starts.push_back(
            {{topic, partition}, log.get()->EndOffset({topic, partition}).value() - 1});
      }
    }
    std::size_t missing = starts.size();
    auto reader = *log.get()->OpenReader(std::move(starts));
    double blocked = MicrosSince(start);
    while (missing > 0) missing -= reader->Next(1000, std::chrono::milliseconds(20))->size();
    const auto closing = Clock::now();
    reader.reset();
    us.push_back(MicrosSince(start));
    blocked_us.push_back(blocked + MicrosSince(closing));
  }
  std::sort(blocked_us.begin(), blocked_us.end());
  state.counters["blocked_p50_us"] = blocked_us[blocked_us.size() / 2];
  Report(state, std::move(us));
}

template <class Log>
void RegisterAll(const std::string& name) {
  benchmark::RegisterBenchmark((name + "/lonely_append").c_str(), BM_LonelyAppend<Log>)
      ->UseRealTime();
  benchmark::RegisterBenchmark((name + "/appends_64_in_flight").c_str(), BM_AppendsInFlight<Log>)
      ->UseRealTime();
  benchmark::RegisterBenchmark((name + "/replay").c_str(), BM_Replay<Log>)
      ->UseRealTime()
      ->Iterations(3)
      ->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark((name + "/look_again").c_str(), BM_LookAgain<Log>)
      ->UseRealTime()
      ->Iterations(30);
}

}  // namespace
}  // namespace rondetafel::eventlog

int main(int argc, char** argv) {
  using namespace rondetafel::eventlog;  // NOLINT(google-build-using-namespace)
  benchmark::RegisterBenchmark("disk/fdatasync", BM_Fdatasync)->UseRealTime();
  RegisterAll<EmbeddedLog>("embedded");
  if (std::getenv("RONDETAFEL_KAFKA") != nullptr) RegisterAll<KafkaLog>("kafka");
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
