#include "shared/rpc/worker_pool.h"

#include <chrono>
#include <utility>

namespace rondetafel::rpc {
namespace {
constexpr std::chrono::seconds kIdleMax{20};
}

WorkerPool::~WorkerPool() {
  std::unique_lock lock(mutex_);
  closing_ = true;
  wake_.notify_all();
  ended_one_.wait(lock, [&] { return threads_.empty(); });
  JoinEnded(lock);
}

void WorkerPool::Post(std::function<void()> work) {
  std::unique_lock lock(mutex_);
  queue_.push_back(std::move(work));
  JoinEnded(lock);
  if (queue_.size() > static_cast<std::size_t>(idle_) &&
      threads_.size() < static_cast<std::size_t>(threads_max_)) {
    const auto self = threads_.emplace(threads_.end());
    *self = std::thread([this, self] { Work(self); });
  } else {
    wake_.notify_one();
  }
}

int WorkerPool::threads() const {
  std::lock_guard lock(mutex_);
  return static_cast<int>(threads_.size());
}

void WorkerPool::Work(std::list<std::thread>::iterator self) {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    wake_.wait_for(lock, kIdleMax, [&] { return closing_ || !queue_.empty(); });
    --idle_;
    if (queue_.empty()) break;
    auto work = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    work();
    work = nullptr;
    lock.lock();
  }
  ended_.splice(ended_.end(), threads_, self);
  ended_one_.notify_all();
}

void WorkerPool::JoinEnded(std::unique_lock<std::mutex>& lock) {
  std::list<std::thread> ended;
  ended.swap(ended_);
  lock.unlock();
  for (std::thread& thread : ended) thread.join();
  lock.lock();
}

}  // namespace rondetafel::rpc
