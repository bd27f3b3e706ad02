// A record 0 in plain text, for tests of logs that need no envelope.
#pragma once
#include <charconv>
#include <string>

#include "shared/base/text.h"
#include "shared/eventlog/log_identity.h"

namespace rondetafel::eventlog {

// "log 6f1a2b3c-0000-4000-8000-000000000001 4"
inline std::string PlainRecord0(const LogIdentity& identity) {
  return base::Cat("log ", identity.log_id.ToString(), ' ', identity.partition_count);
}

inline std::optional<LogIdentity> ReadPlainIdentity(std::string_view record0) {
  constexpr std::size_t kIdAt = 4;
  constexpr std::size_t kCountAt = kIdAt + 36 + 1;
  if (!record0.starts_with("log ") || record0.size() <= kCountAt) return std::nullopt;
  const auto log_id = base::LogId::Parse(record0.substr(kIdAt, 36));
  int count = 0;
  const std::string_view digits = record0.substr(kCountAt);
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (!log_id || parsed.ec != std::errc()) return std::nullopt;
  return LogIdentity{*log_id, count};
}

}  // namespace rondetafel::eventlog
