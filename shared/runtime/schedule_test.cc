// Random schedules: replicas of two services, a faulty log, kills at any turn, clients that repeat
// elsewhere. Whatever happens, what was answered holds and all replicas end with the same rows.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "shared/runtime/rebuild.h"
#include "shared/runtime/replica.h"
#include "shared/runtime/testing/rig.h"

namespace rondetafel::runtime {
namespace {

using testing::Answer;
using testing::BalanceIn;
using testing::MakeCommand;
using testing::Node;
using testing::Order;
using testing::Rig;

constexpr int kAccounts = 3;
constexpr int kOrders = 40;
constexpr int kStepsMax = 20000;

class Schedule {
 public:
  explicit Schedule(std::uint64_t seed)
      : random_(seed), rig_(2, [seed](eventlog::SimOptions& options) {
          options.deliver_at_once = false;
          options.seed = seed;
          options.faults = {
              .refused = 30, .lost = 30, .lands_unseen = 40, .late = 40, .duplicated = 40};
        }) {
    for (int i = 0; i < 2; ++i) nodes_.push_back(rig_.Account());
    for (int i = 0; i < 2; ++i) nodes_.push_back(rig_.Mirror());
    for (auto& node : nodes_) EXPECT_TRUE(node->Start().ok());
    for (int i = 0; i < kOrders; ++i) {
      clients_.push_back(
          {{.account = Draw(kAccounts), .amount = Draw(19) - 7}, nullptr, {}, false});
    }
  }

  void Run() {
    for (int step = 0; step < kStepsMax && !AllAnswered(); ++step) Step();
    EXPECT_TRUE(AllAnswered());
    for (int i = 0; i < 60; ++i) {
      rig_.log->Deliver();
      rig_.clock.Advance(1'000'000);
      for (auto& node : nodes_) node->Turn();
    }
  }

  void Check() {
    std::map<int, std::int64_t> balance;
    std::map<int, std::int64_t> deposits;
    for (const Client& client : clients_) {
      if (client.answer.refused) continue;
      balance[client.order.account] += client.order.amount;
      deposits[client.order.account] += std::max<std::int64_t>(0, client.order.amount);
    }
    for (int account = 0; account < kAccounts; ++account) {
      EXPECT_EQ(nodes_[0]->State(account).balance(), balance[account]);
      EXPECT_EQ(nodes_[2]->State(account).balance(), deposits[account]);
    }
    EXPECT_EQ(nodes_[0]->store().Hash(), nodes_[1]->store().Hash());
    EXPECT_EQ(nodes_[2]->store().Hash(), nodes_[3]->store().Hash());
    const RebuildSource source{&nodes_[2]->definition(), rig_.log.get(), &rig_.keys};
    EXPECT_EQ(*RebuiltHash(source, *EndsOf(source), nullptr), nodes_[2]->store().Hash());
  }

 private:
  struct Client {
    Order order;
    std::shared_ptr<Answer> asked;
    Outcome answer;
    bool answered = false;
  };

  int Draw(int below) { return static_cast<int>(random_() % static_cast<std::uint64_t>(below)); }
  bool AllAnswered() const {
    return std::all_of(clients_.begin(), clients_.end(),
                       [](const Client& c) { return c.answered; });
  }

  void Step() {
    const int what = Draw(100);
    Node& node = *nodes_[static_cast<std::size_t>(Draw(4))];
    if (what < 30) {
      Ask(clients_[static_cast<std::size_t>(Draw(kOrders))]);
    } else if (what < 70) {
      node.Turn();
    } else if (what < 95) {
      rig_.log->Deliver(static_cast<std::size_t>(1 + Draw(4)));
    } else if (what < 98) {
      EXPECT_TRUE(node.store().Flush().ok());
    } else {
      node.Kill();
      EXPECT_TRUE(node.Start().ok());
    }
    rig_.clock.Advance(20'000);
    for (Client& client : clients_) Hear(client);
  }

  // Repeats an open command at either replica, now and then without waiting for the answer, and at
  // times one that was answered already.
  void Ask(Client& client) {
    const bool waiting = client.asked && !client.asked->has_value();
    if (waiting && Draw(10) != 0) return;
    client.asked = nodes_[static_cast<std::size_t>(Draw(2))]->Send(MakeCommand(client.order));
  }

  void Hear(Client& client) {
    if (!client.asked || !client.asked->has_value()) return;
    const absl::StatusOr<Outcome> outcome = **client.asked;
    client.asked = nullptr;
    if (!outcome.ok()) {
      EXPECT_TRUE(absl::IsUnavailable(outcome.status()) ||
                  absl::IsResourceExhausted(outcome.status()))
          << outcome.status();
      return;
    }
    if (client.answered) {
      EXPECT_EQ(outcome->refused, client.answer.refused) << "the answer changed";
      EXPECT_EQ(outcome->reply, client.answer.reply) << "the answer changed";
    }
    client.answered = true;
    client.answer = *outcome;
    EXPECT_GE(BalanceIn(outcome->reply), 0);
  }

  std::mt19937_64 random_;
  Rig rig_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::vector<Client> clients_;
};

TEST(ScheduleTest, WhatWasAnsweredHoldsUnderEverySchedule) {
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    SCOPED_TRACE(seed);
    Schedule schedule(seed);
    schedule.Run();
    schedule.Check();
    if (::testing::Test::HasFailure()) break;
  }
}

}  // namespace
}  // namespace rondetafel::runtime
