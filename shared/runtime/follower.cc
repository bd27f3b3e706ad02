#include "shared/runtime/follower.h"

#include <algorithm>

#include "shared/base/status.h"
#include "shared/base/text.h"

namespace rondetafel::runtime {
namespace {

constexpr std::size_t kRecordsPerRead = 1000;
// Above: what is read ahead is dropped, and only partitions that are behind are read.
constexpr std::size_t kQueuedMax = 50'000;

}  // namespace

Follower::Follower(const RebuildSource& source,
                   std::unique_ptr<projection::RocksDbProjectionStore> store)
    : source_(source),
      store_(std::move(store)),
      fold_({source.definition, source.log->log_id(), source.log->partition_count(), source.keys},
            TargetOf(*store_)) {
  fold_.Load(*store_->TakeSnapshot());
}

std::uint64_t Follower::Missing(const LogPositions& until) const {
  std::uint64_t missing = 0;
  for (const auto& [of, end] : until) {
    missing +=
        static_cast<std::uint64_t>(std::max<eventlog::Offset>(0, end - fold_.cursor(of).next));
  }
  return missing;
}

std::set<eventlog::TopicPartition> Follower::Behind(const LogPositions& until) const {
  std::set<eventlog::TopicPartition> behind;
  for (const auto& [of, end] : until) {
    if (fold_.cursor(of).next < end) behind.insert(of);
  }
  return behind;
}

absl::StatusOr<bool> Follower::FollowTo(const LogPositions& until, std::chrono::milliseconds wait) {
  for (const auto& [of, end] : until) {
    if (fold_.cursor(of).next > end) {
      return absl::FailedPreconditionError(base::Cat(of.topic, "/", of.partition,
                                                     ": the store stands at offset ",
                                                     fold_.cursor(of).next, ", beyond ", end));
    }
  }
  const auto give_up = std::chrono::steady_clock::now() + wait;
  for (;;) {
    RT_RETURN_IF_ERROR(FoldQueued(until));
    if (Missing(until) == 0) return true;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        give_up - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    const absl::Status read = Read(until, left);
    if (!read.ok() && !absl::IsUnavailable(read)) return read;
  }
}

absl::Status Follower::FoldQueued(const LogPositions& until) {
  bool folded = false;
  for (auto& [of, records] : queued_) {
    const auto end = until.find(of);
    while (!records.empty() && end != until.end() && records.front().offset < end->second) {
      const commit::Verdict& verdict = fold_.Fold(records.front());
      if (verdict.kind == commit::Verdict::kHalt) {
        return absl::FailedPreconditionError(
            base::Cat(of.topic, "/", of.partition, " stops before offset ", records.front().offset,
                      ": ", ToString(verdict.why)));
      }
      records.pop_front();
      --queued_count_;
      folded = true;
    }
  }
  return folded ? Write() : absl::OkStatus();
}

absl::Status Follower::Write() {
  for (const eventlog::TopicPartition& of : fold_.sources()) {
    store_->PutCursor(of, fold_.cursor(of));
  }
  return store_->Commit();
}

absl::Status Follower::Read(const LogPositions& until, std::chrono::milliseconds wait) {
  const std::set<eventlog::TopicPartition> behind = Behind(until);
  if (queued_count_ > kQueuedMax || !std::ranges::includes(reading_, behind)) {
    reader_.reset();
    queued_.clear();
    queued_count_ = 0;
  }
  if (!reader_) {
    std::vector<eventlog::ReadStart> starts;
    starts.reserve(behind.size());
    for (const eventlog::TopicPartition& of : behind) starts.push_back({of, fold_.cursor(of).next});
    RT_ASSIGN_OR_RETURN(reader_, source_.log->OpenReader(std::move(starts)));
    reading_ = behind;
  }
  RT_ASSIGN_OR_RETURN(auto records, reader_->Next(kRecordsPerRead, wait));
  queued_count_ += records.size();
  for (eventlog::LogRecord& record : records) queued_[record.source].push_back(std::move(record));
  return absl::OkStatus();
}

}  // namespace rondetafel::runtime
