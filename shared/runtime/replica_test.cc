// The life of a command on one replica and between two: rules 1–6 of "Serving a command"
// (architecture 3). The log is delivered by hand, so each test says what the broker did when.
#include "shared/runtime/replica.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "shared/runtime/replica_fixture_test.h"

namespace rondetafel::runtime {
namespace {

using eventlog::SimFate;
using testing::Answer;
using testing::BalanceIn;
using testing::MakeCommand;
using testing::Order;
using testing::Rig;
using testing::StreamOf;

TEST_F(ReplicaTest, AnswersWithTheBalanceAfterTheDeposit) {
  auto outcome = Do({.amount = 30});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_FALSE(outcome->refused);
  EXPECT_EQ(BalanceIn(outcome->reply), 30);
  EXPECT_EQ(node->State(1).balance(), 30);
  EXPECT_EQ(outcome->position.topics(0).offset(), static_cast<std::int64_t>(records()));
}

TEST_F(ReplicaTest, RecordsARefusalAndRepeatsIt) {
  const Order order{.amount = -5};
  const std::size_t before = records();
  auto first = Do(order);
  ASSERT_TRUE(first.ok());
  EXPECT_TRUE(first->refused);
  EXPECT_EQ(first->refusal.reason(), "NEGATIVE_BALANCE");
  EXPECT_EQ(first->refusal.rule(), "T1");
  EXPECT_EQ(records(), before + 1);
  ASSERT_TRUE(Do({.amount = 100}).ok());
  // Now it would be accepted, but it was answered once and for all.
  auto repeat = Do(order);
  ASSERT_TRUE(repeat.ok());
  EXPECT_TRUE(repeat->refused);
  EXPECT_EQ(records(), before + 2);
}

TEST_F(ReplicaTest, RecordsAlreadySoWithoutMovingTheHead) {
  ASSERT_TRUE(Do({.amount = 5}).ok());
  const Order nothing{.amount = 0};
  ASSERT_TRUE(Do(nothing).ok());
  ASSERT_TRUE(Do({.amount = 5}).ok());
  auto repeat = Do(nothing);
  ASSERT_TRUE(repeat.ok());
  EXPECT_EQ(BalanceIn(repeat->reply), 5);
  EXPECT_EQ(node->State(1).balance(), 10);
}

TEST_F(ReplicaTest, AnExactRepeatGetsTheRecordedReply) {
  const Order order{.amount = 30};
  ASSERT_TRUE(Do(order).ok());
  ASSERT_TRUE(Do({.amount = 1}).ok());
  const std::size_t before = records();
  auto repeat = Do(order);
  ASSERT_TRUE(repeat.ok());
  EXPECT_EQ(BalanceIn(repeat->reply), 30);
  EXPECT_EQ(records(), before);
}

TEST_F(ReplicaTest, AnExactRepeatAfterAKillGetsTheRecordedReply) {
  const Order order{.amount = 30};
  ASSERT_TRUE(Do(order).ok());
  node->Kill();
  Serve(*node);
  auto repeat = Do(order);
  ASSERT_TRUE(repeat.ok());
  EXPECT_EQ(BalanceIn(repeat->reply), 30);
  EXPECT_EQ(node->State(1).balance(), 30);
}

TEST_F(ReplicaTest, AChangedRepeatIsRefused) {
  const Order order{.amount = 30};
  ASSERT_TRUE(Do(order).ok());
  const std::size_t before = records();
  auto expect_conflict = [&](Command command) {
    auto answer = node->Send(std::move(command));
    Settle(*node);
    ASSERT_TRUE(answer->has_value());
    EXPECT_TRUE(absl::IsAlreadyExists((*answer)->status())) << (*answer)->status();
  };
  expect_conflict(MakeCommand({.amount = 31, .id = order.id}));
  Command other_actor = MakeCommand(order);
  other_actor.actor.set_actor_id(base::ActorId::Random().ToString());
  expect_conflict(std::move(other_actor));
  Command other_method = MakeCommand(order);
  other_method.method = "Give";
  expect_conflict(std::move(other_method));
  Command other_stream = MakeCommand(order);
  other_stream.stream_id = StreamOf(2);
  expect_conflict(std::move(other_stream));
  EXPECT_EQ(records(), before);
}

TEST_F(ReplicaTest, WithItsKeyErasedARepeatIsToldByActorMethodAndStream) {
  const Order order{.amount = 30};
  ASSERT_TRUE(Do(order).ok());
  Command repeat = MakeCommand(order);
  repeat.fingerprint.clear();
  repeat.fingerprint_key_erased = true;
  auto answer = node->Send(std::move(repeat));
  Settle(*node);
  ASSERT_TRUE(answer->has_value() && (*answer)->ok());
  EXPECT_EQ(BalanceIn((**answer)->reply), 30);
}

TEST_F(ReplicaTest, ARepeatOfAPendingCommandJoinsItOrIsRefused) {
  const Order order{.amount = 30};
  const std::size_t before = records();
  auto first = node->Send(MakeCommand(order));
  node->Turn();
  auto second = node->Send(MakeCommand(order));
  auto changed = node->Send(MakeCommand({.amount = 31, .id = order.id}));
  node->Turn();
  ASSERT_TRUE(changed->has_value());
  EXPECT_TRUE(absl::IsAlreadyExists((*changed)->status()));
  EXPECT_FALSE(second->has_value());
  Settle(*node);
  ASSERT_TRUE(first->has_value() && second->has_value());
  EXPECT_EQ(BalanceIn((**second)->reply), 30);
  EXPECT_EQ(records(), before + 1);
}

TEST_F(ReplicaTest, DecidesOnItsOwnPendingCommits) {
  ASSERT_TRUE(Do({.amount = 10}).ok());
  auto first = node->Send(MakeCommand({.amount = -6}));
  auto second = node->Send(MakeCommand({.amount = -6}));
  node->Turn();
  EXPECT_EQ(rig.log->in_flight(), 2u);  // both at once: nothing waits for the first
  Settle(*node);
  ASSERT_TRUE(first->has_value() && second->has_value());
  EXPECT_FALSE((**first)->refused);
  EXPECT_TRUE((**second)->refused);
  EXPECT_EQ(node->State(1).balance(), 4);
}

TEST_F(ReplicaTest, DoesNotAnswerOnTheLogsWord) {
  auto answer = node->Send(MakeCommand({.amount = 30}));
  node->Turn();
  rig.log->Deliver();
  rig.log->SetReachable(false);  // acknowledged, but the own fold cannot see it yet
  node->Turn(3);
  EXPECT_FALSE(answer->has_value());
  rig.log->SetReachable(true);
  rig.clock.Advance(1'000'000);
  node->Turn(3);
  ASSERT_TRUE(answer->has_value());
  EXPECT_TRUE((*answer)->ok());
}

TEST_F(ReplicaTest, NeverHasMoreInFlightThanAllowed) {
  auto small = rig.Account();
  small->options().appends_in_flight_max = 2;
  Serve(*small);
  std::vector<std::shared_ptr<Answer>> answers;
  for (int i = 0; i < 5; ++i) answers.push_back(small->Send(MakeCommand({.amount = 1})));
  small->Turn();
  EXPECT_EQ(rig.log->in_flight(), 2u);
  Settle(*small);
  for (const auto& answer : answers) EXPECT_TRUE(answer->has_value() && (*answer)->ok());
  EXPECT_EQ(small->State(1).balance(), 5);
}

TEST_F(ReplicaTest, AFullQueueSaysSoAtOnce) {
  auto small = rig.Account();
  small->options().commands_queued_max = 1;
  Serve(*small);
  auto first = small->Send(MakeCommand({.amount = 1}));
  auto second = small->Send(MakeCommand({.amount = 1}));
  small->Turn();
  ASSERT_TRUE(second->has_value());
  EXPECT_TRUE(absl::IsResourceExhausted((*second)->status()));
  EXPECT_FALSE(first->has_value());
  Settle(*small);
  EXPECT_EQ(small->State(1).balance(), 1);
}

TEST_F(ReplicaTest, TheLoserOfARaceDecidesAgain) {
  auto other = rig.Account();
  Serve(*other);
  auto here = node->Send(MakeCommand({.amount = 1}));
  auto there = other->Send(MakeCommand({.amount = 10}));
  node->Turn();
  other->Turn();
  EXPECT_EQ(rig.log->in_flight(), 2u);  // both decided on the same head
  for (int i = 0; i < 5; ++i) {
    Settle(*node);
    Settle(*other);
  }
  ASSERT_TRUE(here->has_value() && (*here)->ok());
  ASSERT_TRUE(there->has_value() && (*there)->ok());
  EXPECT_EQ(node->State(1).balance(), 11);
  EXPECT_EQ(other->State(1).balance(), 11);
  EXPECT_EQ(node->store().Hash(), other->store().Hash());
}

TEST_F(ReplicaTest, DecidesAgainAsSoonAsAnotherWasFirst) {
  auto other = rig.Account();
  Serve(*other);
  auto foreign = other->Send(MakeCommand({.amount = 1}));
  other->Turn();
  auto mine = node->Send(MakeCommand({.amount = 10}));
  node->Turn();
  ASSERT_EQ(rig.log->in_flight(), 2u);
  rig.log->Deliver(1);  // the other's; this one's record is still under way, but can no longer win
  node->Turn(2);
  EXPECT_EQ(rig.log->in_flight(), 2u);
  Settle(*node);
  ASSERT_TRUE(mine->has_value() && (*mine)->ok());
  EXPECT_EQ(node->State(1).balance(), 11);
}

TEST_F(ReplicaTest, AStaleRefusalIsDecidedAgain) {
  auto other = rig.Account();
  Serve(*other);
  auto deposit = other->Send(MakeCommand({.amount = 10}));
  other->Turn();
  auto withdrawal = node->Send(MakeCommand({.amount = -5}));
  node->Turn();  // refused on a balance of 0, behind the deposit in the log
  for (int i = 0; i < 5; ++i) {
    Settle(*node);
    Settle(*other);
  }
  ASSERT_TRUE(withdrawal->has_value() && (*withdrawal)->ok());
  EXPECT_FALSE((**withdrawal)->refused);
  EXPECT_EQ(node->State(1).balance(), 5);
}

TEST_F(ReplicaTest, WhatWasDecidedOnTopOfALoserIsDecidedAgain) {
  auto other = rig.Account();
  Serve(*other);
  auto foreign = other->Send(MakeCommand({.amount = 100}));
  other->Turn();
  auto first = node->Send(MakeCommand({.amount = 10}));
  auto second = node->Send(MakeCommand({.amount = -20}));  // refused on top of the first
  node->Turn();
  for (int i = 0; i < 5; ++i) {
    Settle(*node);
    Settle(*other);
  }
  ASSERT_TRUE(second->has_value() && (*second)->ok());
  EXPECT_FALSE((**second)->refused);  // 100 + 10 - 20
  EXPECT_EQ(BalanceIn((**first)->reply), 110);
  EXPECT_EQ(node->State(1).balance(), 90);
}

TEST_F(ReplicaTest, GivesUpDecidingAfterSoManyTimes) {
  auto other = rig.Account();
  Serve(*other);
  auto hasty = rig.Account();
  hasty->options().decisions_max = 1;
  Serve(*hasty);
  auto foreign = other->Send(MakeCommand({.amount = 1}));
  other->Turn();
  const Order order{.amount = 5};
  auto lost = hasty->Send(MakeCommand(order));
  hasty->Turn();
  Settle(*hasty);
  ASSERT_TRUE(Unavailable(*lost));
  EXPECT_NE(std::string((*lost)->status().message()).find("same command id"), std::string::npos);
  auto repeat = hasty->Send(MakeCommand(order));
  Settle(*hasty);
  ASSERT_TRUE(repeat->has_value() && (*repeat)->ok());
  EXPECT_EQ(BalanceIn((**repeat)->reply), 6);
}

TEST_F(ReplicaTest, TheSameCommandOnTwoReplicasCountsOnce) {
  auto other = rig.Account();
  Serve(*other);
  const Order order{.amount = 10};
  auto here = node->Send(MakeCommand(order));
  auto there = other->Send(MakeCommand(order));
  node->Turn();
  rig.clock.Advance(1);  // so that the two records differ
  other->Turn();
  for (int i = 0; i < 3; ++i) {
    Settle(*node);
    Settle(*other);
  }
  ASSERT_TRUE(here->has_value() && (*here)->ok());
  ASSERT_TRUE(there->has_value() && (*there)->ok());
  EXPECT_EQ((**here)->reply, (**there)->reply);
  EXPECT_EQ(node->State(1).balance(), 10);
}

TEST_F(ReplicaTest, ALostAcknowledgementIsUnavailableAndTheRepeatGetsTheReply) {
  rig.log->Script({SimFate::kLandsUnseen});
  const Order order{.amount = 30};
  auto answer = node->Send(MakeCommand(order));
  node->Turn();
  rig.log->Deliver();
  node->Turn();
  ASSERT_TRUE(Unavailable(*answer));
  EXPECT_NE(std::string((*answer)->status().message()).find("same command id"), std::string::npos);
  auto repeat = Do(order);
  ASSERT_TRUE(repeat.ok());
  EXPECT_EQ(BalanceIn(repeat->reply), 30);
  EXPECT_EQ(node->State(1).balance(), 30);
}

TEST_F(ReplicaTest, UnknownFateLeavesTheSpeculationWithAllOnTop) {
  rig.log->Script({SimFate::kLost});
  auto lost = node->Send(MakeCommand({.amount = 30}));
  auto on_top = node->Send(MakeCommand({.amount = -30}));
  node->Turn();
  rig.log->Deliver();
  node->Turn();
  EXPECT_TRUE(Unavailable(*lost));
  EXPECT_TRUE(Unavailable(*on_top));
  // Kept in the speculation, the stream would be wedged: nothing decided on it could ever be
  // accepted.
  auto next = Do({.amount = 7});
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_EQ(BalanceIn(next->reply), 7);
  EXPECT_EQ(node->State(1).balance(), 7);
}

TEST_F(ReplicaTest, ALateRecordOfARepeatedCommandCountsOnce) {
  rig.log->Script({SimFate::kLandsLate});
  const Order order{.amount = 30};
  auto answer = node->Send(MakeCommand(order));
  node->Turn();
  rig.log->Deliver(1);
  node->Turn();
  ASSERT_TRUE(Unavailable(*answer));
  rig.clock.Advance(10);
  auto repeat = Do(order);
  ASSERT_TRUE(repeat.ok());
  EXPECT_EQ(BalanceIn(repeat->reply), 30);
  Settle(*node);
  EXPECT_EQ(rig.log->in_flight(), 0u);
  EXPECT_EQ(node->State(1).balance(), 30);
}

TEST_F(ReplicaTest, ADuplicatedRecordCountsOnce) {
  rig.log->Script({SimFate::kDuplicated});
  auto outcome = Do({.amount = 30});
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(node->State(1).balance(), 30);
  EXPECT_EQ(node->Source("account").ignored, 1u);
}

TEST_F(ReplicaTest, ARefusedAppendIsExhaustedAndWhatWasOnTopIsDecidedAgain) {
  rig.log->Script({SimFate::kRefused});
  auto refused = node->Send(MakeCommand({.amount = 30}));
  auto on_top = node->Send(MakeCommand({.amount = 5}));
  Settle(*node);
  ASSERT_TRUE(refused->has_value());
  EXPECT_TRUE(absl::IsResourceExhausted((*refused)->status()));
  ASSERT_TRUE(on_top->has_value() && (*on_top)->ok());
  EXPECT_EQ(BalanceIn((**on_top)->reply), 5);
  EXPECT_EQ(node->State(1).balance(), 5);
}

// Promise 1: what may be in the log is not said to have done nothing.
TEST_F(ReplicaTest, AnAttemptThatMayHaveLandedOutweighsOneThatWasRefused) {
  // Given: two commands of one head, the first lost before it landed, so that both are decided
  // anew.
  rig.log->Script({SimFate::kRefused, SimFate::kAppended, SimFate::kRefused});
  auto refused = node->Send(MakeCommand({.amount = -1}));
  auto twice = node->Send(MakeCommand({.amount = 5}));
  node->Turn();
  rig.log->Deliver(1);
  node->Turn();
  EXPECT_TRUE(absl::IsResourceExhausted((*refused)->status()));
  ASSERT_FALSE(twice->has_value());
  // When: its first record lands and its second is refused.
  rig.log->Deliver();
  node->Turn();
  ASSERT_TRUE(Unavailable(*twice));
  Settle(*node);
  EXPECT_EQ(node->State(1).balance(), 5);
}

// The other way round: every attempt was refused.
TEST_F(ReplicaTest, ACommandWhoseAttemptsWereAllRefusedIsExhausted) {
  rig.log->Script({SimFate::kRefused, SimFate::kRefused, SimFate::kRefused});
  node->Send(MakeCommand({.amount = -1}));
  auto twice = node->Send(MakeCommand({.amount = 5}));
  node->Turn();
  rig.log->Deliver(1);
  node->Turn();
  rig.log->Deliver();
  node->Turn();
  ASSERT_TRUE(twice->has_value());
  EXPECT_TRUE(absl::IsResourceExhausted((*twice)->status())) << (*twice)->status();
  Settle(*node);
  EXPECT_EQ(node->State(1).balance(), 0);
}

TEST_F(ReplicaTest, APassedDeadlineIsUnavailableAndTheFoldSettlesIt) {
  const Order order{.amount = 30};
  auto answer = node->Send(MakeCommand(order), 1'000'000);
  node->Turn();
  rig.clock.Advance(2'000'000);
  node->Turn();
  ASSERT_TRUE(Unavailable(*answer));
  Settle(*node);
  EXPECT_EQ(node->State(1).balance(), 30);
  auto repeat = Do(order);
  ASSERT_TRUE(repeat.ok());
  EXPECT_EQ(BalanceIn(repeat->reply), 30);
}

TEST_F(ReplicaTest, RefusesCommandsOfBadShapeWithoutRecordingThem) {
  const std::size_t before = records();
  Command nobody = MakeCommand({.amount = 1});
  nobody.actor.clear_actor_id();
  Command registered = MakeCommand({.amount = 1});
  registered.registered_at = base::Instant{1};
  for (Command* command : {&nobody, &registered}) {
    auto answer = node->Send(std::move(*command));
    Settle(*node);
    ASSERT_TRUE(answer->has_value());
    EXPECT_TRUE(absl::IsInvalidArgument((*answer)->status()));
  }
  EXPECT_EQ(records(), before);
}

TEST_F(ReplicaTest, RacesWithEveryFaultEndEqualOnAllReplicas) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    Rig faulty(1, [seed](eventlog::SimOptions& options) {
      options.deliver_at_once = false;
      options.seed = seed;
      options.faults = {
          .refused = 60, .lost = 60, .lands_unseen = 60, .late = 60, .duplicated = 60};
    });
    auto one = faulty.Account();
    auto two = faulty.Account();
    ASSERT_TRUE(one->Start().ok());
    ASSERT_TRUE(two->Start().ok());
    std::mt19937_64 random(seed);
    testing::Node* nodes[] = {one.get(), two.get()};
    std::int64_t wanted = 0;
    std::vector<Order> orders;
    for (int i = 0; i < 25; ++i) {
      orders.push_back({.amount = static_cast<std::int64_t>(1 + random() % 9)});
      wanted += orders.back().amount;
    }
    // Clients that repeat until they have an answer, now at one replica, now at the other, and
    // sometimes without waiting for it.
    std::vector<std::shared_ptr<Answer>> answers(orders.size());
    std::size_t answered = 0;
    for (int step = 0; step < 5000 && answered < orders.size(); ++step) {
      const std::size_t i = random() % orders.size();
      const bool done = answers[i] && answers[i]->has_value() && (*answers[i])->ok();
      const bool waiting = answers[i] && !answers[i]->has_value();
      if (!done && (!waiting || random() % 50 == 0)) {
        answers[i] = nodes[random() % 2]->Send(MakeCommand(orders[i]));
      }
      nodes[random() % 2]->Turn();
      if (random() % 2 == 0) faulty.log->Deliver(1 + random() % 3);
      faulty.clock.Advance(1000);
      answered = static_cast<std::size_t>(std::count_if(
          answers.begin(), answers.end(),
          [](const auto& answer) { return answer && answer->has_value() && (*answer)->ok(); }));
    }
    for (int i = 0; i < 30; ++i) {
      faulty.log->Deliver();
      one->Turn();
      two->Turn();
    }
    EXPECT_EQ(answered, orders.size());
    EXPECT_EQ(one->State(1).balance(), wanted);
    EXPECT_EQ(two->State(1).balance(), wanted);
    EXPECT_EQ(one->store().Hash(), two->store().Hash());
  }
}

}  // namespace
}  // namespace rondetafel::runtime
