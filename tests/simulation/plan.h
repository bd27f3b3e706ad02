// Plan: one history of the simulation as data. A plan holds no chance: the seed made it, Run
// follows it step by step, so a step can be left out (shrinking) or a plan written by hand
// (directed schedules of the mutants).
//
//   Plan plan = MakePlan({.seed = 42});
//   Result result = Run(plan);                    // run.h
//   Plan plan = {.replicas = {2, 1}, .operations = {…}, .steps = {{StepKind::kSend, 0, 0}, …}};
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rondetafel::simulation {

// One thing that happens. `replica` counts over all services, in the order of Plan::replicas.
// `pick` chooses among what is there at that moment, modulo how many there are; a step that finds
// nothing to do does nothing.
enum class StepKind : std::uint8_t {
  kAdvance,  // amount: microseconds of true time
  kTurn,     // one turn of a replica; pick > 0: killed at that call of a port, see kKill for amount
  kSend,     // operation `pick` is sent to the replica; amount: Variation
  kDeliver,  // an append in flight lands and is acknowledged
  kLand,     // an append in flight lands; its acknowledgement is on its way
  kAcknowledge,  // a landed append's acknowledgement arrives
  kLoseAck,      // a landed append's acknowledgement is lost: answered unknown
  kLose,         // an append in flight never lands: answered unknown
  kTimeOut,      // an append in flight is answered unknown and lands later, if at all
  kRefuse,       // an append in flight is answered refused
  kDuplicate,    // an append lands and is acknowledged; a copy of it is still in flight
  kLandLate,     // a timed-out append, a copy or one of a killed process lands
  kLoseLate,     // the same, but it is lost
  kKill,      // killed between turns; amount: batches its store falls back by, to a flush at most
  kRestore,   // killed, and an old checkpoint put back: amount batches, beyond any flush
  kStart,     // a process that is down, or halted, starts again
  kStop,      // a process ends in good order
  kUpgrade,   // starts again with the new binary; amount 1: with an empty projection
  kCut,       // the replica cannot reach the log; appends stay in flight
  kMend,      // it can again, and sees what everybody sees
  kStale,     // it reads from a leader that was deposed `amount` records ago, in one partition
  kSlow,      // its reads bring at most `amount` records; 0: as many as there are
  kJump,      // its wall clock is set by `amount` microseconds
  kConfirm,   // an operator sets its clock right and confirms it
  kTruncate,  // partition `pick` loses its last `amount` records
  kForeign,   // somebody else appends to partition `pick`; amount: Foreign
  kIntroduceKey,    // the operator introduces the next MAC key in partition `pick`
  kGiveKey,         // the process starts again holding the next MAC key too
  kStrongRead,      // a strong read of the stream of operation `pick`
  kQuery,           // a query about the stream of operation `pick` with that client's newest token
  kReport,          // figures as known `amount` microseconds ago
  kCloseMigration,  // an operator ends the time of registration times
};
inline constexpr int kStepKinds = static_cast<int>(StepKind::kCloseMigration) + 1;
std::string_view ToString(StepKind kind);

// How a repeat differs from the operation it repeats.
enum class Variation : std::uint8_t { kSame, kOtherBody, kOtherActor, kOtherMethod, kOtherStream };
inline constexpr int kVariations = 5;
std::string_view ToString(Variation variation);

// What somebody else appends.
enum class Foreign : std::uint8_t {
  kNoise,              // random bytes
  kCut,                // one of our records, cut short
  kBadMac,             // a commit with the right head under a key nobody gave them
  kUnknownKey,         // the same with a key id nobody introduced
  kBodyChanged,        // one of our records with another body
  kBodyChangedHashed,  // the same, body hash made anew, MAC of the old one
  kOtherPartition,     // one of our records from another partition or topic
  kRepeated,           // one of our records again
  kNewKind,            // a record of a kind that no binary has, under a good looking envelope
};
inline constexpr int kForeignKinds = 9;
std::string_view ToString(Foreign foreign);

struct Step {
  StepKind kind = StepKind::kTurn;
  int replica = 0;
  int pick = 0;
  std::int64_t amount = 0;
};

// What a client wants. The workload says what kinds there are (account/operations.h) and turns one
// into a command. A client repeats its operation with the same command id until it is answered.
struct Operation {
  int kind = 0;
  int subject = 0;  // which account; a case of the suite
  std::int64_t amount = 0;
  int actor = 0;
  bool gives_up = false;  // not repeated once the faults are over
};

struct Plan {
  std::uint64_t seed = 0;  // where it came from; also what its ids derive from
  std::string workload = "account";
  int partitions = 1;
  std::vector<int> replicas = {2, 1};  // of each service of the workload, in its order
  std::vector<int> old_binaries = {};  // replicas that begin with the old binary
  std::vector<Operation> operations = {};
  std::vector<Step> steps = {};
  // For people: which steps of the seed's plan these are, when some were left out.
  std::vector<int> kept = {};
};

struct PlanOptions {
  std::uint64_t seed = 1;
  std::string workload;  // empty: the seed chooses, see below
};
// So many histories of a thousand are of the five services or of the keyring, where those workloads
// are linked.
inline constexpr int kSuitePerThousand = 50;
inline constexpr int kKeyringPerThousand = 50;

Plan MakePlan(const PlanOptions& options);
// One line, in words.
std::string Describe(const Step& step);

}  // namespace rondetafel::simulation
