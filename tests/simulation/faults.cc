// What the log suffers: lost tails, foreign producers, new MAC keys.
#include <algorithm>

#include "shared/base/text.h"
#include "shared/commit/genesis.h"
#include "tests/simulation/describe.h"
#include "tests/simulation/world.h"

namespace rondetafel::simulation {
namespace {

// Places in the envelope (architecture 3): a foreign producer knows the format, not the keys.
constexpr std::size_t kKindAt = 5;
constexpr std::size_t kBodyHashAt = 168;

Met MetOf(Foreign foreign) {
  switch (foreign) {
    case Foreign::kNoise:
      return Met::kForeignNoise;
    case Foreign::kCut:
      return Met::kForeignCut;
    case Foreign::kBadMac:
      return Met::kForeignBadMac;
    case Foreign::kUnknownKey:
      return Met::kForeignUnknownKey;
    case Foreign::kBodyChanged:
      return Met::kForeignBodyChanged;
    case Foreign::kBodyChangedHashed:
      return Met::kForeignBodyChangedHashed;
    case Foreign::kOtherPartition:
      return Met::kForeignOtherPartition;
    case Foreign::kRepeated:
      return Met::kForeignRepeated;
    case Foreign::kNewKind:
      return Met::kForeignNewKind;
  }
  return Met::kForeignNoise;
}

std::string Noise(int pick) {
  Random random(static_cast<std::uint64_t>(pick));
  std::string bytes;
  for (int i = random.Between(1, 400); i > 0; --i) bytes += static_cast<char>(random.Below(256));
  return bytes;
}

// A commit that continues the stream of `record`, made with a key of their own.
std::string Forge(const std::string& record, bool unknown_key) {
  commit::RecordFault fault;
  const auto parsed = commit::ParseRecord(record, &fault);
  commit::Envelope envelope = parsed->envelope;
  envelope.head = parsed->commit_hash;
  envelope.command_id = base::CommandId(base::DeriveUuid("forged", {record}));
  if (unknown_key) envelope.mac_key_id = base::KeyId(base::DeriveUuid("forged key", {record}));
  commit::MacKey key{};
  key.fill(0x5a);
  return commit::EncodeRecord(std::move(envelope), parsed->body, key);
}

std::string WithBodyChanged(std::string record, bool hashed) {
  if (record.size() <= commit::kEnvelopeBytes) return record;
  record.back() = static_cast<char>(record.back() ^ 1);
  if (!hashed) return record;
  const commit::Hash hash =
      commit::Blake2b(std::string_view(record).substr(commit::kEnvelopeBytes));
  std::copy(hash.begin(), hash.end(), record.begin() + kBodyHashAt);
  return record;
}

}  // namespace

const std::string* World::LastCommit(std::size_t partition) const {
  const std::vector<std::string>& records = broker_.records(partition);
  for (auto record = records.rbegin(); record != records.rend(); ++record) {
    commit::RecordFault fault;
    const auto parsed = commit::ParseRecord(*record, &fault);
    if (parsed && parsed->envelope.kind == commit::RecordKind::kCommit) return &*record;
  }
  return nullptr;
}

std::string World::ForeignRecord(std::size_t partition, Foreign foreign, int pick) const {
  const std::vector<std::string>& records = broker_.records(partition);
  const std::string* commit = LastCommit(partition);
  const auto picked = static_cast<std::size_t>(pick);
  switch (foreign) {
    case Foreign::kNoise:
      return Noise(pick);
    case Foreign::kCut:
      return records.back().substr(0, records.back().size() / 2);
    case Foreign::kBadMac:
    case Foreign::kUnknownKey:
      return commit == nullptr ? Noise(pick) : Forge(*commit, foreign == Foreign::kUnknownKey);
    case Foreign::kBodyChanged:
    case Foreign::kBodyChangedHashed:
      return WithBodyChanged(records.back(), foreign == Foreign::kBodyChangedHashed);
    case Foreign::kOtherPartition: {
      const std::size_t other = (partition + 1 + picked) % broker_.partitions();
      const std::vector<std::string>& others = broker_.records(other);
      return others[picked % others.size()];
    }
    case Foreign::kRepeated:
      return records[picked % records.size()];
    case Foreign::kNewKind: {
      std::string record = records.back();
      if (record.size() > kKindAt) record[kKindAt] = 9;
      return record;
    }
  }
  return Noise(pick);
}

void World::AppendForeign(int pick, Foreign foreign) {
  const std::size_t partition = static_cast<std::size_t>(pick) % broker_.partitions();
  coverage_.Count(MetOf(foreign));
  broker_.Put(partition,
              ForeignRecord(partition, foreign, pick / static_cast<int>(broker_.partitions())));
  NoteLanded(ToString(foreign));
}

void World::IntroduceKey(int pick) {
  const std::size_t partition = static_cast<std::size_t>(pick) % broker_.partitions();
  const eventlog::TopicPartition place = broker_.PlaceOf(partition);
  const MachineKeys first(plan_.seed, 1);
  coverage_.Count(Met::kKeyIntroduced);
  broker_.Put(partition,
              commit::BuildMacKeyIntroduced(
                  commit::StampWith(first, place.topic, place.partition, base::Instant{now_us()}),
                  keys_.current()));
  NoteLanded("an operator introduces the next MAC key");
}

bool World::Introduced(std::size_t partition) const {
  const std::vector<std::string>& records = broker_.records(partition);
  return std::any_of(records.begin(), records.end(), [](const std::string& record) {
    commit::RecordFault fault;
    const auto parsed = commit::ParseRecord(record, &fault);
    return parsed && parsed->envelope.kind == commit::RecordKind::kMacKeyIntroduced;
  });
}

bool World::FinishKeyIntroduction() {
  bool begun = false;
  for (const auto& process : processes_) begun = begun || process->keys().held() > 1;
  for (std::size_t i = 0; i < broker_.partitions(); ++i) begun = begun || Introduced(i);
  if (!begun) return false;
  for (std::size_t i = 0; i < broker_.partitions(); ++i) {
    if (!Introduced(i)) IntroduceKey(static_cast<int>(i));
  }
  return true;
}

void World::Truncate(int pick, std::int64_t records) {
  const std::size_t partition = static_cast<std::size_t>(pick) % broker_.partitions();
  const eventlog::TopicPartition place = broker_.PlaceOf(partition);
  const eventlog::Offset before = broker_.EndOf(partition);
  const eventlog::Offset end = std::max<eventlog::Offset>(1, before - records);
  if (end == before) return;
  truncated_ = true;
  coverage_.Count(Met::kTruncated);
  broker_.Truncate(partition, end);
  timeless_ = timeless_ || !KnowsTheTime();
  lost_ends_.resize(broker_.partitions());
  lost_ends_[partition] = before;
  checker::v1::LogAltered& altered = *recorder_.Add(now_us()).mutable_log_altered();
  altered.set_topic(place.topic);
  altered.set_partition(place.partition);
  altered.set_from(end);
  CutTokens(place, end);
  for (std::size_t i = 0; i < processes_.size(); ++i) {
    const eventlog::Offset position = PositionIn(*processes_[i], place);
    eventlog::Offset& tainted = tainted_[i][partition];
    if (position <= end) continue;
    coverage_.Count(Met::kTruncatedBelowReader);
    tainted = tainted < 0 ? end : std::min(tainted, end);
  }
  trace_.Say([&] {
    return base::Cat(place.topic, '/', place.partition, " loses its records from offset ", end);
  });
}

bool World::KnowsTheTime() const {
  for (std::size_t partition = 0; partition < broker_.partitions(); ++partition) {
    for (const std::string& record : broker_.records(partition)) {
      commit::RecordFault fault;
      const auto parsed = commit::ParseRecord(record, &fault);
      const bool timed = parsed && (parsed->envelope.kind == commit::RecordKind::kTick ||
                                    parsed->envelope.kind == commit::RecordKind::kCommit);
      if (timed) return true;
    }
  }
  return false;
}

void World::CutTokens(const eventlog::TopicPartition& place, eventlog::Offset end) {
  for (Client& client : clients_) {
    for (type::v1::TopicPosition& topic : *client.token.mutable_topics()) {
      if (topic.topic() != place.topic || topic.partition() != place.partition) continue;
      topic.set_offset(std::min<eventlog::Offset>(topic.offset(), end));
    }
  }
}

eventlog::Offset World::PositionIn(Process& process, const eventlog::TopicPartition& place) {
  if (!process.up()) return process.store().GetCursor(place).next;
  for (const eventlog::TopicPartition& folded : process.replica().fold().sources()) {
    if (folded == place) return process.replica().fold().cursor(place).next;
  }
  return 0;
}

bool World::Tainted(int replica) const {
  const auto& tainted = tainted_[static_cast<std::size_t>(replica)];
  return truncated_ && std::any_of(tainted.begin(), tainted.end(),
                                   [](eventlog::Offset from) { return from >= 0; });
}

void World::NoteFallBack(int replica) {
  if (!Tainted(replica)) return;
  Process& process = At(replica);
  auto& tainted = tainted_[static_cast<std::size_t>(replica)];
  for (std::size_t partition = 0; partition < tainted.size(); ++partition) {
    if (PositionIn(process, broker_.PlaceOf(partition)) <= tainted[partition]) {
      tainted[partition] = -1;
    }
  }
}

void World::NoteSameRefill(int replica) {
  Process& process = At(replica);
  if (!Tainted(replica) || !process.up() || process.halted()) return;
  auto& tainted = tainted_[static_cast<std::size_t>(replica)];
  for (const eventlog::TopicPartition& place : process.replica().fold().sources()) {
    const std::size_t partition = broker_.IndexOf(place);
    const commit::FoldCursor& cursor = process.replica().fold().cursor(place);
    if (tainted[partition] < 0 || cursor.next > broker_.EndOf(partition)) continue;
    commit::Hash running{};
    for (eventlog::Offset at = 0; at < cursor.next; ++at) {
      running =
          commit::NextRunning(running, broker_.records(partition)[static_cast<std::size_t>(at)]);
    }
    if (running == cursor.running) tainted[partition] = -1;
  }
}

void World::ForgetIfTainted(int replica) {
  NoteSameRefill(replica);
  if (!Tainted(replica)) return;
  Process& process = At(replica);
  if (process.up() && !process.halted()) return;
  if (process.up()) Kill(replica, 0, false);
  process.Forget();
  NoteFallBack(replica);
  trace_.Say([&] { return base::Cat("the projection of ", Name(replica), " is deleted"); });
}

}  // namespace rondetafel::simulation
