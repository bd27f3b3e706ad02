// I11 and I13: what services did by themselves, against what made them.
#pragma once
#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/checker/checker.h"
#include "tests/checker/reading.h"

namespace rondetafel::checker {

class Causes {
 public:
  // `domain` may be missing: then no reaction is due, and those found must derive from their cause.
  explicit Causes(Domain* domain) : domain_(domain) {}

  void Accepted(const Commit& commit);
  // After all partitions. `settled`: every reaction was given time. `whole`: all was read, so a
  // cause that is not there is missing.
  void Judge(bool settled, bool whole, Findings* findings);
  // Of the reactions of service `by` to commits of a partition below an offset: the highest offset
  // at which one of them was recorded in the own partition of the same number, -1 when there is
  // none, INT64_MAX when one never was. After Judge.
  std::int64_t HighestEffect(const std::string& by, const v1::Place& below) const;

 private:
  struct Place {
    int topic = 0;
    int partition = 0;
    std::int64_t offset = 0;
  };
  struct Cause {
    Place place;
    std::int64_t effective_us = 0, known_us = 0;
  };
  // A commit that names a cause.
  struct Effect {
    Place place;
    Id cause{};  // first half of its hash: enough to find it
    Place named;
    Id command_id{};
    std::int64_t effective_us = 0, known_us = 0;
    bool of_reaction = false, of_timer = false;  // what its id derives from
  };
  struct Done {
    Place place;
    Id case_id{}, stream_id{};
    int times = 0;
  };
  struct Due {
    Place upstream;
    int topic = 0;
    Id case_id{}, stream_id{};
    std::string name;
  };

  int TopicOf(std::string_view name);
  Finding At(int invariant, const Place& place, std::string what) const;
  void MeasureEffects();
  void JudgeDue(const Done* done, const Due& due, bool settled, Findings* findings) const;

  Domain* domain_;
  std::vector<std::string> topics_;
  absl::flat_hash_map<Id, Cause> causes_;
  std::vector<Effect> effects_;
  // Reacting topic and id: two services may name a reaction alike.
  using ReactionKey = std::pair<int, Id>;
  absl::flat_hash_map<ReactionKey, Done> done_;
  std::vector<std::pair<ReactionKey, Due>> due_;
  absl::flat_hash_set<ReactionKey> asked_for_;
  std::vector<ReactionDue> scratch_;
  // Upstream topic, partition, reacting topic → upstream offset, highest effect so far; ascending.
  std::map<std::tuple<std::string, int, std::string>,
           std::vector<std::pair<std::int64_t, std::int64_t>>>
      effects_below_;
};

}  // namespace rondetafel::checker
