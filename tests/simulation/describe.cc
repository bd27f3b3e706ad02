#include "tests/simulation/describe.h"

#include "rondetafel/log/v1/body.pb.h"
#include "shared/base/text.h"
#include "shared/commit/envelope.h"
#include "tests/simulation/plan.h"

namespace rondetafel::simulation {
namespace {

std::string Short(const commit::Hash& hash) { return commit::HashToHex(hash).substr(0, 6); }

std::string DescribeCommit(const commit::ParsedRecord& parsed) {
  log::v1::CommitBody body;
  body.ParseFromArray(parsed.body.data(), static_cast<int>(parsed.body.size()));
  const std::string outcome = body.has_refusal() ? base::Cat("refused ", body.refusal().reason())
                                                 : base::Cat(body.events().event_size(), " events");
  return base::Cat(parsed.envelope.method, ' ', Short(parsed.commit_hash), " on ",
                   Short(parsed.envelope.head), " (", outcome, ", stream ",
                   parsed.envelope.stream_id.ToString().substr(0, 4), ')');
}

}  // namespace

std::string DescribeRecord(std::string_view record) {
  commit::RecordFault fault;
  const auto parsed = commit::ParseRecord(record, &fault);
  if (!parsed) return base::Cat(record.size(), " bytes of nothing");
  switch (parsed->envelope.kind) {
    case commit::RecordKind::kCommit:
      return DescribeCommit(*parsed);
    case commit::RecordKind::kLogIdentity:
      return "the log identity";
    case commit::RecordKind::kTick:
      return "a tick";
    case commit::RecordKind::kMacKeyIntroduced:
      return "a MAC key introduced";
    case commit::RecordKind::kMigrationClosed:
      return "the end of the migration";
  }
  return "a record";
}

}  // namespace rondetafel::simulation
