// Instants as protobuf timestamps.
#pragma once
#include <google/protobuf/timestamp.pb.h>

#include "shared/base/time.h"

namespace rondetafel::host {

inline constexpr std::int64_t kMicrosPerSecond = 1'000'000;

inline google::protobuf::Timestamp ToTimestamp(base::Instant instant) {
  std::int64_t seconds = instant.us / kMicrosPerSecond;
  std::int64_t micros = instant.us % kMicrosPerSecond;
  if (micros < 0) {
    micros += kMicrosPerSecond;
    --seconds;
  }
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<std::int32_t>(micros * 1000));
  return timestamp;
}

inline base::Instant ToInstant(const google::protobuf::Timestamp& timestamp) {
  return {timestamp.seconds() * kMicrosPerSecond + timestamp.nanos() / 1000};
}

}  // namespace rondetafel::host
