// What every projection came to at the end: as it was served, folded anew, and folded anew with its
// topics in another order.
#include "shared/base/text.h"
#include "shared/projection/bulk_builder.h"
#include "shared/runtime/rebuild.h"
#include "shared/runtime/service_fold.h"
#include "tests/simulation/random.h"
#include "tests/simulation/world.h"

namespace rondetafel::simulation {
namespace {

using Origin = checker::v1::Dump::Origin;

constexpr int kInARowMax = 6;

struct Way {
  eventlog::TopicPartition source;
  const std::vector<std::string>* records = nullptr;
  eventlog::Offset next = 0;
  eventlog::Offset end = 0;
};

}  // namespace

void World::DumpAll() {
  std::vector<bool> rebuilt(topics_.size());
  for (int replica = 0; replica < static_cast<int>(processes_.size()); ++replica) {
    Process& process = At(replica);
    if (!process.up()) continue;
    const std::size_t service = process.setup().service;
    const runtime::LogPositions positions = PositionsOf(process);
    Dump(replica, checker::v1::Dump::ORIGIN_LIVE, process.store().Hash());
    if (rebuilt[service]) continue;
    rebuilt[service] = true;
    Dump(replica, checker::v1::Dump::ORIGIN_REBUILT, RebuiltHash(process, positions));
    Dump(replica, checker::v1::Dump::ORIGIN_REORDERED, ReorderedHash(process, positions));
  }
}

runtime::LogPositions World::PositionsOf(Process& process) {
  runtime::LogPositions positions;
  const auto state = process.state();
  for (const runtime::SourceState& source : state->sources) {
    positions[source.source] = source.position;
  }
  return positions;
}

absl::StatusOr<std::string> World::RebuiltHash(Process& process,
                                               const runtime::LogPositions& positions) {
  Connection connection(&broker_, [](Port) {});
  const runtime::RebuildSource source{&process.definition(), &connection, &keys_};
  return runtime::RebuiltHash(source, positions, nullptr);
}

absl::StatusOr<std::string> World::ReorderedHash(Process& process,
                                                 const runtime::LogPositions& positions) {
  projection::BulkBuilder builder;
  runtime::ServiceFold fold(
      {&process.definition(), broker_.options().log_id, plan_.partitions, &keys_},
      runtime::TargetOf(builder));
  std::vector<Way> ways;
  for (const auto& [source, end] : positions) {
    if (end > 0) ways.push_back({source, &broker_.records(broker_.IndexOf(source)), 0, end});
  }
  Random random(plan_.seed);
  while (!ways.empty()) {
    const auto way = ways.begin() + random.Below(static_cast<int>(ways.size()));
    for (int left = random.Between(1, kInARowMax); left > 0 && way->next < way->end; --left) {
      const std::string& record = (*way->records)[static_cast<std::size_t>(way->next)];
      if (fold.Fold({way->source, way->next, record}).kind == commit::Verdict::kHalt) {
        return absl::FailedPreconditionError("halted");
      }
      ++way->next;
    }
    if (way->next == way->end) ways.erase(way);
  }
  coverage_.Count(Met::kFoldReordered);
  return builder.Hash();
}

void World::Dump(int replica, Origin origin, const absl::StatusOr<std::string>& hash) {
  if (!hash.ok()) {
    return Violate("I4", base::Cat("no rebuild: ", std::string(hash.status().message())));
  }
  Process& process = At(replica);
  checker::v1::Dump dump;
  for (const auto& [source, position] : PositionsOf(process)) {
    checker::v1::Place& place = *dump.add_positions();
    place.set_topic(source.topic);
    place.set_partition(source.partition);
    place.set_offset(position);
  }
  dump.set_service(topics_[process.setup().service]);
  dump.set_replica(process.setup().name);
  dump.set_origin(origin);
  dump.set_hash(*hash);
  trace_.NoteBytes(dump.hash());
  *recorder_.Add(now_us()).mutable_dump() = std::move(dump);
}

}  // namespace rondetafel::simulation
