// What a load counted, and how long answers took.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace rondetafel::fault {

// Percentile of some times; 0 when there are none. Sorts them.
std::int64_t Percentile(std::vector<std::int64_t>& times, int percent_of_ten_thousand);

class Counts {
 public:
  explicit Counts(std::int64_t began_us) : began_us_(began_us) {}

  void Add(const std::string& what, std::int64_t many = 1) { of_[what] += many; }
  std::int64_t Get(const std::string& what) const;
  // A try that was answered OK, and one that was shed.
  void Took(std::int64_t ended_us, std::int64_t took_us);
  void Shed(std::int64_t ended_us, std::int64_t took_us);
  // From the first try of a command to its answer.
  void Waited(std::int64_t us) { waited_us_ = us > waited_us_ ? us : waited_us_; }
  // One JSON object, on one line.
  std::string Json(std::int64_t now_us);

 private:
  struct Second {
    std::vector<std::int64_t> took;
    std::vector<std::int64_t> shed;  // how long until they were turned away
  };
  Second& SecondOf(std::int64_t at_us);

  const std::int64_t began_us_;
  std::map<std::string, std::int64_t> of_;
  std::vector<Second> seconds_;
  std::int64_t waited_us_ = 0;
};

}  // namespace rondetafel::fault
