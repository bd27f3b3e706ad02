#include "shared/commit/genesis.h"

#include <algorithm>

#include "rondetafel/log/v1/body.pb.h"
#include "shared/base/check.h"

namespace rondetafel::commit {
namespace {

std::string Build(RecordKind kind, const ControlStamp& stamp, log::v1::ControlBody body) {
  body.set_partition(stamp.partition);
  Envelope envelope;
  envelope.kind = kind;
  envelope.topic = stamp.topic;
  envelope.recorded_at = stamp.now;
  envelope.mac_key_id = stamp.mac_key_id;
  return EncodeRecord(std::move(envelope), body.SerializeAsString(), stamp.mac_key);
}

}  // namespace

ControlStamp StampWith(const MacKeyring& keys, std::string topic, int partition,
                       base::Instant now) {
  return StampWith(keys, keys.current(), {std::move(topic), partition}, now);
}

ControlStamp StampWith(const MacKeyring& keys, const base::KeyId& key_id,
                       const eventlog::TopicPartition& of, base::Instant now) {
  const MacKey* key = keys.Find(key_id);
  RT_CHECK(key != nullptr);
  return {of.topic, of.partition, now, key_id, *key};
}

base::KeyId WritingKey(const MacKeyring& keys, const std::vector<base::KeyId>& introduced) {
  const auto held = std::find_if(introduced.rbegin(), introduced.rend(),
                                 [&keys](const auto& id) { return keys.Find(id) != nullptr; });
  return held == introduced.rend() ? keys.current() : *held;
}

std::string BuildLogIdentity(const ControlStamp& stamp, const eventlog::LogIdentity& identity) {
  log::v1::ControlBody body;
  body.set_log_id(identity.log_id.ToString());
  body.set_partition_count(identity.partition_count);
  body.set_introduced_mac_key_id(stamp.mac_key_id.ToString());
  return Build(RecordKind::kLogIdentity, stamp, std::move(body));
}

std::string BuildTick(const ControlStamp& stamp) { return Build(RecordKind::kTick, stamp, {}); }

std::string BuildMacKeyIntroduced(const ControlStamp& stamp, const base::KeyId& introduced) {
  log::v1::ControlBody body;
  body.set_introduced_mac_key_id(introduced.ToString());
  return Build(RecordKind::kMacKeyIntroduced, stamp, std::move(body));
}

std::string BuildMigrationClosed(const ControlStamp& stamp) {
  return Build(RecordKind::kMigrationClosed, stamp, {});
}

std::optional<eventlog::LogIdentity> ReadLogIdentity(std::string_view record0) {
  RecordFault fault;
  const auto parsed = ParseRecord(record0, &fault);
  log::v1::ControlBody body;
  if (!parsed || parsed->envelope.kind != RecordKind::kLogIdentity ||
      !body.ParseFromArray(parsed->body.data(), static_cast<int>(parsed->body.size()))) {
    return std::nullopt;
  }
  const auto log_id = base::LogId::Parse(body.log_id());
  if (!log_id || body.partition_count() < 1) return std::nullopt;
  return eventlog::LogIdentity{*log_id, body.partition_count()};
}

}  // namespace rondetafel::commit
