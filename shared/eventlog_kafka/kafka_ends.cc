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

absl::Status KnownEnds::Told(const TopicPartition& of, Offset end, Moment now) {
  const std::lock_guard lock(mutex_);
  Known& known = known_[of];
  if (end >= known.end) {
    known = Known{.end = end};
    return absl::OkStatus();
  }
  // Two doubts with nothing between them that anybody asked are not one.
  if (!known.doubted || now - known.last_doubt > sure_after_) known.first_doubt = now;
  known.doubted = true;
  known.last_doubt = now;
  if (now - known.first_doubt < sure_after_) {
    return absl::UnavailableError(base::Cat("a broker says that ", ToString(of), " ends at ", end,
                                            ", and it went up to ", known.end,
                                            ": asked again until that is sure"));
  }
  known = Known{.end = end};
  return absl::OkStatus();
}

}  // namespace rondetafel::eventlog
