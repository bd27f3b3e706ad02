// RecordKit: makes the records of one partition for tests, honest ones by default and wrong ones by
// one changed field.
#pragma once
#include <string>
#include <utility>

#include "rondetafel/log/v1/body.pb.h"
#include "shared/commit/fold.h"
#include "shared/commit/genesis.h"
#include "shared/commit/mac_keys.h"
#include "shared/commit/memory_index.h"

namespace rondetafel::commit {

template <class IdType>
IdType TestId(std::string_view name) {
  return IdType(base::DeriveUuid("test", {name}));
}
inline MacKey TestKey(std::uint8_t fill) {
  MacKey key;
  key.fill(fill);
  return key;
}

// One commit to be: change a field, then Record().
struct CommitDraft {
  Envelope envelope;
  log::v1::CommitBody body;
  MacKey mac_key{};

  std::string Record() const { return EncodeRecord(envelope, body.SerializeAsString(), mac_key); }
};

class RecordKit {
 public:
  static constexpr int kPartitions = 4;

  RecordKit() {
    keys.Add(key_id, key);
    stamp = {"intake", PartitionOf(case_id, kPartitions), {1000}, key_id, key};
  }

  std::string Identity() const { return BuildLogIdentity(stamp, {log_id, kPartitions}); }
  std::string Tick(std::int64_t us) const {
    ControlStamp at = stamp;
    at.now = {us};
    return BuildTick(at);
  }
  // A commit of one event to `stream`, on `head`.
  CommitDraft Commit(std::string_view stream, std::string_view command, const Hash& head) const {
    CommitDraft draft;
    draft.mac_key = key;
    draft.envelope.topic = stamp.topic;
    draft.envelope.case_id = case_id;
    draft.envelope.stream_id = TestId<base::StreamId>(stream);
    draft.envelope.command_id = TestId<base::CommandId>(command);
    draft.envelope.actor = TestId<base::ActorId>("actor");
    draft.envelope.method = "SubmitRequest";
    draft.envelope.head = head;
    draft.envelope.recorded_at = {2000};
    draft.envelope.mac_key_id = key_id;
    draft.body.set_schema_version(3);
    draft.body.set_stream_kind("request");
    draft.body.set_fingerprint("fingerprint");
    draft.body.set_fingerprint_key_id("data key");
    draft.body.mutable_events()->add_event("event");
    draft.body.set_reply("reply");
    return draft;
  }
  CommitDraft Refusal(std::string_view stream, std::string_view command, const Hash& head) const {
    CommitDraft draft = Commit(stream, command, head);
    draft.body.clear_reply();
    draft.body.mutable_refusal()->set_reason("NO_AGREEMENT");
    draft.body.mutable_refusal()->set_rule("R39");
    return draft;
  }
  FoldOptions Options() const {
    return {.topic = stamp.topic,
            .partition = stamp.partition,
            .partition_count = kPartitions,
            .log_id = log_id,
            .keys = &keys,
            .schema_version = 3,
            .understands = {}};
  }

  base::LogId log_id = TestId<base::LogId>("log");
  base::CaseId case_id = TestId<base::CaseId>("case");
  base::KeyId key_id = TestId<base::KeyId>("key");
  MacKey key = TestKey(1);
  MacKeySet keys;
  ControlStamp stamp;
};

// A fold over records given one by one, record 0 already taken.
class FoldRun {
 public:
  explicit FoldRun(const RecordKit& kit) : FoldRun(kit.Options(), kit.Identity()) {}
  FoldRun(FoldOptions options, std::string record0)
      : fold(std::move(options), &index, FoldCursor{}) {
    Take(std::move(record0));
  }
  // The verdict's views stay valid until the next call.
  const Verdict& Take(std::string record) {
    record_ = std::move(record);
    fold.NextInto(fold.cursor().next, record_, &verdict_);
    return verdict_;
  }
  const Verdict& verdict() const { return verdict_; }

  MemoryFoldIndex index;
  PartitionFold fold;

 private:
  std::string record_;
  Verdict verdict_;
};

}  // namespace rondetafel::commit
