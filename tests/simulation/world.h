// World: the state of one run. Follow takes it through a plan's steps, Rest heals it and lets it
// come to an end, Finish hands the history to the checker. The parts of the engine share it:
//
//   world.cc    steps and turns          clients.cc  commands, queries, reports
//   faults.cc   what the log suffers     rest.cc     healing and the last questions
//   dump.cc     hashes of projections    judge.cc    checker and coverage
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "shared/runtime/rebuild.h"
#include "tests/checker/recorder.h"
#include "tests/simulation/broker.h"
#include "tests/simulation/process.h"
#include "tests/simulation/run.h"
#include "tests/simulation/trace.h"
#include "tests/simulation/workload.h"

namespace rondetafel::simulation {

// When every run begins; also the zero of StepKind::kReport.
inline constexpr std::int64_t kStartUs = 1'700'000'000'000'000;
// I8, its bound: so many rounds of a tenth of a second after all faults healed, with clients that
// repeat every 1.2 s and an operator who looks every 4 s, every command is answered and every
// reaction and timer done.
inline constexpr int kRoundsMax = 900;
// And what is asked then is answered for good in so much true time.
inline constexpr std::int64_t kCalmWithinUs = 60'000'000;

class World {
 public:
  World(const Plan& plan, const RunOptions& options);
  ~World();

  void Follow();
  void Rest();
  Result Finish();

 private:
  // One operation of the plan and who wants it.
  struct Client {
    int sent = 0;
    int open = 0;  // sent and not answered, as far as this client knows
    int last_process = -1;
    bool again = false;    // asked once more at the end, and not told yet
    bool settled = false;  // answered OK, refused or ALREADY_EXISTS
    bool ended = false;    // answered so that a repeat makes no sense, but nothing is settled
    bool was_ok = false;
    std::vector<Variation> variations;  // sent under this id; each is repeated to the end
    type::v1::Position token;
  };
  struct Sending {
    int index = 0;
    Variation variation = Variation::kSame;
    std::uint64_t operation = 0;
    int process = 0;
    int life = 0;
  };
  // A query or a report waiting for its positions.
  struct Question {
    int process = 0;
    int life = 0;
    std::uint64_t operation = 0;  // 0: a report
    std::optional<runtime::Command> about;
    type::v1::Position token;
    base::Instant known_on;
    std::int64_t until_us = 0;
    bool after_rest = false;  // an answer is due
    bool waited = false;
  };

  // world.cc
  void Take(const Step& step);
  void Advance(std::int64_t us) { true_us_ += us; }
  void Turn(int replica, int kill_at, std::int64_t batches);
  void Start(int replica, int kill_at);
  void Kill(int replica, std::int64_t batches, bool beyond_flush);
  void Upgrade(int replica, bool empty);
  void HoldKeys(int replica, int held);
  void Jump(int replica, std::int64_t us);
  void Confirm(int replica);
  void NoteProgress(int replica);
  bool Meet(const Step& step);
  void NoteLanded(std::string_view how);
  void CheckRecordedTime(std::string_view record);
  Process& At(int replica) { return *processes_[static_cast<std::size_t>(replica)]; }
  int ReplicaOf(int replica) const { return replica % static_cast<int>(processes_.size()); }
  int ReplicaOfService(std::size_t service, int pick) const;
  std::string Name(int replica) const;

  // clients.cc
  void Send(int index, int replica, Variation variation);
  void OnAnswer(const Sending& sending, const absl::StatusOr<runtime::Outcome>& outcome);
  void NoteAnswer(const Client& client, const absl::StatusOr<runtime::Outcome>& outcome);
  void Ask(int index, int replica, bool strong);
  void AskReport(int replica, std::int64_t after_start_us);
  void AnswerQuestions(int replica);
  bool AnswerQuestion(Process& process, Question& question);
  void Show(const Question& question, bool answered);
  void ShowReport(Process& process, const Question& question);
  void CloseMigration(int replica);

  // faults.cc
  void Truncate(int pick, std::int64_t records);
  void AppendForeign(int pick, Foreign foreign);
  std::string ForeignRecord(std::size_t partition, Foreign foreign, int pick) const;
  // Some record says what time it is. Else a clock guard has nothing to hold a clock against.
  bool KnowsTheTime() const;
  // What was answered about records that are gone is void: tokens no longer ask for them.
  void CutTokens(const eventlog::TopicPartition& place, eventlog::Offset end);
  const std::string* LastCommit(std::size_t partition) const;
  void IntroduceKey(int pick);
  bool Introduced(std::size_t partition) const;
  // Somebody began: the operator introduces the key wherever it is not. False: nobody did.
  bool FinishKeyIntroduction();
  static eventlog::Offset PositionIn(Process& process, const eventlog::TopicPartition& place);
  bool Tainted(int replica) const;
  // A process that fell back may have forgotten what is gone.
  void NoteFallBack(int replica);
  // The log was refilled with the very records it lost: there is nothing to notice.
  void NoteSameRefill(int replica);
  void ForgetIfTainted(int replica);

  // rest.cc
  void Heal();
  void LookAfter();
  // Empty: at rest.
  std::string WhyNotResting();
  bool Round(int round);
  void RepeatOpen(int round);
  void AskAll();

  // dump.cc
  void DumpAll();
  static runtime::LogPositions PositionsOf(Process& process);
  absl::StatusOr<std::string> RebuiltHash(Process& process, const runtime::LogPositions& positions);
  // Each partition in its order, and partitions in an order that the seed draws.
  absl::StatusOr<std::string> ReorderedHash(Process& process,
                                            const runtime::LogPositions& positions);
  void Dump(int replica, checker::v1::Dump::Origin origin, const absl::StatusOr<std::string>& hash);

  // judge.cc
  void Judge();
  void CountFolds();
  void CountCommit(std::size_t topic, const commit::Verdict& verdict);

  void Violate(std::string invariant, std::string what);
  std::int64_t now_us() const { return true_us_; }

  const Plan& plan_;
  const std::unique_ptr<Workload> workload_;
  std::vector<std::string> topics_;
  std::int64_t true_us_ = kStartUs;
  Coverage coverage_;
  Trace trace_;
  checker::Recorder recorder_;
  Broker broker_;
  MachineKeys keys_;  // the operator's: all of them
  std::vector<std::unique_ptr<Process>> processes_;
  std::vector<Client> clients_;
  std::vector<Question> questions_;
  std::vector<std::int64_t> report_times_;
  // By replica and folded partition: what NoteProgress told last, with the life it was in.
  std::vector<std::vector<eventlog::Offset>> told_;
  // By replica and partition of the broker: it has folded records from this offset on that are
  // gone; -1: it has not.
  std::vector<std::vector<eventlog::Offset>> tainted_;
  bool truncated_ = false;
  bool timeless_ = false;  // the log has lost everything that says what time it is
  std::vector<eventlog::Offset> lost_ends_;  // by partition of the broker; 0: nothing was lost
  bool at_rest_ = false;
  std::vector<Violation> violations_;
};

}  // namespace rondetafel::simulation
