// CopyWatch: whether a log is a copy that its import has not finished.
//
//   CopyWatch watch;
//   RT_ASSIGN_OR_RETURN(auto log, KafkaEventLog::Open(options, watch.Reader(), identity));
//   RT_RETURN_IF_ERROR(watch.CheckWhole(*log));
//
// Record 0 of each partition says how many records were copied. On Kafka a copy is in its topics
// from the first record on; folded before the last it would be a history without its end, and what
// a service then wrote would stand where the rest belongs. An embedded copy gets its place only
// when it is whole.
#pragma once
#include <vector>

#include "shared/commit/copy.h"
#include "shared/eventlog/log_identity.h"

namespace rondetafel::host {

class CopyWatch {
 public:
  // Reads identities and remembers those of copies; of use as long as this object lives.
  eventlog::IdentityReader Reader();
  // The log was opened with Reader(). FAILED_PRECONDITION in one sentence when a partition ends
  // before what was copied.
  absl::Status CheckWhole(eventlog::EventLog& log) const;

 private:
  std::vector<commit::CopyExtent> extents_;
};

}  // namespace rondetafel::host
