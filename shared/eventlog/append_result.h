// What every implementation of EventLog says in the same words: results of an append and the faults
// that are found before anything is sent.
#pragma once
#include <optional>
#include <string>

#include "shared/eventlog/event_log.h"

namespace rondetafel::eventlog {

inline AppendResult Appended(Offset offset) {
  return {AppendResult::Fate::kAppended, offset, absl::OkStatus()};
}
inline AppendResult Refused(absl::Status reason) {
  return {AppendResult::Fate::kRefused, -1, std::move(reason)};
}
inline AppendResult Unknown(absl::Status reason) {
  return {AppendResult::Fate::kUnknown, -1, std::move(reason)};
}

// "intake/3", for messages.
std::string ToString(const TopicPartition& of);

// INVALID_ARGUMENT when a record is empty or larger than kRecordBytesMax.
absl::Status CheckRecordSize(std::size_t bytes);
absl::Status NoSuchPartition(const TopicPartition& of);
absl::Status LogClosed();
// An error of a reader with the partition it is about, for whoever must halt that one alone; the
// text stays as it is.
absl::Status NamingPartition(const TopicPartition& of, absl::Status status);
// The partition that NamingPartition put in, if any.
std::optional<TopicPartition> NamedPartition(const absl::Status& status);
// OUT_OF_RANGE, naming the partition: `from` is not between `begin` and `end`, both included.
absl::Status OffsetOutOfRange(const TopicPartition& of, Offset from, Offset begin, Offset end);

}  // namespace rondetafel::eventlog
