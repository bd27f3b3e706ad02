// Which log this is: written once as record 0 of every partition, checked whenever a log is opened.
//
// Offsets mean nothing outside their log. A projection, a token or a frozen report of one log read
// against another would be silently wrong, so a log that is not the expected one is not opened at
// all.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/eventlog/event_log.h"

namespace rondetafel::eventlog {

struct LogIdentity {
  base::LogId log_id;
  int partition_count = 0;  // of every topic
  friend bool operator==(const LogIdentity&, const LogIdentity&) = default;
};

// Logs carry bytes and do not know what is in them: the commit library says what a record 0 means
// and how one is made (shared/commit/genesis.h).
using IdentityReader = std::function<std::optional<LogIdentity>(std::string_view record0)>;
using IdentityBuilder = std::function<std::string(const TopicPartition& of)>;

// The shape of a log about to be made. INVALID_ARGUMENT: no topic, a name that is not 1–16 of a–z,
// 0–9, '-' and '_' (it has to fit the envelope), the same name twice, or a partition count outside
// 1–1024.
absl::Status CheckLayout(const std::vector<std::string>& topics, int partition_count);

// FAILED_PRECONDITION, in one sentence that names the partition and both identities, unless
// `record0` says `expected`.
absl::Status CheckIdentity(const TopicPartition& of, std::string_view record0,
                           const IdentityReader& reader, const LogIdentity& expected);

}  // namespace rondetafel::eventlog
