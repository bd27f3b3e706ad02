// The fold rule (architecture 3): the one implementation that decides, record by record, what a partition
// says. The owner, other services, replay and `rtctl log verify` all use it, so all agree.
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

// What is remembered of an accepted command: enough to answer a repeat for ever.
struct KnownCommand {
  base::ActorId actor;
  std::string method;
  base::StreamId stream_id;
  std::string fingerprint;
  std::string fingerprint_key_id;
  bool refused = false;
  std::string outcome;      // log.v1.Refusal when refused, else the reply bytes
  Hash commit_hash{};
  eventlog::Offset offset = -1;
};

// The last accepted event commit of a stream.
struct StreamHead {
  Hash hash{};
  std::int64_t version = 0;  // event commits accepted so far; for display and history order only
  base::Instant registered_at;  // running maximum of "known on" times over the stream
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

// The part of a fold that is one small value per partition; written with the offsets, in the same batch.
struct FoldCursor {
  eventlog::Offset next = 0;
  base::Instant effective;  // running maximum of recorded times over accepted commits and ticks
  Hash running{};           // over all records, ignored ones too
  std::vector<base::KeyId> introduced_mac_keys;
  bool migration_closed = false;
  std::uint64_t accepted = 0;
  std::uint64_t ignored = 0;

  std::string Encode() const;
  static std::optional<FoldCursor> Decode(std::string_view bytes);
};

struct Verdict {
  enum Kind {
    kAccepted,      // apply all events as one unit (none if refused)
    kControl,       // a control record took effect
    kIgnored,       // somebody's garbage, a duplicate, a late write, the loser of a race
    kHalt,          // this reader must stop before this record; nothing was changed
  };
  // Why a record was ignored or the reader halted; also the metric label.
  enum class Why {
    kNone, kMalformed, kBadBodyHash, kBadMac, kMacKeyNotIntroduced, kWrongTopic, kWrongPartition,
    kStaleHead, kDuplicateCommand, kMisplacedControl,
    kNotUnderstood, kMacKeyNotHeld, kWrongLog,
  };
  Kind kind = kIgnored;
  Why why = Why::kNone;
  // Of accepted commits:
  ParsedRecord record;       // views into the bytes given to Next
  log::v1::CommitBody body;
  StreamHead head;           // after this commit
  base::Instant effective;   // of this record
  base::Instant known_at;    // effective, or the registration time of an older system
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
  // Asked of every authentic commit within that version: false, and the reader halts before it (an event
  // of a kind or oneof case this binary does not have). Empty: everything is understood. May keep what it
  // parsed; the verdict that follows is about the same commit.
  std::function<bool(const log::v1::CommitBody& body)> understands;
};

// One step of the running hash over a partition's records: BLAKE2b-256(running, record). FoldCursor.running
// is this over all records from offset 0, starting from all zero.
Hash NextRunning(const Hash& running, std::string_view record);

class PartitionFold {
 public:
  PartitionFold(FoldOptions options, FoldIndex* index, FoldCursor cursor);
  // Takes the record at `offset`, which must be cursor().next (CHECK: density).
  Verdict Next(eventlog::Offset offset, std::string_view record);
  const FoldCursor& cursor() const { return cursor_; }

 private:
  FoldOptions options_;
  FoldIndex* index_;
  FoldCursor cursor_;
};

}  // namespace rondetafel::commit
