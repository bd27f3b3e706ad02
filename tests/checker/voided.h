// What a run did to the log itself: answers about records that it cut away prove nothing any more.
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/checker/observed.pb.h"

namespace rondetafel::checker {

class Voided {
 public:
  // What the run did at observation `at`.
  void Add(std::size_t at, const v1::LogAltered& cut) {
    cuts_[cut.topic()].push_back({cut.partition(), cut.from(), at});
  }
  bool empty() const { return cuts_.empty(); }
  // Records below `offset` that were there at observation `index` were cut away after it.
  bool Below(const std::string& topic, int partition, std::int64_t offset,
             std::size_t index) const {
    const auto found = cuts_.find(topic);
    if (found == cuts_.end()) return false;
    for (const Cut& cut : found->second) {
      if (cut.partition == partition && cut.from < offset && cut.at > index) return true;
    }
    return false;
  }
  // Anything of the topic was cut away after observation `index`.
  bool Any(const std::string& topic, std::size_t index) const {
    const auto found = cuts_.find(topic);
    if (found == cuts_.end()) return false;
    for (const Cut& cut : found->second) {
      if (cut.at > index) return true;
    }
    return false;
  }

 private:
  struct Cut {
    int partition = 0;
    std::int64_t from = 0;
    std::size_t at = 0;
  };
  std::map<std::string, std::vector<Cut>> cuts_;
};

}  // namespace rondetafel::checker
