#include "tests/simulation/coverage.h"

#include "shared/base/text.h"

namespace rondetafel::simulation {
namespace {

// In the order of Met.
constexpr std::array<std::string_view, kMets> kWords = {
    "append landed and acknowledged",
    "append landed well before its acknowledgement",
    "acknowledgement lost",
    "append lost",
    "append answered unknown while under way",
    "record landed late",
    "append refused by the log",
    "record came twice",
    "appends overtook each other",
    "log out of reach",
    "old leader asked or read",
    "slow read",
    "log lost its tail",
    "log lost what a reader had folded",
    "lost tail refilled",
    "foreign: noise",
    "foreign: one of our records, cut",
    "foreign: commit under a key of their own",
    "foreign: commit under a key nobody introduced",
    "foreign: body changed",
    "foreign: body changed, hashed anew",
    "foreign: record of another partition",
    "foreign: record repeated",
    "foreign: record of an unknown kind",
    "killed between turns",
    "killed before an append",
    "killed after an append",
    "killed before a read",
    "killed after a read",
    "killed before a batch",
    "killed after a batch",
    "killed before a flush",
    "killed after a flush",
    "killed before an answer",
    "killed after an answer",
    "killed while asking for the end",
    "killed while opening a reader",
    "store fell back after a kill",
    "old checkpoint restored",
    "stopped in good order",
    "woke after a minute with commands open",
    "old binary started",
    "upgraded",
    "upgraded with an empty projection",
    "MAC key introduced",
    "MAC key given to a process",
    "clock an hour ahead",
    "clock an hour back",
    "clock a year ahead",
    "clock a year back",
    "clock confirmed",
    "repeated at another replica",
    "repeated while open",
    "repeated after the answer",
    "sent again with another body",
    "sent again by another actor",
    "sent again as another method",
    "sent again for another stream",
    "fold: event commit accepted",
    "fold: refusal accepted",
    "fold: already so accepted",
    "fold: tick",
    "fold: ignored, malformed",
    "fold: ignored, bad body hash",
    "fold: ignored, bad MAC",
    "fold: ignored, MAC key not introduced",
    "fold: ignored, wrong topic",
    "fold: ignored, wrong partition",
    "fold: ignored, stale head",
    "fold: ignored, duplicate command",
    "fold: ignored, misplaced control record",
    "fold: topics in another order",
    "halt: body not understood",
    "halt: MAC key not held",
    "halt: log ends below the position",
    "halt: another record in an old place",
    "halt: cannot be read on",
    "start refused: log too short",
    "answer: accepted",
    "answer: refused by a rule",
    "answer: repeat, as recorded",
    "answer: id was used for another command",
    "answer: id is in use for another command",
    "answer: catching up",
    "answer: partition halted",
    "answer: fate unknown",
    "answer: others kept being first",
    "answer: deadline",
    "answer: the log takes no more",
    "answer: queue full",
    "answer: migration closed",
    "answer: stopping",
    "race lost, decided again",
    "decision dropped from the speculation",
    "outbox row written",
    "outbox row not written, own topic knows",
    "outbox row deleted",
    "reaction refused",
    "reaction found things already so",
    "reaction of a higher ordinal",
    "reaction back to the first service",
    "timer fired",
    "timer checked its date again and did nothing",
    "clock guard: departed",
    "clock guard: behind",
    "clock guard: ahead",
    "strong read",
    "strong read without an answer",
    "query waited for its token",
    "query answered",
    "query without an answer in time",
    "report, provisional",
    "report, final",
    "migration closed",
};

}  // namespace

std::string_view ToString(Met met) { return kWords[static_cast<std::size_t>(met)]; }

void Coverage::Add(const Coverage& other) {
  for (std::size_t i = 0; i < kMets; ++i) counts_[i] += other.counts_[i];
}

std::string Coverage::Table() const {
  std::string table;
  for (std::size_t i = 0; i < kMets; ++i) {
    const std::string count = std::to_string(counts_[i]);
    table += base::Cat(std::string(14 - count.size(), ' '), count, "  ", kWords[i], '\n');
  }
  return table;
}

std::string Coverage::Missing() const {
  std::string missing;
  for (std::size_t i = 0; i < kMets; ++i) {
    if (counts_[i] == 0) missing += base::Cat("never met: ", kWords[i], '\n');
  }
  return missing;
}

}  // namespace rondetafel::simulation
