// A log under test: one history that can be closed, opened again and put under stress.
#pragma once
#include <absl/status/statusor.h>

#include <memory>
#include <string>
#include <vector>

#include "shared/eventlog/event_log.h"
#include "shared/eventlog/log_identity.h"

namespace rondetafel::conformance {

// Every subject has these topics, with record 0 in each partition
// (shared/eventlog/plain_identity.h).
inline const std::vector<std::string> kTopics = {"intake", "triage"};
inline constexpr int kPartitionCount = 2;

class LogSubject {
 public:
  virtual ~LogSubject() = default;
  virtual eventlog::LogIdentity identity() const = 0;
  // Opens the one history; the earlier opened log must be gone.
  virtual absl::StatusOr<std::unique_ptr<eventlog::EventLog>> Open(
      const eventlog::LogIdentity& expected) = 0;
  // From now on appends get no answer, until Heal. False: this log always knows.
  virtual bool LoseAnswers() = 0;
  virtual void Heal() = 0;
};

// The subjects that need no other program.
std::unique_ptr<LogSubject> MakeSimSubject();
std::unique_ptr<LogSubject> MakeRocksDbSubject();

}  // namespace rondetafel::conformance
