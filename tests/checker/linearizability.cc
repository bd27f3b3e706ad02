#include "tests/checker/linearizability.h"

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <algorithm>
#include <map>
#include <utility>

namespace rondetafel::checker {
namespace {

using Kind = LinearOperation::Kind;

// The balance after the operation, or nothing when it cannot happen here.
std::optional<std::int64_t> After(const LinearOperation& operation, std::int64_t balance) {
  switch (operation.kind) {
    case Kind::kMove: {
      const std::int64_t after = balance + operation.argument;
      if (after < 0 || (operation.result && *operation.result != after)) return std::nullopt;
      return after;
    }
    case Kind::kRefused:
      if (balance + operation.argument >= 0) return std::nullopt;
      return balance;
    case Kind::kRead:
      if (operation.result != balance) return std::nullopt;
      return balance;
    case Kind::kNothing:
      return balance;
  }
  return std::nullopt;
}

class Search {
 public:
  Search(const std::vector<LinearOperation>& operations, std::size_t states_max)
      : operations_(operations), states_max_(states_max) {
    for (std::size_t i = 0; i < operations.size(); ++i) {
      if (operations[i].end != SIZE_MAX) required_ |= Bit(i);
    }
  }

  Linear Run() {
    if (Go(0, 0)) return Linear::kYes;
    return tired_ ? Linear::kUndecided : Linear::kNo;
  }

 private:
  static std::uint64_t Bit(std::size_t i) { return std::uint64_t{1} << i; }

  // Everything in `done` has happened and left `balance`.
  bool Go(std::uint64_t done, std::int64_t balance) {
    if ((done & required_) == required_) return true;
    if (tried_.size() >= states_max_) tired_ = true;
    if (tired_ || !tried_.insert({done, balance}).second) return false;
    // Nothing that begins after another's end may come before it.
    std::size_t first_end = SIZE_MAX;
    for (std::size_t i = 0; i < operations_.size(); ++i) {
      if ((done & Bit(i)) == 0) first_end = std::min(first_end, operations_[i].end);
    }
    for (std::size_t i = 0; i < operations_.size(); ++i) {
      if ((done & Bit(i)) != 0 || operations_[i].begin > first_end) continue;
      const auto after = After(operations_[i], balance);
      if (after && Go(done | Bit(i), *after)) return true;
    }
    return false;
  }

  const std::vector<LinearOperation>& operations_;
  const std::size_t states_max_;
  std::uint64_t required_ = 0;
  bool tired_ = false;
  absl::flat_hash_set<std::pair<std::uint64_t, std::int64_t>> tried_;
};

// Gathers one operation per command id and per strong read.
class Gathering {
 public:
  Gathering(const std::vector<v1::Observed>& observed, const LinearOptions& options)
      : options_(options) {
    for (std::size_t i = 0; i < observed.size(); ++i) {
      const v1::Observed& seen = observed[i];
      if (seen.has_sent() && seen.sent().topic() == options.topic) Send(seen.sent(), i);
      if (seen.has_answered()) Answer(seen.answered(), i);
      if (seen.has_asked() && seen.asked().strong()) asked_[seen.asked().operation()] = {&seen, i};
      if (seen.has_shown() && seen.shown().code() == 0) Show(seen.shown(), i);
    }
  }

  // Stream → its operations; streams with an id used for two things are left out.
  std::map<std::string, std::vector<LinearOperation>> Take() {
    std::map<std::string, std::vector<LinearOperation>> streams = std::move(reads_);
    for (auto& [id, call] : calls_) {
      streams[call.sent->stream_id()].push_back(call.operation);
    }
    for (const std::string& stream : unfit_) streams.erase(stream);
    return streams;
  }

 private:
  struct Call {
    const v1::Sent* sent = nullptr;
    LinearOperation operation;
  };

  void Send(const v1::Sent& sent, std::size_t at) {
    const auto [found, is_new] = calls_.try_emplace(sent.command_id());
    Call& call = found->second;
    if (is_new) {
      call.sent = &sent;
      call.operation.operation = sent.operation();
      call.operation.begin = at;
      call.operation.argument = sent.model_argument();
    } else if (call.sent->body_digest() != sent.body_digest() ||
               call.sent->actor_id() != sent.actor_id() || call.sent->method() != sent.method() ||
               call.sent->stream_id() != sent.stream_id()) {
      unfit_.insert(call.sent->stream_id());
      unfit_.insert(sent.stream_id());
    }
    command_of_[sent.operation()] = sent.command_id();
  }

  void Answer(const v1::Answered& answered, std::size_t at) {
    const auto command = command_of_.find(answered.operation());
    if (command == command_of_.end()) return;
    Call& call = calls_[command->second];
    LinearOperation& operation = call.operation;
    if (operation.end != SIZE_MAX) return;
    if (answered.refused()) {
      operation.end = at;
      const auto& exact = options_.exact_methods;
      const bool says = answered.reason() == options_.overdraft_reason &&
                        std::find(exact.begin(), exact.end(), call.sent->method()) != exact.end();
      operation.kind = says ? Kind::kRefused : Kind::kNothing;
    } else if (answered.code() == 0) {
      operation.end = at;
      operation.result = answered.model_result();
    }
  }

  void Show(const v1::Shown& shown, std::size_t at) {
    const auto found = asked_.find(shown.operation());
    if (found == asked_.end() || !shown.has_number()) return;
    const v1::Asked& asked = found->second.first->asked();
    if (asked.topic() != options_.topic || asked.stream_id().empty()) return;
    LinearOperation operation;
    operation.kind = Kind::kRead;
    operation.operation = asked.operation();
    operation.begin = found->second.second;
    operation.end = at;
    operation.result = shown.number();
    reads_[asked.stream_id()].push_back(operation);
  }

  const LinearOptions& options_;
  std::map<std::string, Call> calls_;  // by command id
  absl::flat_hash_map<std::uint64_t, std::string> command_of_;
  absl::flat_hash_map<std::uint64_t, std::pair<const v1::Observed*, std::size_t>> asked_;
  std::map<std::string, std::vector<LinearOperation>> reads_;
  absl::flat_hash_set<std::string> unfit_;
};

}  // namespace

Linear IsLinearizable(const std::vector<LinearOperation>& operations, std::size_t states_max) {
  if (operations.size() > kLinearOperationsMax) return Linear::kUndecided;
  return Search(operations, states_max).Run();
}

LinearReport CheckLinearizability(const std::vector<v1::Observed>& observed,
                                  const LinearOptions& options) {
  LinearReport report;
  for (const v1::Observed& seen : observed) {
    if (seen.has_log_altered()) return report;
  }
  for (auto& [stream, operations] : Gathering(observed, options).Take()) {
    // What is tried first is usually right: the order of the answers.
    std::sort(operations.begin(), operations.end(), [](const auto& a, const auto& b) {
      return std::pair(a.end, a.begin) < std::pair(b.end, b.begin);
    });
    ++report.streams;
    report.operations += operations.size();
    const Linear linear = IsLinearizable(operations, options.states_max);
    if (linear == Linear::kUndecided) ++report.undecided;
    if (linear != Linear::kNo) continue;
    Finding finding;
    finding.what = "no order of the commands and strong reads of stream " + ToText(IdOf(stream)) +
                   " gives the answers that were given";
    finding.topic = options.topic;
    finding.operation = operations.front().operation;
    report.findings.push_back(std::move(finding));
  }
  return report;
}

}  // namespace rondetafel::checker
