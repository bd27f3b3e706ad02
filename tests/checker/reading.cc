#include "tests/checker/reading.h"

#include <algorithm>

namespace rondetafel::checker {

PartitionReading::PartitionReading(const ReadingRules* rules, std::string topic, int partition)
    : rules_(rules), topic_(std::move(topic)), partition_(partition) {}

void PartitionReading::Next(std::string_view bytes, Said* said) {
  said->fate = Fate::kHalt;
  if (halted_) return;
  said->record = Record{};
  const Shape shape = ReadRecord(bytes, &said->record);
  said->fate = next_ == 0 ? JudgeFirst(bytes, shape, said->record) : Judge(bytes, shape, said);
  if (said->fate == Fate::kHalt) {
    halted_ = true;
    return;
  }
  running_ = RunningAfter(running_, bytes, shape, said->record);
  ++next_;
}

// The log's own name. With a wrong one nothing that follows means anything.
Fate PartitionReading::JudgeFirst(std::string_view bytes, Shape shape, const Record& record) {
  log::v1::ControlBody body;
  if (shape != Shape::kGood || record.kind != Kind::kIdentity || record.topic != topic_ ||
      !body.ParseFromArray(record.body.data(), static_cast<int>(record.body.size()))) {
    return Fate::kHalt;
  }
  const Id key_id = MacKeyOf(bytes);
  const auto key = rules_->keys->find(key_id);
  const bool right = body.log_id() == rules_->log_id && body.partition() == partition_ &&
                     body.partition_count() == rules_->partition_count &&
                     IdFromText(body.introduced_mac_key_id()) == key_id &&
                     key != rules_->keys->end() && MacHolds(bytes, key->second);
  if (!right) return Fate::kHalt;
  introduced_.push_back(key_id);
  return Fate::kControl;
}

Fate PartitionReading::Judge(std::string_view bytes, Shape shape, Said* said) {
  if (shape == Shape::kGarbage) return Fate::kIgnored;
  const Id key_id = MacKeyOf(bytes);
  if (std::find(introduced_.begin(), introduced_.end(), key_id) == introduced_.end()) {
    return Fate::kIgnored;
  }
  const auto key = rules_->keys->find(key_id);
  if (key == rules_->keys->end()) return Fate::kHalt;
  if (!MacHolds(bytes, key->second)) return Fate::kIgnored;
  if (shape == Shape::kNewerShape) return Fate::kHalt;
  if (said->record.topic != topic_) return Fate::kIgnored;
  return said->record.kind == Kind::kCommit ? JudgeCommit(said) : JudgeControl(bytes, said->record);
}

Fate PartitionReading::JudgeControl(std::string_view bytes, const Record& record) {
  log::v1::ControlBody body;
  if (!body.ParseFromArray(record.body.data(), static_cast<int>(record.body.size()))) {
    return Fate::kHalt;
  }
  if (body.partition() != partition_) return Fate::kIgnored;
  if (record.kind == Kind::kTick) {
    effective_us_ = std::max(effective_us_, record.recorded_us);
    return Fate::kControl;
  }
  if (record.kind == Kind::kMigrationClosed) {
    migration_closed_ = true;
    return Fate::kControl;
  }
  if (record.kind != Kind::kMacKey) return Fate::kIgnored;  // a second identity
  const Id introduced = IdFromText(body.introduced_mac_key_id());
  const bool in_turn =
      MacKeyOf(bytes) == introduced_.back() && introduced != Id{} &&
      std::find(introduced_.begin(), introduced_.end(), introduced) == introduced_.end();
  if (!in_turn) return Fate::kIgnored;
  introduced_.push_back(introduced);
  return Fate::kControl;
}

Fate PartitionReading::JudgeCommit(Said* said) {
  const Record& record = said->record;
  if (PartitionOfCase(record.case_id, rules_->partition_count) != partition_) {
    return Fate::kIgnored;
  }
  // Understood or not, before new or not: what an old reader halts at must not depend on what it
  // remembers.
  log::v1::CommitBody& body = said->body;
  if (!body.ParseFromArray(record.body.data(), static_cast<int>(record.body.size())) ||
      (!body.has_events() && !body.has_refusal()) ||
      (rules_->understands && !rules_->understands(topic_, body))) {
    return Fate::kHalt;
  }
  if (known_.contains({IdOf(record.case_id), IdOf(record.command_id)})) return Fate::kIgnored;
  const auto stream = streams_.find(IdOf(record.stream_id));
  const Hash head = stream == streams_.end() ? Hash{} : stream->second.head;
  if (record.head != View(head)) return Fate::kIgnored;
  Accept(said);
  return Fate::kAccepted;
}

void PartitionReading::Accept(Said* said) {
  const Record& record = said->record;
  const log::v1::CommitBody& body = said->body;
  known_.emplace(IdOf(record.case_id), IdOf(record.command_id));
  effective_us_ = std::max({effective_us_, record.recorded_us, body.recorded_not_before_us()});
  said->effective_us = said->known_us = effective_us_;
  const bool by_migration = body.actor().role() == type::v1::ROLE_MIGRATION;
  const bool by_reaction = body.actor().role() == type::v1::ROLE_SERVICE && body.has_cause();
  if (body.registered_at_us() != 0 && (by_migration || by_reaction) && !migration_closed_) {
    said->known_us = std::min(effective_us_, body.registered_at_us());
  }
  const Id id = IdOf(record.stream_id);
  const auto before = streams_.find(id);
  if (before != streams_.end()) {
    said->known_us = std::max(said->known_us, before->second.known_us);
    said->version = before->second.version;
  } else {
    said->version = 0;
  }
  if (body.events().event_size() == 0) return;  // a refusal, or "already so": no new head
  Stream& stream = streams_[id];
  stream.known_us = said->known_us;
  stream.head = record.hash;
  said->version = ++stream.version;
}

std::int64_t PartitionReading::VersionOf(const Id& stream) const {
  const auto found = streams_.find(stream);
  return found == streams_.end() ? 0 : found->second.version;
}

}  // namespace rondetafel::checker
