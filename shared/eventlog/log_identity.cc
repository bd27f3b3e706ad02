#include "shared/eventlog/log_identity.h"

#include <algorithm>
#include <set>

#include "shared/base/text.h"
#include "shared/eventlog/append_result.h"

namespace rondetafel::eventlog {

namespace {

constexpr std::size_t kTopicNameMax = 16;
constexpr int kPartitionsMax = 1024;

bool IsTopicCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool IsTopicName(const std::string& name) {
  return !name.empty() && name.size() <= kTopicNameMax &&
         std::all_of(name.begin(), name.end(), IsTopicCharacter);
}

}  // namespace

absl::Status CheckLayout(const std::vector<std::string>& topics, int partition_count) {
  if (topics.empty()) return absl::InvalidArgumentError("a log needs at least one topic");
  for (const std::string& topic : topics) {
    if (!IsTopicName(topic)) {
      return absl::InvalidArgumentError(
          base::Cat("\"", topic, "\" cannot name a topic: 1 to 16 of a-z, 0-9, - and _"));
    }
  }
  if (std::set<std::string>(topics.begin(), topics.end()).size() != topics.size()) {
    return absl::InvalidArgumentError("a topic is named twice");
  }
  if (partition_count < 1 || partition_count > kPartitionsMax) {
    return absl::InvalidArgumentError(
        base::Cat("a topic has 1 to ", kPartitionsMax, " partitions, not ", partition_count));
  }
  return absl::OkStatus();
}

absl::Status CheckIdentity(const TopicPartition& of, std::string_view record0,
                           const IdentityReader& reader, const LogIdentity& expected) {
  const std::optional<LogIdentity> found = reader(record0);
  if (!found) {
    return absl::FailedPreconditionError(
        base::Cat("record 0 of ", ToString(of), " does not say which log this is"));
  }
  if (*found == expected) return absl::OkStatus();
  return absl::FailedPreconditionError(
      base::Cat(ToString(of), " belongs to log ", found->log_id.ToString(), " with ",
                found->partition_count, " partitions, not to the expected log ",
                expected.log_id.ToString(), " with ", expected.partition_count));
}

}  // namespace rondetafel::eventlog
