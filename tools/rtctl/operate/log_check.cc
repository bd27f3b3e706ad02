#include "tools/rtctl/operate/log_check.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "shared/base/status.h"

namespace rondetafel::rtctl {
namespace {

constexpr std::chrono::milliseconds kShowEvery{200};

struct Part {
  eventlog::TopicPartition source;
  eventlog::Offset end = 0;
};

class LogCheck {
 public:
  LogCheck(eventlog::EventLog* log, const CheckOptions& options, std::vector<Part> parts)
      : log_(*log), options_(options), parts_(std::move(parts)) {
    std::ranges::sort(parts_, std::greater<>(), &Part::end);
  }

  std::vector<PartitionFindings> Run(const CheckProgress& progress) {
    std::size_t all = 0;
    for (const Part& part : parts_) all += static_cast<std::size_t>(part.end - BeginOf(part));
    const auto count = std::min(parts_.size(), static_cast<std::size_t>(options_.threads));
    running_ = count;
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < count; ++i) threads.emplace_back([this] { Work(); });
    {
      std::unique_lock lock(mutex_);
      while (!ended_.wait_for(lock, kShowEvery, [this] { return running_ == 0; })) {
        if (progress) progress(done_, all);
      }
    }
    for (std::thread& thread : threads) thread.join();
    if (progress) progress(done_, all);
    std::ranges::sort(findings_, {}, &PartitionFindings::source);
    return std::move(findings_);
  }

 private:
  eventlog::Offset BeginOf(const Part& part) const {
    const KeptHead* head =
        options_.from == nullptr ? nullptr : options_.from->Newest(part.source, log_.log_id());
    return head == nullptr ? 0 : std::min(head->cursor.next, part.end);
  }

  void Work() {
    std::unique_lock lock(mutex_);
    while (next_ < parts_.size()) {
      const Part& part = parts_[next_++];
      lock.unlock();
      PartitionFindings findings = CheckPartition(log_, part.source, part.end, options_, &done_);
      lock.lock();
      findings_.push_back(std::move(findings));
    }
    if (--running_ == 0) ended_.notify_all();
  }

  eventlog::EventLog& log_;
  const CheckOptions& options_;
  std::vector<Part> parts_;  // longest first
  std::atomic<std::size_t> done_ = 0;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::size_t next_ = 0;
  std::size_t running_ = 0;
  std::vector<PartitionFindings> findings_;
};

}  // namespace

absl::StatusOr<std::vector<PartitionFindings>> CheckLog(eventlog::EventLog& log,
                                                        const std::vector<std::string>& topics,
                                                        const CheckOptions& options,
                                                        const CheckProgress& progress) {
  std::vector<Part> parts;
  for (const std::string& topic : topics) {
    for (int p = 0; p < log.partition_count(); ++p) {
      RT_ASSIGN_OR_RETURN(const eventlog::Offset end, log.EndOffset({topic, p}));
      parts.push_back({{topic, p}, end});
    }
  }
  return LogCheck(&log, options, std::move(parts)).Run(progress);
}

}  // namespace rondetafel::rtctl
