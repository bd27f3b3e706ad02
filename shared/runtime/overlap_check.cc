#include "shared/runtime/overlap_check.h"

#include <algorithm>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/commit/fold.h"

namespace rondetafel::runtime {
namespace {

absl::Status Lost(const OverlapRange& range, std::string_view what) {
  return absl::DataLossError(base::Cat(range.source.topic, "/", range.source.partition, ": ", what,
                                       ", below the projection's position ", range.to.offset,
                                       "; the log was truncated, refilled or created anew"));
}

}  // namespace

OverlapCheck::OverlapCheck(eventlog::EventLog* log, std::vector<OverlapRange> ranges) : log_(log) {
  for (OverlapRange& range : ranges) {
    Range open;
    open.at = range.from;
    open.before = {range.from};
    open.range = std::move(range);
    open_.push_back(std::move(open));
  }
}

void OverlapCheck::Close(std::size_t index, absl::Status status) {
  const Range& range = open_[index];
  results_.push_back({range.range.source, std::move(status), range.before.front()});
  open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(index));
}

absl::Status OverlapCheck::CheckEnds() {
  for (std::size_t i = 0; i < open_.size();) {
    if (open_[i].end_seen) {
      ++i;
      continue;
    }
    RT_ASSIGN_OR_RETURN(const eventlog::Offset end, log_->EndOffset(open_[i].range.source));
    open_[i].end_seen = true;
    if (end < open_[i].range.to.offset) {
      Close(i, Lost(open_[i].range, base::Cat("the log ends at offset ", end)));
    } else {
      ++i;
    }
  }
  return absl::OkStatus();
}

absl::Status OverlapCheck::OpenReader() {
  std::vector<eventlog::ReadStart> starts;
  for (const Range& range : open_) {
    starts.push_back({range.range.source, range.at.offset});
    if (one_by_one_) break;
  }
  auto reader = log_->OpenReader(std::move(starts));
  if (!reader.ok()) return AfterError(reader.status());
  reader_ = *std::move(reader);
  return absl::OkStatus();
}

absl::Status OverlapCheck::AfterError(absl::Status status) {
  reader_.reset();
  if (!absl::IsOutOfRange(status) && !absl::IsDataLoss(status)) return status;
  if (!one_by_one_ && open_.size() > 1) {
    one_by_one_ = true;
    return absl::OkStatus();
  }
  Close(0, absl::IsDataLoss(status) ? status : Lost(open_[0].range, "old records are gone"));
  return absl::OkStatus();
}

void OverlapCheck::CloseReached() {
  for (std::size_t i = 0; i < open_.size();) {
    const Range& range = open_[i];
    if (range.at.offset < range.range.to.offset) {
      ++i;
      continue;
    }
    const bool same = range.at.running == range.range.to.running;
    Close(i, same ? absl::OkStatus() : Lost(range.range, "another record stands in an old place"));
    if (one_by_one_) reader_.reset();
  }
}

absl::Status OverlapCheck::Step(std::size_t records_max) {
  RT_RETURN_IF_ERROR(CheckEnds());
  CloseReached();
  if (done()) return absl::OkStatus();
  if (!reader_) {
    RT_RETURN_IF_ERROR(OpenReader());
    if (!reader_) return absl::OkStatus();
  }
  auto records = reader_->Next(records_max, std::chrono::milliseconds(0));
  if (!records.ok()) return AfterError(records.status());
  for (const eventlog::LogRecord& record : *records) {
    const auto range = std::find_if(open_.begin(), open_.end(), [&](const Range& one) {
      return one.range.source == record.source;
    });
    // The reader goes on beyond the place a range ends at; that part is the main reader's business.
    if (range == open_.end() || range->at.offset != record.offset ||
        record.offset >= range->range.to.offset) {
      continue;
    }
    if (range->at.offset != range->range.from.offset) range->before.push_back(range->at);
    if (range->before.size() > kOverlapRecords) range->before.pop_front();
    range->at = {record.offset + 1, commit::NextRunning(range->at.running, record.bytes)};
  }
  CloseReached();
  if (done()) reader_.reset();
  return absl::OkStatus();
}

}  // namespace rondetafel::runtime
