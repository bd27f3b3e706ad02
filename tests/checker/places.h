// I4, I5, I7, I9, I10 and I12: what replicas, tools and reports showed, against the log.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/checker/causes.h"
#include "tests/checker/checker.h"
#include "tests/checker/commands.h"
#include "tests/checker/reading.h"
#include "tests/checker/voided.h"

namespace rondetafel::checker {

// An observation and its place among all of them.
struct Seen {
  std::size_t at = 0;
  v1::Observed what;
};

class Places {
 public:
  // `seen`: in order, without what clients sent and were answered.
  Places(const std::vector<Seen>* seen, const Voided* voided, int partition_count);

  // Compares what was shown at the reading's place. Call before each record and once at the end.
  void At(const PartitionReading& reading, const std::string& topic, int partition, Domain* domain,
          Findings* findings);
  // A partition ends at `end`: nobody can have been beyond.
  void End(const std::string& topic, int partition, std::int64_t end, Findings* findings);
  // After all partitions.
  void Judge(const Commands& commands, const Causes& causes, Findings* findings);

 private:
  // Something to compare when the reading gets to an offset.
  struct Watch {
    std::int64_t offset = 0;
    enum Kind { kRunning, kHead, kContent, kReport } kind = kRunning;
    const v1::Place* place = nullptr;
    std::size_t seen = 0;  // index into seen_
    std::size_t asked = 0;
  };
  struct Line {
    std::vector<Watch> watches;
    std::size_t next = 0;
  };

  void Expect(const v1::Place& place, Watch::Kind kind, std::size_t seen, std::size_t asked = 0);
  void ExpectShown(std::size_t asked, std::size_t seen);
  void Compare(const Watch& watch, const PartitionReading& reading, Domain* domain,
               Findings* findings);
  void CompareContent(const Watch& watch, const PartitionReading& reading, Domain* domain,
                      Findings* findings);
  void JudgeTokens(const Causes& causes, Findings* findings) const;
  void JudgeStrong(const Commands& commands, Findings* findings) const;
  void JudgeDumps(Findings* findings) const;
  void JudgeReports(Findings* findings) const;
  void JudgeReaders(Findings* findings) const;
  void JudgeHeads(Findings* findings) const;

  const v1::Observed& What(std::size_t index) const { return (*seen_)[index].what; }

  const std::vector<Seen>* seen_;
  const Voided* voided_;
  const int partition_count_;
  std::map<std::pair<std::string, int>, Line> lines_;
  std::vector<std::pair<std::size_t, std::size_t>> queries_;  // asked, shown: indexes into seen_
  std::vector<std::size_t> heads_differ_;                     // indexes of heads not in the log
};

}  // namespace rondetafel::checker
