// Mailbox: what other threads hand to a replica. Thread-safe, and may outlive the replica: an
// append can be answered after the replica is gone.
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "shared/eventlog/event_log.h"

namespace rondetafel::runtime {

class Mailbox {
 public:
  using Task = std::function<void()>;

  // Runs on the replica's thread in its next turn. False once closed: the task is not kept.
  bool Post(Task task) {
    const std::scoped_lock lock(mutex_);
    if (closed_) return false;
    tasks_.push_back(std::move(task));
    if (reader_ != nullptr) reader_->Wake();
    posted_.notify_one();
    return true;
  }
  std::vector<Task> TakeAll() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(tasks_, {});
  }
  bool empty() const {
    const std::scoped_lock lock(mutex_);
    return tasks_.empty();
  }
  // Waits for a task, at most `wait`: for turns in which there is no log to wait for.
  void Wait(std::chrono::milliseconds wait) const {
    std::unique_lock lock(mutex_);
    posted_.wait_for(lock, wait, [this] { return !tasks_.empty(); });
  }
  // Whom to wake; nullptr while there is no reader.
  void SetReader(eventlog::LogReader* reader) {
    const std::scoped_lock lock(mutex_);
    reader_ = reader;
    if (reader_ != nullptr && !tasks_.empty()) reader_->Wake();
  }
  void Close() {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    reader_ = nullptr;
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable posted_;
  std::vector<Task> tasks_;
  eventlog::LogReader* reader_ = nullptr;
  bool closed_ = false;
};

}  // namespace rondetafel::runtime
