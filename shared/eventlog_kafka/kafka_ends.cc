#include "shared/eventlog_kafka/kafka_ends.h"

#include <algorithm>

#include "shared/base/text.h"
#include "shared/eventlog/append_result.h"

namespace rondetafel::eventlog {

void KnownEnds::Reached(const TopicPartition& of, Offset place) {
  const std::lock_guard lock(mutex_);
  Known& known = known_[of];
  known.end = std::max(known.end, place);
}

Offset KnownEnds::Of(const TopicPartition& of) {
  const std::lock_guard lock(mutex_);
  const auto found = known_.find(of);
  return found == known_.end() ? 0 : found->second.end;
}

absl::Status KnownEnds::Told(const TopicPartition& of, Offset known, Offset end, Moment now) {
  const std::lock_guard lock(mutex_);
  Known& one = known_[of];
  if (end >= known) {
    one = Known{.end = std::max(one.end, end)};
    return absl::OkStatus();
  }
  // Two doubts with nothing between them that anybody asked are not one.
  if (!one.doubted || now - one.last_doubt > sure_after_) one.first_doubt = now;
  one.doubted = true;
  one.last_doubt = now;
  if (now - one.first_doubt < sure_after_) {
    return absl::UnavailableError(base::Cat("a broker says that ", ToString(of), " ends at ", end,
                                            ", and it went up to ", known,
                                            ": asked again until that is sure"));
  }
  one = Known{.end = end};
  return absl::OkStatus();
}

}  // namespace rondetafel::eventlog
