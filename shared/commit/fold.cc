#include "shared/commit/fold.h"

#include <algorithm>

#include "shared/base/check.h"
#include "shared/commit/running.h"

namespace rondetafel::commit {
namespace {

using Why = Verdict::Why;

Hash StepRunning(const Hash& running, bool well_formed, const Hash& record_hash) {
  std::array<char, 2 * sizeof(Hash) + 1> bytes;
  std::copy(running.begin(), running.end(), bytes.begin());
  // Without this byte a record cut off after its envelope would hash like the whole one.
  bytes[running.size()] = well_formed ? 1 : 0;
  std::copy(record_hash.begin(), record_hash.end(), bytes.begin() + running.size() + 1);
  return Blake2b({bytes.data(), bytes.size()});
}

Why WhyOf(RecordFault fault) {
  return fault == RecordFault::kBadBodyHash ? Why::kBadBodyHash : Why::kMalformed;
}

bool IsHalt(Why why) { return why == Why::kMacKeyNotHeld || why == Why::kNotUnderstood; }

// Fold rule 2, as far as this library can tell.
bool Understood(const log::v1::CommitBody& body, const FoldOptions& options) {
  return body.outcome_case() != log::v1::CommitBody::OUTCOME_NOT_SET &&
         body.schema_version() <= options.schema_version &&
         (!options.understands || options.understands(body));
}

}  // namespace

std::string_view ToString(Why why) {
  switch (why) {
    case Why::kNone:
      return "none";
    case Why::kMalformed:
      return "malformed";
    case Why::kBadBodyHash:
      return "bad_body_hash";
    case Why::kBadMac:
      return "bad_mac";
    case Why::kMacKeyNotIntroduced:
      return "mac_key_not_introduced";
    case Why::kWrongTopic:
      return "wrong_topic";
    case Why::kWrongPartition:
      return "wrong_partition";
    case Why::kStaleHead:
      return "stale_head";
    case Why::kDuplicateCommand:
      return "duplicate_command";
    case Why::kMisplacedControl:
      return "misplaced_control";
    case Why::kNotUnderstood:
      return "not_understood";
    case Why::kMacKeyNotHeld:
      return "mac_key_not_held";
    case Why::kWrongLog:
      return "wrong_log";
  }
  return "unknown";
}

Hash NextRunning(const Hash& running, std::string_view record) {
  RecordFault fault;
  const auto parsed = ParseRecord(record, &fault);
  return parsed ? StepRunning(running, true, parsed->commit_hash)
                : StepRunning(running, false, Blake2b(record));
}

Hash NextRunning(const Hash& running, const ParsedRecord& parsed) {
  return StepRunning(running, true, parsed.commit_hash);
}

PartitionFold::PartitionFold(FoldOptions options, FoldIndex* index, FoldCursor cursor)
    : options_(std::move(options)), index_(index), cursor_(std::move(cursor)) {
  RT_CHECK(index_ != nullptr && options_.keys != nullptr && options_.partition_count > 0);
}

Verdict PartitionFold::Next(eventlog::Offset offset, std::string_view record) {
  Verdict verdict;
  NextInto(offset, record, &verdict);
  return verdict;
}

void PartitionFold::NextInto(eventlog::Offset offset, std::string_view record, Verdict* verdict) {
  RT_CHECK(offset == cursor_.next);
  RecordFault fault;
  std::optional<ParsedRecord> parsed = ParseRecord(record, &fault);
  const bool well_formed = parsed.has_value();
  verdict->record = well_formed ? *std::move(parsed) : ParsedRecord{};

  Ruling ruling{Verdict::kIgnored, WhyOf(fault)};
  if (offset == 0) {
    ruling = RuleOnFirst(record, well_formed, verdict->record);
  } else if (fault == RecordFault::kBadKind) {
    ruling = RuleOnUnknownKind(record);
  } else if (well_formed) {
    const Why mac = MacFault(record);
    if (mac != Why::kNone) {
      ruling = {IsHalt(mac) ? Verdict::kHalt : Verdict::kIgnored, mac};
    } else if (verdict->record.envelope.topic != options_.topic) {
      ruling = {Verdict::kIgnored, Why::kWrongTopic};
    } else if (verdict->record.envelope.kind == RecordKind::kCommit) {
      ruling = RuleOnCommit(verdict);
    } else {
      ruling = RuleOnControl(verdict->record);
    }
  }
  verdict->kind = ruling.kind;
  verdict->why = ruling.why;
  if (ruling.kind == Verdict::kHalt) return;
  ++cursor_.next;
  cursor_.running = StepRunning(cursor_.running, well_formed,
                                well_formed ? verdict->record.commit_hash : Blake2b(record));
  if (ruling.kind == Verdict::kIgnored) ++cursor_.ignored;
  if (ruling.kind == Verdict::kAccepted) ++cursor_.accepted;
}

// Garbage in record 0 is not ignored like garbage anywhere else: with no key introduced, nothing
// after it would ever count, and a reader that ignores everything looks healthy.
PartitionFold::Ruling PartitionFold::RuleOnFirst(std::string_view record, bool well_formed,
                                                 const ParsedRecord& parsed) {
  constexpr Ruling kWrong{Verdict::kHalt, Why::kWrongLog};
  log::v1::ControlBody body;
  if (!well_formed || parsed.envelope.kind != RecordKind::kLogIdentity ||
      parsed.envelope.topic != options_.topic ||
      !body.ParseFromArray(parsed.body.data(), static_cast<int>(parsed.body.size()))) {
    return kWrong;
  }
  const base::KeyId key_id = parsed.envelope.mac_key_id;
  if (body.log_id() != options_.log_id.ToString() || body.partition() != options_.partition ||
      body.partition_count() != options_.partition_count ||
      body.introduced_mac_key_id() != key_id.ToString()) {
    return kWrong;
  }
  const MacKey* key = options_.keys->Find(key_id);
  if (key == nullptr) return {Verdict::kHalt, Why::kMacKeyNotHeld};
  if (!VerifyMac(record, *key)) return kWrong;
  cursor_.introduced_mac_keys.push_back(key_id);
  return {Verdict::kControl, Why::kNone};
}

// A kind or format that is not ours, but under a MAC that is: a newer version wrote it, and others
// may have built on it.
PartitionFold::Ruling PartitionFold::RuleOnUnknownKind(std::string_view record) const {
  const Why mac = MacFault(record);
  if (mac == Why::kNone) return {Verdict::kHalt, Why::kNotUnderstood};
  return {IsHalt(mac) ? Verdict::kHalt : Verdict::kIgnored, mac};
}

PartitionFold::Ruling PartitionFold::RuleOnControl(const ParsedRecord& parsed) {
  constexpr Ruling kMisplaced{Verdict::kIgnored, Why::kMisplacedControl};
  constexpr Ruling kTaken{Verdict::kControl, Why::kNone};
  log::v1::ControlBody body;
  if (!body.ParseFromArray(parsed.body.data(), static_cast<int>(parsed.body.size()))) {
    return {Verdict::kHalt, Why::kNotUnderstood};
  }
  if (body.partition() != options_.partition) return kMisplaced;
  switch (parsed.envelope.kind) {
    case RecordKind::kTick:
      cursor_.effective = std::max(cursor_.effective, parsed.envelope.recorded_at);
      return kTaken;
    case RecordKind::kMacKeyIntroduced: {
      const auto introduced = base::KeyId::Parse(body.introduced_mac_key_id());
      if (!introduced || Introduced(*introduced) ||
          parsed.envelope.mac_key_id != cursor_.introduced_mac_keys.back()) {
        return kMisplaced;
      }
      cursor_.introduced_mac_keys.push_back(*introduced);
      return kTaken;
    }
    case RecordKind::kMigrationClosed:
      cursor_.migration_closed = true;
      return kTaken;
    case RecordKind::kLogIdentity:
    case RecordKind::kCommit:
      break;
  }
  return kMisplaced;
}

PartitionFold::Ruling PartitionFold::RuleOnCommit(Verdict* verdict) {
  const Envelope& envelope = verdict->record.envelope;
  const std::string_view bytes = verdict->record.body;
  if (PartitionOf(envelope.case_id, options_.partition_count) != options_.partition) {
    return {Verdict::kIgnored, Why::kWrongPartition};
  }
  // Rule 2 comes before rule 3: whether a body is understood must not depend on what is in the
  // index.
  if (!verdict->body.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
      !Understood(verdict->body, options_)) {
    return {Verdict::kHalt, Why::kNotUnderstood};
  }
  if (index_->FindCommand(envelope.case_id, envelope.command_id)) {
    return {Verdict::kIgnored, Why::kDuplicateCommand};
  }
  const std::optional<StreamHead> before = index_->FindHead(envelope.stream_id);
  if (envelope.head != (before ? before->hash : Hash{})) {
    return {Verdict::kIgnored, Why::kStaleHead};
  }
  Accept(before, verdict);
  return {Verdict::kAccepted, Why::kNone};
}

void PartitionFold::Accept(const std::optional<StreamHead>& before, Verdict* verdict) {
  const Envelope& envelope = verdict->record.envelope;
  const log::v1::CommitBody& body = verdict->body;
  cursor_.effective = std::max(
      {cursor_.effective, envelope.recorded_at, base::Instant{body.recorded_not_before_us()}});
  verdict->effective = cursor_.effective;
  verdict->head = before.value_or(StreamHead{});
  verdict->known_at = cursor_.effective;
  // A reaction passes on the registration time that its cause had.
  const bool may_register = body.actor().role() == type::v1::ROLE_MIGRATION ||
                            (body.actor().role() == type::v1::ROLE_SERVICE && body.has_cause());
  if (body.registered_at_us() != 0 && may_register && !cursor_.migration_closed) {
    verdict->known_at = std::min(verdict->known_at, base::Instant{body.registered_at_us()});
  }
  if (before) verdict->known_at = std::max(verdict->known_at, before->registered_at);
  if (body.events().event_size() > 0) {
    verdict->head = {verdict->record.commit_hash, verdict->head.version + 1, verdict->known_at};
    index_->PutHead(envelope.stream_id, verdict->head);
  }
  known_.actor = envelope.actor;
  known_.method = envelope.method;
  known_.stream_id = envelope.stream_id;
  known_.fingerprint = body.fingerprint();
  known_.fingerprint_key_id = body.fingerprint_key_id();
  known_.refused = body.has_refusal();
  known_.outcome = known_.refused ? body.refusal().SerializeAsString() : body.reply();
  known_.commit_hash = verdict->record.commit_hash;
  known_.offset = cursor_.next;
  index_->PutCommand(envelope.case_id, envelope.command_id, known_);
}

Verdict::Why PartitionFold::MacFault(std::string_view record) const {
  const base::KeyId id = MacKeyIdOf(record);
  if (!Introduced(id)) return Why::kMacKeyNotIntroduced;
  const MacKey* key = options_.keys->Find(id);
  if (key == nullptr) return Why::kMacKeyNotHeld;
  return VerifyMac(record, *key) ? Why::kNone : Why::kBadMac;
}

bool PartitionFold::Introduced(const base::KeyId& key) const {
  const auto& keys = cursor_.introduced_mac_keys;
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace rondetafel::commit
