#include "tools/rtctl/case/causal_merge.h"

#include <map>
#include <queue>
#include <string>
#include <tuple>

namespace rondetafel::rtctl {
namespace {

using history::v1::CaseCommit;

using SortKey = std::tuple<std::int64_t, std::int32_t, std::string, std::int32_t, std::int64_t>;

SortKey KeyOf(const CaseCommit& commit) {
  return {commit.effective_at().seconds(), commit.effective_at().nanos(), commit.topic(),
          commit.partition(), commit.offset()};
}

struct Graph {
  std::vector<std::vector<std::size_t>> followers;
  std::vector<int> waits_for;

  void Edge(std::size_t before, std::size_t after) {
    followers[before].push_back(after);
    ++waits_for[after];
  }
};

Graph GraphOf(const std::vector<CaseCommit>& commits) {
  Graph graph;
  graph.followers.resize(commits.size());
  graph.waits_for.resize(commits.size(), 0);
  std::map<std::string, std::size_t> by_hash;
  std::map<std::tuple<std::string, std::int32_t, std::int64_t>, std::size_t> by_place;
  for (std::size_t i = 0; i < commits.size(); ++i) {
    by_hash.emplace(commits[i].commit_hash(), i);
    by_place.emplace(std::tuple(commits[i].topic(), commits[i].partition(), commits[i].offset()),
                     i);
  }
  for (auto here = by_place.begin(); here != by_place.end(); ++here) {
    const auto next = std::next(here);
    if (next == by_place.end()) break;
    const bool same_partition = std::get<0>(here->first) == std::get<0>(next->first) &&
                                std::get<1>(here->first) == std::get<1>(next->first);
    if (same_partition) graph.Edge(here->second, next->second);
  }
  for (std::size_t i = 0; i < commits.size(); ++i) {
    if (!commits[i].has_cause()) continue;
    const auto cause = by_hash.find(commits[i].cause().commit_hash());
    if (cause != by_hash.end() && cause->second != i) graph.Edge(cause->second, i);
  }
  return graph;
}

}  // namespace

std::vector<CaseCommit> MergeCausally(std::vector<CaseCommit> commits) {
  Graph graph = GraphOf(commits);
  using Ready = std::pair<SortKey, std::size_t>;
  std::priority_queue<Ready, std::vector<Ready>, std::greater<>> ready;
  for (std::size_t i = 0; i < commits.size(); ++i) {
    if (graph.waits_for[i] == 0) ready.emplace(KeyOf(commits[i]), i);
  }
  std::vector<CaseCommit> merged;
  merged.reserve(commits.size());
  while (!ready.empty()) {
    const std::size_t next = ready.top().second;
    ready.pop();
    for (const std::size_t follower : graph.followers[next]) {
      if (--graph.waits_for[follower] == 0) ready.emplace(KeyOf(commits[follower]), follower);
    }
    merged.push_back(std::move(commits[next]));
  }
  return merged;
}

}  // namespace rondetafel::rtctl
