#include "tools/rtctl/operate/origin_chain.h"

#include <cstring>

#include "shared/commit/fold.h"
#include "shared/commit/running.h"

namespace rondetafel::rtctl {
namespace {

// A copy of a copy of a copy … each holds the record 0 before it.
constexpr std::size_t kLinksMax = 64;

}  // namespace

bool OriginChain::Begin(std::string_view record0) {
  links_.clear();
  std::string record(record0);
  while (links_.size() < kLinksMax) {
    commit::RecordFault fault;
    const auto parsed = commit::ParseRecord(record, &fault);
    log::v1::CopiedLogIdentity body;
    if (!parsed || parsed->envelope.kind != commit::RecordKind::kLogIdentity ||
        !body.ParseFromArray(parsed->body.data(), static_cast<int>(parsed->body.size()))) {
      return false;
    }
    if (!body.has_origin()) return true;
    const log::v1::LogOrigin& origin = body.origin();
    const auto log_id = base::LogId::Parse(origin.log_id());
    Link link;
    if (!log_id || origin.records() < 1 || origin.running_hash().size() != link.promised.size()) {
      return false;
    }
    link.log_id = *log_id;
    link.records = origin.records();
    std::memcpy(link.promised.data(), origin.running_hash().data(), link.promised.size());
    link.running = commit::NextRunning(commit::Hash{}, origin.record0());
    links_.push_back(link);
    record = origin.record0();
  }
  return false;
}

void OriginChain::Step(std::string_view record, const commit::ParsedRecord* parsed) {
  for (Link& link : links_) {
    link.running = parsed != nullptr ? commit::NextRunning(link.running, *parsed)
                                     : commit::NextRunning(link.running, record);
  }
}

}  // namespace rondetafel::rtctl
