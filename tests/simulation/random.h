// Random: the simulation's only source of chance. Small, seeded, the same numbers on every machine:
// the standard library's distributions are not, so none is used.
#pragma once
#include <cstdint>

namespace rondetafel::simulation {

// SplitMix64. Copyable: a copy goes on with the same numbers.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
  }
  // 0 to `bound` - 1; `bound` above zero and small, so the bias does not matter.
  int Below(int bound) { return static_cast<int>(Next() % static_cast<std::uint64_t>(bound)); }
  // `first` to `last`, both included.
  int Between(int first, int last) { return first + Below(last - first + 1); }
  bool Chance(int per_thousand) { return Below(1000) < per_thousand; }

 private:
  std::uint64_t state_;
};

}  // namespace rondetafel::simulation
