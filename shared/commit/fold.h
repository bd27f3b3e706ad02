// The fold rule (architecture 3): the one implementation that decides, record by record, what a
// partition says. The owner, other services, replay and `rtctl log verify` all use it, so all
// agree.
//
//   PartitionFold fold(topic, partition, log_id, keys, index);
//   Verdict verdict = fold.Next(offset, record);
//   if (verdict.kind == Verdict::kAccepted) … apply verdict.body …
//
// Not thread-safe. Deterministic: the same records give the same verdicts, index writes and hashes.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rondetafel/log/v1/body.pb.h"
#include "shared/commit/envelope.h"
#include "shared/eventlog/event_log.h"

namespace rondetafel::commit {

// What is remembered of an accepted command: enough to answer a repeat for ever. A command that
// found things already so (accepted, no events) is remembered like any other.
struct KnownCommand {
  base::ActorId actor;
  std::string method;
  base::StreamId stream_id;
  std::string fingerprint;
  std::string fingerprint_key_id;
  bool refused = false;
  std::string outcome;  // log.v1.Refusal when refused, else the reply bytes
  Hash commit_hash{};
  eventlog::Offset offset = -1;
};

// The last accepted event commit of a stream: one with at least one event. Refusals and commits
// that found things already so change nothing, so they do not become the head.
struct StreamHead {
  Hash hash{};
  std::int64_t version = 0;     // event commits accepted so far; for display and history order only
  base::Instant registered_at;  // running maximum of known_at over the stream's event commits
};

// Where a fold keeps heads and known commands; a projection's tables or plain memory.
class FoldIndex {
 public:
  virtual ~FoldIndex() = default;
  virtual std::optional<StreamHead> FindHead(const base::StreamId& stream) = 0;
  virtual void PutHead(const base::StreamId& stream, const StreamHead& head) = 0;
  // Known per topic and case, not per stream.
  virtual std::optional<KnownCommand> FindCommand(const base::CaseId& case_id,
                                                  const base::CommandId& command) = 0;
  virtual void PutCommand(const base::CaseId& case_id, const base::CommandId& command,
                          const KnownCommand& known) = 0;
};

// The part of a fold that is one small value per partition; written with the rows, in the same
// batch. Its encoding is a projection's, so it may change with a projection version.
struct FoldCursor {
  eventlog::Offset next = 0;
  base::Instant effective;  // running maximum of recorded times over accepted commits and ticks
  Hash running{};           // over all records, ignored ones too
  std::vector<base::KeyId>
      introduced_mac_keys;  // in order; the last is the preceding key of the next
  bool migration_closed = false;
  std::uint64_t accepted = 0;  // commits
  std::uint64_t ignored = 0;   // records

  std::string Encode() const;
  static std::optional<FoldCursor> Decode(std::string_view bytes);
};

struct Verdict {
  enum Kind {
    kAccepted,  // apply all events as one unit (none if refused)
    kControl,   // a control record took effect
    kIgnored,   // somebody's garbage, a duplicate, a late write, the loser of a race
    kHalt,      // this reader must stop before this record; nothing was changed
  };
  // Why a record was ignored or the reader halted; also the metric label. kMisplacedControl: a
  // second identity, a key introduced twice or not under the preceding key, another partition's
  // control record.
  enum class Why {
    kNone,
    kMalformed,
    kBadBodyHash,
    kBadMac,
    kMacKeyNotIntroduced,
    kWrongTopic,
    kWrongPartition,
    kStaleHead,
    kDuplicateCommand,
    kMisplacedControl,
    kNotUnderstood,
    kMacKeyNotHeld,
    kWrongLog,
  };
  Kind kind = kIgnored;
  Why why = Why::kNone;
  // Of every record of good shape; empty otherwise. Views into the bytes given to Next.
  ParsedRecord record;
  // The rest is of accepted commits only.
  log::v1::CommitBody body;
  StreamHead head;          // of the stream, after this commit
  base::Instant effective;  // of this record
  // When it was known: effective, or the registration time of an older system if that is earlier;
  // never before what the stream already knew.
  base::Instant known_at;
};
std::string_view ToString(Verdict::Why why);

struct FoldOptions {
  std::string topic;
  int partition = 0;
  int partition_count = 0;
  base::LogId log_id;
  const MacKeyring* keys = nullptr;
  // Highest event schema version this reader understands (fold rule 2).
  int schema_version = 0;
  // Asked of every authentic commit within that version: false, and the reader halts before it (an
  // event of a kind or oneof case this binary does not have). Empty: everything is understood. May
  // keep what it parsed; the verdict that follows is about the same commit.
  std::function<bool(const log::v1::CommitBody& body)> understands;
};

// One step of the running hash over a partition's records: BLAKE2b-256 of the running hash, a byte
// and the record's hash. The byte is 1 and the hash the commit hash for a record of good shape,
// which covers its body; it is 0 and the hash that of all bytes for any other. FoldCursor.running
// is this over all records from offset 0, starting from all zero.
Hash NextRunning(const Hash& running, std::string_view record);

class PartitionFold {
 public:
  PartitionFold(FoldOptions options, FoldIndex* index, FoldCursor cursor);
  // Takes the record at `offset`, which must be cursor().next (CHECK: density).
  Verdict Next(eventlog::Offset offset, std::string_view record);
  // The same into a verdict that is used again and again, which saves its allocations.
  void NextInto(eventlog::Offset offset, std::string_view record, Verdict* verdict);
  const FoldCursor& cursor() const { return cursor_; }

 private:
  struct Ruling {
    Verdict::Kind kind;
    Verdict::Why why;
  };
  // Each rules on verdict->record and only on ruling kAccepted or kControl changes anything.
  Ruling RuleOnFirst(std::string_view record, bool well_formed, const ParsedRecord& parsed);
  Ruling RuleOnUnknownKind(std::string_view record) const;
  Ruling RuleOnControl(const ParsedRecord& parsed);
  Ruling RuleOnCommit(Verdict* verdict);
  void Accept(const std::optional<StreamHead>& before, Verdict* verdict);
  // Fold rule 1 on the MAC: kNone, or what is wrong.
  Verdict::Why MacFault(std::string_view record) const;
  bool Introduced(const base::KeyId& key) const;

  FoldOptions options_;
  FoldIndex* index_;
  FoldCursor cursor_;
  KnownCommand known_;  // reused
};

}  // namespace rondetafel::commit
