#include "shared/eventlog/local_reader.h"

#include <algorithm>

#include "shared/base/status.h"
#include "shared/eventlog/append_result.h"

namespace rondetafel::eventlog {

namespace {

class LocalReader final : public LogReader {
 public:
  LocalReader(PartitionEnds* ends, FetchRecords fetch, std::vector<std::size_t> indexes,
              std::vector<Offset> positions)
      : ends_(ends),
        fetch_(std::move(fetch)),
        indexes_(std::move(indexes)),
        positions_(std::move(positions)),
        watch_(ends, indexes_) {}

  absl::StatusOr<std::vector<LogRecord>> Next(std::size_t max,
                                              std::chrono::milliseconds wait) override {
    const auto deadline = std::chrono::steady_clock::now() + wait;
    std::vector<LogRecord> records;
    do {
      RT_RETURN_IF_ERROR(Collect(max, &records));
    } while (records.empty() && watch_.Wait(deadline));
    return records;
  }

  void Wake() override { watch_.Wake(); }

 private:
  absl::Status Collect(std::size_t max, std::vector<LogRecord>* out) {
    const std::vector<Offset> ends = watch_.Ends();
    const std::size_t count = indexes_.size();
    absl::Status fault;
    for (std::size_t i = 0; i < count && fault.ok() && out->size() < max; ++i) {
      const std::size_t at = (first_ + i) % count;
      fault = CollectFrom(at, ends[at], max - out->size(), out);
    }
    // The next call begins with the next partition, so a long one cannot starve the others.
    if (count > 0) first_ = (first_ + 1) % count;
    // A fault waits until what was read before it is handed over: it comes back at the next call.
    return out->empty() ? fault : absl::OkStatus();
  }

  absl::Status CollectFrom(std::size_t at, Offset end, std::size_t max,
                           std::vector<LogRecord>* out) {
    if (positions_[at] > end) {
      return OffsetOutOfRange(ends_->at(indexes_[at]), positions_[at], 0, end);
    }
    const auto available = static_cast<std::size_t>(end - positions_[at]);
    if (available == 0) return absl::OkStatus();
    const std::size_t before = out->size();
    absl::Status status = fetch_(indexes_[at], positions_[at], std::min(available, max), out);
    positions_[at] += static_cast<Offset>(out->size() - before);
    return NamingPartition(ends_->at(indexes_[at]), std::move(status));
  }

  PartitionEnds* ends_;
  FetchRecords fetch_;
  const std::vector<std::size_t> indexes_;
  std::vector<Offset> positions_;
  std::size_t first_ = 0;
  PartitionEnds::Watch watch_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<LogReader>> OpenLocalReader(PartitionEnds* ends, FetchRecords fetch,
                                                           const std::vector<ReadStart>& starts) {
  std::vector<std::size_t> indexes;
  std::vector<Offset> positions;
  for (const ReadStart& start : starts) {
    const std::optional<std::size_t> index = ends->Find(start.source);
    if (!index) return NoSuchPartition(start.source);
    const Offset end = ends->Get(*index);
    if (start.from < 0 || start.from > end) {
      return OffsetOutOfRange(start.source, start.from, 0, end);
    }
    indexes.push_back(*index);
    positions.push_back(start.from);
  }
  return std::make_unique<LocalReader>(ends, std::move(fetch), std::move(indexes),
                                       std::move(positions));
}

}  // namespace rondetafel::eventlog
