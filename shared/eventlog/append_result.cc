#include "shared/eventlog/append_result.h"

#include "shared/base/text.h"

namespace rondetafel::eventlog {

using base::Cat;

namespace {

constexpr std::string_view kPartitionPayload = "rondetafel/partition";

}  // namespace

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

absl::Status NamingPartition(const TopicPartition& of, absl::Status status) {
  if (!status.ok()) {
    status.SetPayload({kPartitionPayload.data(), kPartitionPayload.size()},
                      absl::Cord(ToString(of)));
  }
  return status;
}

std::optional<TopicPartition> NamedPartition(const absl::Status& status) {
  const auto payload = status.GetPayload({kPartitionPayload.data(), kPartitionPayload.size()});
  if (!payload) return std::nullopt;
  const std::string name(*payload);
  const std::size_t slash = name.rfind('/');
  return TopicPartition{name.substr(0, slash), std::stoi(name.substr(slash + 1))};
}

absl::Status OffsetOutOfRange(const TopicPartition& of, Offset from, Offset begin, Offset end) {
  return NamingPartition(
      of, absl::OutOfRangeError(Cat("offset ", from, " of ", ToString(of),
                                    " is outside the log, which holds ", begin, " up to ", end,
                                    ": the log was truncated or made anew")));
}

}  // namespace rondetafel::eventlog
