#include "tools/rtctl/operate/log_check.h"

#include <limits>
#include <memory>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/commit/memory_index.h"

namespace rondetafel::rtctl {
namespace {

constexpr std::size_t kBatchRecords = 1000;
constexpr std::chrono::milliseconds kWait{200};

// One partition on its way.
struct Walk {
  PartitionFindings findings;
  std::unique_ptr<commit::PartitionFold> fold;
  eventlog::Offset end = 0;

  bool done() const { return !findings.fault.empty() || fold->cursor().next >= end; }
};

class LogCheck {
 public:
  LogCheck(eventlog::EventLog* log, const commit::MacKeyring* keys) : log_(*log), keys_(*keys) {}

  absl::Status Add(const std::string& topic, int partition) {
    const eventlog::TopicPartition source{topic, partition};
    RT_ASSIGN_OR_RETURN(const eventlog::Offset end, log_.EndOffset(source));
    commit::FoldOptions options;
    options.topic = topic;
    options.partition = partition;
    options.partition_count = log_.partition_count();
    options.log_id = log_.log_id();
    options.keys = &keys_;
    // What events mean is the services' business: every version will do here.
    options.schema_version = std::numeric_limits<int>::max();
    Walk& walk = walks_[source];
    walk.findings.source = source;
    walk.end = end;
    walk.fold =
        std::make_unique<commit::PartitionFold>(options, &indexes_[topic], commit::FoldCursor());
    all_ += static_cast<std::size_t>(end);
    return absl::OkStatus();
  }

  absl::Status Run(const std::function<void(std::size_t, std::size_t)>& progress) {
    std::vector<eventlog::ReadStart> starts;
    for (const auto& [source, walk] : walks_) starts.push_back({source, 0});
    RT_ASSIGN_OR_RETURN(const auto reader, log_.OpenReader(std::move(starts)));
    while (!Done()) {
      RT_ASSIGN_OR_RETURN(const auto batch, reader->Next(kBatchRecords, kWait));
      for (const eventlog::LogRecord& record : batch) Take(record);
      progress(done_, all_);
    }
    return absl::OkStatus();
  }

  std::vector<PartitionFindings> Findings() {
    std::vector<PartitionFindings> findings;
    for (auto& [source, walk] : walks_) {
      walk.findings.commits = walk.fold->cursor().accepted;
      walk.findings.running = walk.fold->cursor().running;
      findings.push_back(std::move(walk.findings));
    }
    return findings;
  }

 private:
  bool Done() const {
    for (const auto& [source, walk] : walks_) {
      if (!walk.done()) return false;
    }
    return true;
  }

  void Take(const eventlog::LogRecord& record) {
    Walk& walk = walks_.at(record.source);
    if (walk.done()) return;
    const eventlog::Offset expected = walk.fold->cursor().next;
    if (record.offset != expected) {
      walk.findings.fault =
          base::Cat("offset ", record.offset, " follows ", expected - 1, ": records are missing");
      return;
    }
    const commit::Verdict verdict = walk.fold->Next(record.offset, record.bytes);
    if (verdict.kind == commit::Verdict::kHalt) {
      walk.findings.fault =
          base::Cat("offset ", record.offset, ": ", commit::ToString(verdict.why));
      return;
    }
    if (verdict.kind == commit::Verdict::kIgnored) {
      ++walk.findings.ignored[std::string(commit::ToString(verdict.why))];
    }
    ++walk.findings.records;
    ++done_;
  }

  eventlog::EventLog& log_;
  const commit::MacKeyring& keys_;
  std::map<std::string, commit::MemoryFoldIndex> indexes_;
  std::map<eventlog::TopicPartition, Walk> walks_;
  std::size_t done_ = 0;
  std::size_t all_ = 0;
};

}  // namespace

absl::StatusOr<std::vector<PartitionFindings>> CheckLog(
    eventlog::EventLog& log, const std::vector<std::string>& topics, const commit::MacKeyring& keys,
    const std::function<void(std::size_t done, std::size_t all)>& progress) {
  LogCheck check(&log, &keys);
  for (const std::string& topic : topics) {
    for (int p = 0; p < log.partition_count(); ++p) RT_RETURN_IF_ERROR(check.Add(topic, p));
  }
  RT_RETURN_IF_ERROR(check.Run(progress));
  return check.Findings();
}

}  // namespace rondetafel::rtctl
