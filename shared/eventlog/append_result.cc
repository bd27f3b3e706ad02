#include "shared/eventlog/append_result.h"

#include "shared/base/text.h"

namespace rondetafel::eventlog {

using base::Cat;

std::string ToString(const TopicPartition& of) { return Cat(of.topic, '/', of.partition); }

absl::Status CheckRecordSize(std::size_t bytes) {
  if (bytes == 0) return absl::InvalidArgumentError("a record cannot be empty");
  if (bytes > kRecordBytesMax) {
    return absl::InvalidArgumentError(
        Cat("a record of ", bytes, " bytes is larger than the limit of ", kRecordBytesMax));
  }
  return absl::OkStatus();
}

absl::Status NoSuchPartition(const TopicPartition& of) {
  return absl::NotFoundError(Cat("the log has no partition ", ToString(of)));
}

absl::Status LogClosed() { return absl::CancelledError("the log is closing"); }

absl::Status OffsetOutOfRange(const TopicPartition& of, Offset from, Offset begin, Offset end) {
  return absl::OutOfRangeError(Cat("offset ", from, " of ", ToString(of),
                                   " is outside the log, which holds ", begin, " up to ", end,
                                   ": the log was truncated or made anew"));
}

}  // namespace rondetafel::eventlog
