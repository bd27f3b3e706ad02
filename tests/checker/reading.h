// What one partition says, record by record: the fold rule of docs/architecture.md, "The log
// decides", read a second time.
//
//   PartitionReading reading(rules, "intake", 0);
//   reading.Next(bytes, &said);        // offsets 0, 1, 2 …
//   if (said.fate == Fate::kAccepted) …
#pragma once
#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rondetafel/log/v1/body.pb.h"
#include "tests/checker/record.h"

namespace rondetafel::checker {

enum class Fate {
  kAccepted,  // a commit, its events or its refusal count
  kControl,   // a control record took effect
  kIgnored,   // counts for nobody
  kHalt,      // no reader of this version may go beyond
};

struct Said {
  Fate fate = Fate::kIgnored;
  Record record;             // when of good shape
  log::v1::CommitBody body;  // of accepted commits
  std::int64_t effective_us = 0;
  std::int64_t known_us = 0;
  std::int64_t version = 0;
};

struct ReadingRules {
  std::string log_id;
  int partition_count = 1;
  const MacKeys* keys = nullptr;
  std::function<bool(std::string_view topic, const log::v1::CommitBody&)> understands;
};

class PartitionReading {
 public:
  PartitionReading(const ReadingRules* rules, std::string topic, int partition);
  // The record at offset next(). After a halt nothing moves any more.
  void Next(std::string_view bytes, Said* said);

  std::int64_t next() const { return next_; }
  const Hash& running() const { return running_; }
  std::int64_t effective_us() const { return effective_us_; }
  bool migration_closed() const { return migration_closed_; }
  bool halted() const { return halted_; }
  // Event commits of the stream so far.
  std::int64_t VersionOf(const Id& stream) const;

 private:
  struct Stream {
    Hash head{};
    std::int64_t version = 0;
    std::int64_t known_us = INT64_MIN;
  };
  Fate Judge(std::string_view bytes, Shape shape, Said* said);
  Fate JudgeFirst(std::string_view bytes, Shape shape, const Record& record);
  Fate JudgeControl(std::string_view bytes, const Record& record);
  Fate JudgeCommit(Said* said);
  void Accept(Said* said);

  const ReadingRules* rules_;
  const std::string topic_;
  const int partition_;
  std::int64_t next_ = 0;
  Hash running_{};
  std::int64_t effective_us_ = 0;
  bool migration_closed_ = false;
  bool halted_ = false;
  std::vector<Id> introduced_;
  absl::flat_hash_map<Id, Stream> streams_;
  absl::flat_hash_set<std::pair<Id, Id>> known_;  // case, command
};

}  // namespace rondetafel::checker
