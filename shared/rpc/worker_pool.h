// A bounded pool of threads that may block. Threads are started when work finds none idle and end
// after a while without work, so an idle process keeps few.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

namespace rondetafel::rpc {

class WorkerPool {
 public:
  explicit WorkerPool(int threads_max) : threads_max_(threads_max) {}
  // Runs what was posted before, then ends the threads.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // The caller bounds how much is posted. From any thread; never blocks on work.
  void Post(std::function<void()> work);
  int threads() const;

 private:
  void Work(std::list<std::thread>::iterator self);
  void JoinEnded(std::unique_lock<std::mutex>& lock);

  const int threads_max_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable ended_one_;
  std::deque<std::function<void()>> queue_;
  std::list<std::thread> threads_;
  std::list<std::thread> ended_;
  int idle_ = 0;
  bool closing_ = false;
};

}  // namespace rondetafel::rpc
