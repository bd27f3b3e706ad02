// Run: follows a plan on the real runtime (Replica, Sequencer, ServiceFold, Outbox, timers, clock
// guard, overlap check, fold rule) in a world of one thread: simulated log, clocks, processes and
// stores. Afterwards the world is healed, clients repeat until they are answered, and the history
// is handed to the checker.
//
// Deterministic: the same plan gives the same Result, byte for byte, on any machine.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "tests/simulation/coverage.h"
#include "tests/simulation/plan.h"

namespace rondetafel::simulation {

struct Violation {
  std::string invariant;  // "I4"; "CHECK" when the code under test gave up
  std::string what;       // one sentence
};

struct Result {
  std::uint64_t trace_hash = 0;
  Coverage coverage;
  std::vector<Violation> violations;
  std::string trace;  // with RunOptions::trace: one line for each thing that happened
};

struct RunOptions {
  bool trace = false;
};

Result Run(const Plan& plan, const RunOptions& options = {});

}  // namespace rondetafel::simulation
