#include <algorithm>

#include "tests/checker/checker.h"

namespace rondetafel::checker {

std::uint64_t Findings::Count(int invariant) const {
  return static_cast<std::uint64_t>(
      std::count_if(all.begin(), all.end(),
                    [invariant](const Finding& found) { return found.invariant == invariant; }));
}

std::string Findings::Text(std::size_t lines_max) const {
  std::string text;
  for (std::size_t i = 0; i < all.size() && i < lines_max; ++i) {
    const Finding& found = all[i];
    text += "I" + std::to_string(found.invariant) + " " + found.what;
    if (!found.topic.empty()) {
      text += " at " + found.topic + "/" + std::to_string(found.partition);
      if (found.offset >= 0) text += "@" + std::to_string(found.offset);
    }
    if (found.operation != 0) text += " operation " + std::to_string(found.operation);
    text += '\n';
  }
  if (all.size() > lines_max) text += "and " + std::to_string(all.size() - lines_max) + " more\n";
  return text;
}

void MemoryRawLog::Add(std::string topic, int partition, const std::vector<std::string>* records) {
  partitions_[{std::move(topic), partition}] = records;
}

std::vector<std::string> MemoryRawLog::topics() const {
  std::vector<std::string> names;
  for (const auto& [place, records] : partitions_) {
    if (names.empty() || names.back() != place.first) names.push_back(place.first);
  }
  return names;
}

absl::Status MemoryRawLog::Read(const std::string& topic, int partition, const Visit& visit) const {
  const auto found = partitions_.find({topic, partition});
  if (found == partitions_.end()) return absl::OkStatus();
  std::int64_t offset = 0;
  for (const std::string& record : *found->second) {
    if (!visit(offset++, record)) break;
  }
  return absl::OkStatus();
}

}  // namespace rondetafel::checker
