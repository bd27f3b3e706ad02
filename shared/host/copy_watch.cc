#include "shared/host/copy_watch.h"

#include "shared/base/status.h"
#include "shared/base/text.h"

namespace rondetafel::host {

eventlog::IdentityReader CopyWatch::Reader() {
  return [this](std::string_view record0) {
    if (auto extent = commit::ReadCopyExtent(record0)) extents_.push_back(*std::move(extent));
    return commit::ReadLogIdentity(record0);
  };
}

absl::Status CopyWatch::CheckWhole(eventlog::EventLog& log) const {
  for (const commit::CopyExtent& extent : extents_) {
    RT_ASSIGN_OR_RETURN(const eventlog::Offset end, log.EndOffset(extent.of));
    if (end >= extent.records) continue;
    return absl::FailedPreconditionError(
        base::Cat("log ", log.log_id().ToString(), " is a copy whose import was not finished: ",
                  extent.of.topic, "/", extent.of.partition, " has ", end, " of ", extent.records,
                  " records; wait until `rtctl log import` has ended, or throw its topics away "
                  "and import again"));
  }
  return absl::OkStatus();
}

}  // namespace rondetafel::host
