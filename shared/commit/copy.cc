#include "shared/commit/copy.h"

#include "rondetafel/log/v1/copy.pb.h"

namespace rondetafel::commit {

std::string BuildCopiedIdentity(const ControlStamp& stamp, const eventlog::LogIdentity& identity,
                                const CopiedPartition& origin) {
  log::v1::CopiedLogIdentity body;
  body.set_log_id(identity.log_id.ToString());
  body.set_partition_count(identity.partition_count);
  body.set_introduced_mac_key_id(stamp.mac_key_id.ToString());
  body.set_partition(stamp.partition);
  log::v1::LogOrigin& from = *body.mutable_origin();
  from.set_log_id(origin.log_id.ToString());
  from.set_records(origin.records);
  from.set_running_hash(std::string(HashBytes(origin.running)));
  from.set_record0(origin.record0);
  Envelope envelope;
  envelope.kind = RecordKind::kLogIdentity;
  envelope.topic = stamp.topic;
  envelope.recorded_at = stamp.now;
  envelope.mac_key_id = stamp.mac_key_id;
  return EncodeRecord(std::move(envelope), body.SerializeAsString(), stamp.mac_key);
}

std::optional<CopyExtent> ReadCopyExtent(std::string_view record0) {
  RecordFault fault;
  const auto parsed = ParseRecord(record0, &fault);
  log::v1::CopiedLogIdentity body;
  if (!parsed || parsed->envelope.kind != RecordKind::kLogIdentity ||
      !body.ParseFromArray(parsed->body.data(), static_cast<int>(parsed->body.size()))) {
    return std::nullopt;
  }
  if (!body.has_origin()) return std::nullopt;
  return CopyExtent{{parsed->envelope.topic, body.partition()}, body.origin().records()};
}

}  // namespace rondetafel::commit
