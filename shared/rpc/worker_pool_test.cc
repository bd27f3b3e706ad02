#include "shared/rpc/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>

namespace rondetafel::rpc {
namespace {

TEST(WorkerPoolTest, StartsThreadsOnlyAsFarAsNeeded) {
  WorkerPool pool(3);
  EXPECT_EQ(pool.threads(), 0);
  std::latch running(3);
  std::latch release(1);
  std::latch done(5);
  for (int i = 0; i < 3; ++i) {
    pool.Post([&] {
      running.count_down();
      release.wait();
      done.count_down();
    });
  }
  running.wait();  // all three at once
  for (int i = 0; i < 2; ++i) pool.Post([&] { done.count_down(); });
  EXPECT_EQ(pool.threads(), 3);
  EXPECT_FALSE(done.try_wait());
  release.count_down();
  done.wait();
}

TEST(WorkerPoolTest, RunsWhatWasPostedBeforeItEnds) {
  std::atomic<int> ran = 0;
  {
    WorkerPool pool(2);
    for (int i = 0; i < 1000; ++i) pool.Post([&] { ++ran; });
  }
  EXPECT_EQ(ran, 1000);
}

}  // namespace
}  // namespace rondetafel::rpc
