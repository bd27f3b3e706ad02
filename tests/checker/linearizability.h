// Linearizability of commands and strong reads of one stream: is there an order of all operations,
// each somewhere between its sending and its answer, in which a single account gives every answer
// that was given? Own search after Wing and Gong, with a memory of states already tried.
//
//   LinearReport report = CheckLinearizability(recorder.observed(), {});
//   for (const Finding& finding : report.findings) …
//
// Meant for small histories: streams with too many operations, or searches that take too long, are
// counted as not decided, never as passed.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/checker/checker.h"

namespace rondetafel::checker {

// One operation on an account. A command that was repeated is one: from its first sending to its
// first final answer.
struct LinearOperation {
  enum class Kind {
    kMove,     // adds `argument`; `result` is the balance after
    kRefused,  // the balance would have gone below zero; changes nothing
    kRead,     // a strong read: shows `result`
    kNothing,  // answered, and says nothing of the balance
  };
  Kind kind = Kind::kMove;
  std::uint64_t operation = 0;
  std::size_t begin = 0;
  std::size_t end = SIZE_MAX;  // never answered: may take effect at any time after, or not at all
  std::int64_t argument = 0;
  std::optional<std::int64_t> result;
};

enum class Linear { kYes, kNo, kUndecided };

inline constexpr std::size_t kLinearOperationsMax = 64;

// On one account, empty at first. Visits at most `states_max` states.
Linear IsLinearizable(const std::vector<LinearOperation>& operations, std::size_t states_max);

struct LinearOptions {
  // Topic whose streams are accounts.
  std::string topic = "account";
  // The refusal that says the balance was too low, and the methods of which it says so exactly: the
  // balance and the argument together are below zero.
  std::string overdraft_reason = "NEGATIVE_BALANCE";
  std::vector<std::string> exact_methods = {"Withdraw"};
  std::size_t states_max = 100'000;
};

struct LinearReport {
  std::vector<Finding> findings;  // one per stream; invariant 0
  std::uint64_t streams = 0;
  std::uint64_t undecided = 0;
  std::uint64_t operations = 0;
};

// All streams of the topic. Nothing is said of a stream in a log that the run itself altered, nor
// of command ids that were used for two things.
LinearReport CheckLinearizability(const std::vector<v1::Observed>& observed,
                                  const LinearOptions& options);

}  // namespace rondetafel::checker
