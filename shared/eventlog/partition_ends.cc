#include "shared/eventlog/partition_ends.h"

#include <algorithm>

namespace rondetafel::eventlog {

PartitionEnds::PartitionEnds(const std::vector<std::string>& topics, int partition_count) {
  for (const std::string& topic : topics) {
    for (int partition = 0; partition < partition_count; ++partition) {
      places_[{topic, partition}] = entries_.size();
      entries_.push_back({{topic, partition}, 0, {}});
    }
  }
}

std::optional<std::size_t> PartitionEnds::Find(const TopicPartition& of) const {
  auto found = places_.find(of);
  if (found == places_.end()) return std::nullopt;
  return found->second;
}

Offset PartitionEnds::Get(std::size_t index) const {
  std::lock_guard lock(mutex_);
  return entries_[index].end;
}

void PartitionEnds::Set(std::size_t index, Offset end) {
  std::lock_guard lock(mutex_);
  entries_[index].end = end;
  for (Watch* watch : entries_[index].watches) {
    watch->moved_ = true;
    watch->changed_.notify_one();
  }
}

PartitionEnds::Watch::Watch(PartitionEnds* ends, std::vector<std::size_t> indexes)
    : ends_(ends), indexes_(std::move(indexes)) {
  std::lock_guard lock(ends_->mutex_);
  for (std::size_t index : indexes_) ends_->entries_[index].watches.push_back(this);
}

PartitionEnds::Watch::~Watch() {
  std::lock_guard lock(ends_->mutex_);
  for (std::size_t index : indexes_) std::erase(ends_->entries_[index].watches, this);
}

std::vector<Offset> PartitionEnds::Watch::Ends() {
  std::lock_guard lock(ends_->mutex_);
  moved_ = false;
  std::vector<Offset> ends;
  ends.reserve(indexes_.size());
  for (std::size_t index : indexes_) ends.push_back(ends_->entries_[index].end);
  return ends;
}

bool PartitionEnds::Watch::Wait(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(ends_->mutex_);
  changed_.wait_until(lock, deadline, [this] { return moved_ || woken_; });
  if (moved_) return true;
  woken_ = false;
  return false;
}

void PartitionEnds::Watch::Wake() {
  std::lock_guard lock(ends_->mutex_);
  woken_ = true;
  changed_.notify_one();
}

}  // namespace rondetafel::eventlog
