// Stage: where a directed schedule is played. A log delivered by hand, replicas turned by hand, and
// everything that clients see on record, for the checker to judge.
//
//   Stage stage;
//   Node& here = stage.Account();
//   stage.Deposit(here, 1, 30);
//   …
//   return stage.End();
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "shared/runtime/testing/rig.h"
#include "tests/checker/checker.h"
#include "tests/checker/recorder.h"

namespace rondetafel::simulation {

using runtime::testing::Node;

// One short history that a mutant does not survive.
struct Schedule {
  std::string mutant;
  checker::Findings (*play)();
};
std::vector<Schedule> SchedulesOfTheFold();
std::vector<Schedule> SchedulesOfAnswers();
std::vector<Schedule> SchedulesBetweenServices();
std::vector<Schedule> SchedulesOfTheLog();
Schedule ScheduleOfTheRelation();

class Stage {
 public:
  Stage() : Stage([](eventlog::SimOptions&) {}) {}
  explicit Stage(const std::function<void(eventlog::SimOptions&)>& change);
  // Replicas point to the stage.
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  // A replica that has caught up, and is turned by Settle from now on.
  Node& Account() { return Add(rig.Account()); }
  Node& Mirror() { return Add(rig.Mirror()); }
  Node& Add(std::unique_ptr<Node> node);
  // The same, not started: for others than Settle to start and turn.
  Node& Aside(std::unique_ptr<Node> node);
  // Turns all and delivers until nothing moves.
  void Settle();
  // Lets true time pass.
  void Pass(std::int64_t us) { rig.clock.Advance(us); }

  // A command on its way, and what became of it.
  struct Call {
    std::shared_ptr<runtime::testing::Answer> answer;
    runtime::Command command;
    bool ok() const { return answer->has_value() && (*answer)->ok(); }
    const type::v1::Position& token() const { return (**answer)->position; }
  };
  // `tells_case`: false for a client that opens a case and does not know its id.
  Call Send(Node& to, const runtime::Command& command, bool tells_case = true);
  Call Send(Node& to, const runtime::testing::Order& order) {
    return Send(to, runtime::testing::MakeCommand(order));
  }
  // Sent and settled.
  Call Do(Node& to, const runtime::Command& command);
  Call Do(Node& to, const runtime::testing::Order& order) {
    return Do(to, runtime::testing::MakeCommand(order));
  }
  // A query about an account, with a token: UNAVAILABLE unless the replica covers it.
  void Show(Node& node, int account, const type::v1::Position& token);
  // A strong read; shown when its tick is through.
  void ShowStrong(Node& node, int account);
  // The hash of its projection, and that of one folded from offset 0. A halted replica tells none.
  void Dump(Node& node);
  void DumpOf(const runtime::Replica& replica, const projection::ProjectionStore& store,
              const runtime::ServiceDefinition& definition);
  // Figures of a replica as known on `t`.
  void Report(Node& node, base::Instant t);

  // What the records are that this replica's log has.
  std::vector<std::string> records(const std::string& topic = "account") const {
    return rig.log->Records({topic, 0});
  }
  void Altered(const std::string& topic, eventlog::Offset from);
  // A MAC key beside the rig's, that rebuilds and the checker hold.
  void AlsoHolds(const base::KeyId& id, const commit::MacKey& key);
  // From here on every operation gets its final answer within so much time.
  void Calm(std::int64_t within_us);

  // Dumps and shows every replica, and asks the checker.
  checker::Findings End(bool reactions_done = false);
  // The same without looking at replicas, which have another log.
  checker::Findings EndUnseen();
  checker::Findings EndWith(checker::Domain* domain, bool reactions_done);

  std::vector<std::string> topics;
  runtime::testing::Rig rig;
  checker::Recorder seen;

 private:
  checker::Findings EndJudged(bool reactions_done);
  std::int64_t At();
  std::uint64_t Ask(Node& node, int account, const type::v1::Position& token, bool strong);
  void Shown(Node& node, int account, std::uint64_t operation, bool available);

  commit::MacKeySet held_;
  std::vector<std::pair<base::KeyId, commit::MacKey>> keys_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::vector<Node*> turned_;
  std::int64_t at_us_ = 0;
};

}  // namespace rondetafel::simulation
