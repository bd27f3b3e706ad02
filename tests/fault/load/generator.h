// The load: starts jobs, repeats what has no answer yet with the same command id, here or at
// another replica, and compares what is said twice.
#pragma once
#include <cstdint>
#include <memory>
#include <queue>
#include <random>
#include <string>
#include <vector>

#include "tests/fault/load/counts.h"
#include "tests/fault/load/endpoints.h"
#include "tests/fault/load/job.h"
#include "tests/fault/load/settings.h"
#include "tests/fault/load/tries.h"

namespace rondetafel::fault {

// Single-threaded.
class Generator {
 public:
  explicit Generator(const Settings& settings);

  // Runs until every command has its answer. `stop` becomes true when nothing new shall be sent.
  // 0: all well; 1: answers contradict; 3: commands without an answer in time.
  int Run(const volatile bool& stop);

 private:
  struct Due {
    std::int64_t at_us;
    std::shared_ptr<Job> job;
    bool operator<(const Due& other) const { return at_us > other.at_us; }
  };

  // starting
  bool MayStart(std::int64_t now, bool stop) const;
  void StartDue(std::int64_t now, bool stop);
  std::shared_ptr<Job> NewJob();
  std::shared_ptr<Job> JobOfACase();
  void Begin(const std::shared_ptr<Job>& job);
  void Try(const std::shared_ptr<Job>& job, const std::string& not_this = "");
  // ending
  void Handle(const Ended& ended);
  void Settle(const std::shared_ptr<Job>& job, const Ended& ended);
  void GoOn(const Job& job, const Ended& ended);
  void Repeat(const Job& job, Purpose purpose, const std::shared_ptr<Message>& request);
  void Compare(const Job& job, const Ended& ended);
  bool IsFinal(const Job& job, const Ended& ended) const;
  void RetryDue(std::int64_t now);
  void Tell(std::int64_t now);
  bool Chance(std::int64_t percent) { return static_cast<std::int64_t>(random_() % 100) < percent; }

  const Settings& settings_;
  std::mt19937_64 random_;
  Cast cast_;
  Endpoints endpoints_;
  Tries tries_;
  const std::int64_t began_us_;
  Counts counts_;
  std::vector<std::shared_ptr<CaseFile>> files_;
  std::priority_queue<Due> due_;
  std::int64_t started_ = 0;  // jobs of the client's own will: no repeats
  std::int64_t open_ = 0;     // jobs without an answer
  int files_made_ = 0;
  bool chair_asked_ = false;
  std::int64_t told_us_ = 0;
};

}  // namespace rondetafel::fault
