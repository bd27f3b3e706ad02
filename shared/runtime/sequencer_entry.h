// What the sequencer keeps of a command under way; private to sequencer*.cc.
#pragma once
#include <deque>
#include <memory>
#include <vector>

#include "shared/runtime/sequencer.h"

namespace rondetafel::runtime {

// One command, from Submit to its last answer. Queued (to be decided), or pending: decided,
// appended and part of its stream's speculation.
struct Sequencer::Entry {
  struct Waiter {
    base::Instant deadline;
    CommandDone done;
  };
  EntryKey key;
  Command command;
  int partition = 0;
  std::vector<Waiter> waiters;  // none left: nobody waits, the fold still settles it
  int decisions = 0;
  bool pending = false;
  // Attempts that left the speculation and whose records may be in the log, accepted: while there
  // are any, nobody may be told that nothing was done. Shared with their slots; unset: never any.
  std::shared_ptr<int> open_attempts;
  // Of the attempt under way:
  std::uint64_t ticket = 0;
  commit::Hash hash{};
  bool moves_head = false;  // has events; a refusal or "already so" leaves the head
  std::vector<std::unique_ptr<Message>> events;
};

// One stream's folded state plus what this replica has appended and not folded yet, in order.
struct Sequencer::Speculation {
  std::unique_ptr<Message> state;
  commit::Hash head{};
  std::deque<Entry*> chain;
};

// One append under way. The slot is free again when the log has answered and the attempt is
// settled.
struct Sequencer::Slot {
  int partition = 0;
  Entry* entry = nullptr;  // nullptr: the attempt is settled, or left the speculation
  bool returned = false;
  eventlog::Offset acknowledged = -1;  // in Sequencer::acknowledged_ while not negative
  std::shared_ptr<int> open_attempts;  // of the entry whose speculation it left
};

// What the fold remembers, as an answer to `command`: the recorded outcome when it is the same
// command, else ALREADY_EXISTS.
absl::StatusOr<Outcome> OutcomeFor(const Command& command, const commit::KnownCommand& known);
bool SameCommand(const Command& command, const Command& other);
absl::Status RepeatLater(std::string_view why);
const StreamKind& KindOf(const ServiceDefinition& definition, std::string_view name);

}  // namespace rondetafel::runtime
