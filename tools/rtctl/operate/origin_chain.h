// The running hashes of the logs that a copied log comes from, kept beside its own: with the
// origin's record 0 in the place of the copy's, they must be what the origin had.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "rondetafel/log/v1/copy.pb.h"
#include "shared/commit/envelope.h"
#include "shared/eventlog/event_log.h"

namespace rondetafel::rtctl {

class OriginChain {
 public:
  struct Link {
    base::LogId log_id;
    eventlog::Offset records = 0;  // of the origin when it was copied
    commit::Hash promised{};       // its running hash there
    commit::Hash running{};        // so far
  };

  // Reads what record 0 says of its origin, and that of its origin … False: it says something that
  // cannot be.
  bool Begin(std::string_view record0);
  // The next record, from offset 1 on; `parsed` is nullptr when it is of no good shape.
  void Step(std::string_view record, const commit::ParsedRecord* parsed);

  // Nearest origin first; empty in a log that is no copy.
  const std::vector<Link>& links() const { return links_; }

 private:
  std::vector<Link> links_;
};

}  // namespace rondetafel::rtctl
