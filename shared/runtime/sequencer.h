// Sequencer: takes commands, decides them on what the log says plus what this replica has under
// way, sends them to the log at once, and answers when its own fold has passed them (architecture
// 3, "Serving a command"). The fold alone settles a command; nothing here believes a broker.
//
//   sequencer.Submit(command, deadline, now, done);
//   sequencer.Pump(now);                        // decides and appends what may go
//   sequencer.OnAppended(ticket, result);       // from the log
//   sequencer.OnFolded(partition, verdict, record_bytes);   // every record of the own topic
//   for (Answer& answer : sequencer.TakeAnswers()) …        // once the fold's rows are written
//
// Not thread-safe; deterministic; no clock, no thread. `done` is never called from inside: answers
// are handed out by TakeAnswers, so nobody hears of a commit before the rows that show it are
// written.
#pragma once
#include <absl/container/flat_hash_map.h>
#include <absl/status/statusor.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "shared/base/time.h"
#include "shared/commit/fold.h"
#include "shared/eventlog/event_log.h"
#include "shared/projection/rows.h"
#include "shared/runtime/definition.h"
#include "shared/runtime/outcome.h"

namespace rondetafel::runtime {

using CommandDone = std::function<void(absl::StatusOr<Outcome>)>;

struct SequencerOptions {
  int partition_count = 1;
  int commands_open_max = 4096;     // queued and under way together
  int appends_in_flight_max = 256;  // per partition
  int decisions_max = 16;           // of one command
};

// What the sequencer stands on. All outlive it.
struct SequencerPorts {
  const ServiceDefinition* definition = nullptr;
  projection::Rows* rows = nullptr;    // states, as folded
  commit::FoldIndex* index = nullptr;  // of the own topic
  const commit::MacKeyring* keys = nullptr;
  // Whether the stream, which has a head, was opened in that case. Asked between two groups of
  // records, when the rows show all that is folded.
  std::function<bool(const base::CaseId&, const base::StreamId&)> opened_in;
  // Effective time of an own partition: nothing is recorded before it.
  std::function<base::Instant(int partition)> effective;
  // No registration times any more in an own partition.
  std::function<bool(int partition)> migration_closed;
  // The MAC key that new records of an own partition are made with.
  std::function<base::KeyId(int partition)> mac_key;
  // Sends one record; OnAppended(ticket, …) must follow exactly once, later.
  std::function<void(int partition, std::string record, std::uint64_t ticket)> append;
};

class Sequencer {
 public:
  struct Answer {
    CommandDone done;
    absl::StatusOr<Outcome> outcome;  // position not filled in
    int partition = 0;
  };
  // What a turn of commands came to; for metrics. "won" counts commits, repeats included in
  // "repeated".
  struct Counts {
    std::uint64_t accepted = 0, refused = 0, repeated = 0, conflicting = 0, lost_races = 0,
                  unavailable = 0, exhausted = 0, invalid = 0;
    // Decisions taken out of the speculation: themselves lost, or made on top of a lost one.
    std::uint64_t dropped = 0;
  };

  Sequencer(SequencerOptions options, SequencerPorts ports);
  ~Sequencer();

  void Submit(Command command, base::Instant deadline, base::Instant now, CommandDone done);
  void Pump(base::Instant now);
  void OnAppended(std::uint64_t ticket, const eventlog::AppendResult& result);
  void OnFolded(int partition, const commit::Verdict& verdict, std::string_view record);
  // The fold has passed everything below `position`. What the log acknowledged down there and the
  // fold did not meet was lost with a tail of the log: it is decided again. Kept in the speculation
  // it would wedge its stream.
  void OnPassed(int partition, eventlog::Offset position);
  // Answers UNAVAILABLE whatever waits beyond its deadline. What was appended stays in the
  // speculation: the fold settles it.
  void Expire(base::Instant now);
  // Not OK: no new decision is made in that partition (all, when negative) and commands there are
  // answered with this status, except repeats of recorded ones. Commands under way wait for their
  // fold, or are answered at once with `drop`.
  void SetBarrier(int partition, absl::Status status, bool drop);
  std::vector<Answer> TakeAnswers() { return std::exchange(answers_, {}); }

  // Commands not answered or not settled yet.
  std::size_t open() const { return entries_.size(); }
  std::size_t queued() const;
  // Appends whose slot is taken.
  int in_flight(int partition) const { return in_flight_[static_cast<std::size_t>(partition)]; }
  const Counts& counts() const { return counts_; }
  bool has_answers() const { return !answers_.empty(); }

 private:
  using EntryKey = std::pair<base::CaseId, base::CommandId>;
  struct Entry;
  struct Speculation;
  struct Slot;

  // submitting
  bool AnswerIfSettled(const Command& command, int partition, CommandDone& done);
  static absl::Status CheckShape(const Command& command);
  absl::Status CheckMigration(const Command& command, int partition) const;
  void Join(Entry& entry, const Command& command, base::Instant deadline, CommandDone done);
  // deciding
  void DecideNext(int partition, base::Instant now);
  // A stream lies in the case of the commit that opened it. The fold goes by the stream alone, so
  // nothing may be decided on one case's state and written to another's partition.
  bool LiesElsewhere(const Command& command, const Speculation& speculation);
  void AnswerNotFound(Entry& entry, const Speculation& speculation);
  void Append(Entry& entry, Speculation& speculation, base::Instant now);
  base::Context MakeContext(const Command& command, base::Instant now) const;
  std::string BuildRecord(const Entry& entry, const Speculation& speculation,
                          const base::Context& context, Command::Decided decided,
                          std::string reply);
  Speculation& SpeculationOf(const Command& command);
  std::unique_ptr<Message> CommittedState(const Command& command);
  // settling
  void Settle(const EntryKey& key, const commit::Verdict& verdict);
  // Takes `from` and everything decided on top of it out of the speculation, in order of decision.
  std::vector<Entry*> DropFrom(Entry* from);
  // The same, of an entry whose record is known to have no effect.
  std::vector<Entry*> DropLost(Entry* from);
  std::vector<Entry*> DropAll(const base::StreamId& stream);
  void DecideAgain(const std::vector<Entry*>& dropped);
  void FreeSlot(std::uint64_t ticket, bool settled);
  void AnswerAll(Entry& entry, absl::StatusOr<Outcome> outcome);
  void Erase(Entry* entry);
  absl::Status BarrierOf(int partition) const;

  SequencerOptions options_;
  SequencerPorts ports_;
  absl::Status barrier_all_;
  std::vector<absl::Status> barriers_;
  std::map<EntryKey, std::unique_ptr<Entry>> entries_;  // walked: in a fixed order
  std::vector<std::deque<Entry*>> queues_;              // decided next, oldest first
  std::vector<int> in_flight_;
  // By partition: acknowledged attempts that the fold has not met, as offset and ticket.
  std::vector<std::set<std::pair<eventlog::Offset, std::uint64_t>>> acknowledged_;
  absl::flat_hash_map<base::StreamId, std::unique_ptr<Speculation>> speculations_;
  absl::flat_hash_map<base::StreamId, base::CaseId> homes_;  // known cases of streams; bounded
  absl::flat_hash_map<commit::Hash, Entry*> by_hash_;        // commit hash of the attempt under way
  absl::flat_hash_map<std::uint64_t, Slot> slots_;           // by ticket
  std::uint64_t next_ticket_ = 1;
  base::Instant next_deadline_{INT64_MAX};
  std::vector<Answer> answers_;
  Counts counts_;
};

}  // namespace rondetafel::runtime
