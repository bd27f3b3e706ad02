#include "shared/eventlog/sim_event_log.h"

#include <gtest/gtest.h>

#include <thread>

#include "shared/base/text.h"

namespace rondetafel::eventlog {
namespace {

using Fate = AppendResult::Fate;
using std::chrono::milliseconds;

const base::LogId kLog = *base::LogId::Parse("6f1a2b3c-0000-4000-8000-000000000001");
const TopicPartition kIntake0{"intake", 0};

SimOptions Plain() {
  return {.log_id = kLog, .partition_count = 2, .topics = {"intake", "triage"}};
}

AppendDone Into(std::vector<AppendResult>* results) {
  return [results](AppendResult result) { results->push_back(std::move(result)); };
}

TEST(SimEventLogTest, AnswersAtOnceAndShowsTheRecord) {
  std::vector<AppendResult> results;
  SimEventLog log(Plain());
  log.Append(kIntake0, "a", Into(&results));
  log.Append(kIntake0, "b", Into(&results));
  ASSERT_EQ(results.size(), 2u);
  EXPECT_EQ(results[1].offset, 1);
  EXPECT_EQ(*log.EndOffset(kIntake0), 2);
  EXPECT_EQ(log.Records(kIntake0), (std::vector<std::string>{"a", "b"}));
}

TEST(SimEventLogTest, WritesRecord0OfEveryPartition) {
  SimOptions options = Plain();
  options.record0 = [](const TopicPartition& of) { return base::Cat(of.topic, of.partition); };
  SimEventLog log(options);
  EXPECT_EQ(log.Records({"triage", 1}), std::vector<std::string>{"triage1"});
}

TEST(SimEventLogTest, HoldsAppendsBackUntilDelivered) {
  SimOptions options = Plain();
  options.deliver_at_once = false;
  std::vector<AppendResult> results;
  SimEventLog log(options);
  log.Append(kIntake0, "a", Into(&results));
  log.Append(kIntake0, "b", Into(&results));
  EXPECT_TRUE(results.empty());
  EXPECT_EQ(log.Deliver(1), 1u);
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].offset, 0);
  EXPECT_EQ(log.in_flight(), 1u);
}

TEST(SimEventLogTest, AnswersWhatIsUnderWayWhenItEnds) {
  std::vector<AppendResult> results;
  {
    SimOptions options = Plain();
    options.deliver_at_once = false;
    SimEventLog log(options);
    log.Append(kIntake0, "a", Into(&results));
    EXPECT_TRUE(results.empty());
  }
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].fate, Fate::kUnknown);
}

TEST(SimEventLogTest, EveryScriptedFateIsWhatItSays) {
  SimOptions options = Plain();
  options.deliver_at_once = false;
  std::vector<AppendResult> results;
  SimEventLog log(options);
  log.Script({SimFate::kRefused, SimFate::kLost, SimFate::kLandsUnseen, SimFate::kLandsLate,
              SimFate::kDuplicated, SimFate::kAppended});
  for (const char* record : {"refused", "lost", "unseen", "late", "twice", "plain"}) {
    log.Append(kIntake0, record, Into(&results));
  }
  log.Deliver();
  const std::vector<std::string> records = log.Records(kIntake0);
  ASSERT_EQ(results.size(), 6u);
  EXPECT_EQ(results[0].fate, Fate::kRefused);
  EXPECT_EQ(results[1].fate, Fate::kUnknown);
  EXPECT_EQ(results[2].fate, Fate::kUnknown);
  EXPECT_EQ(results[3].fate, Fate::kUnknown);
  EXPECT_EQ(results[4].fate, Fate::kAppended);
  EXPECT_EQ(records[static_cast<std::size_t>(results[4].offset)], "twice");
  EXPECT_EQ(records[static_cast<std::size_t>(results[5].offset)], "plain");
  EXPECT_EQ(std::count(records.begin(), records.end(), "twice"), 2);
  EXPECT_EQ(std::count(records.begin(), records.end(), "late"), 1);
  EXPECT_EQ(std::count(records.begin(), records.end(), "unseen"), 1);
  EXPECT_EQ(records.size(), 5u);
}

// One run under faults: what landed and what was answered, as text.
std::string RunUnderFaults(std::uint64_t seed) {
  SimOptions options = Plain();
  options.deliver_at_once = false;
  options.seed = seed;
  options.faults = {
      .refused = 50, .lost = 100, .lands_unseen = 100, .late = 150, .duplicated = 100};
  SimEventLog log(options);
  std::string told;
  for (int i = 0; i < 200; ++i) {
    log.Append({"intake", i % 2}, base::Cat("r", i), [&told, i](AppendResult result) {
      told += base::Cat(i, ':', static_cast<int>(result.fate), '@', result.offset, ' ');
    });
    if (i % 3 == 0) log.Deliver(2);
  }
  log.Deliver();
  for (int partition = 0; partition < 2; ++partition) {
    for (const std::string& record : log.Records({"intake", partition})) told += record + ' ';
  }
  return told;
}

TEST(SimEventLogTest, TheSameSeedGivesTheSameRunAndAnotherSeedAnother) {
  EXPECT_EQ(RunUnderFaults(7), RunUnderFaults(7));
  EXPECT_NE(RunUnderFaults(7), RunUnderFaults(8));
}

TEST(SimEventLogTest, WhatIsInFlightAtTheEndIsUnknown) {
  std::vector<AppendResult> results;
  {
    SimOptions options = Plain();
    options.deliver_at_once = false;
    SimEventLog log(options);
    log.Append(kIntake0, "a", Into(&results));
  }
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].fate, Fate::kUnknown);
}

TEST(SimEventLogTest, TruncatedOverwrittenDamagedAndUnreachableAreSeen) {
  std::vector<AppendResult> results;
  SimEventLog log(Plain());
  for (const char* record : {"a", "b", "c"}) log.Append(kIntake0, record, Into(&results));
  auto reader = log.OpenReader({{kIntake0, 3}});
  ASSERT_TRUE(reader.ok());
  log.Truncate(kIntake0, 2);
  EXPECT_EQ((*reader)->Next(9, milliseconds(0)).status().code(), absl::StatusCode::kOutOfRange);
  log.Overwrite(kIntake0, 0, "other");
  log.Corrupt(kIntake0, 1);
  auto again = log.OpenReader({{kIntake0, 0}});
  ASSERT_TRUE(again.ok());
  EXPECT_EQ((*again)->Next(9, milliseconds(0))->front().bytes, "other");
  EXPECT_EQ((*again)->Next(9, milliseconds(0)).status().code(), absl::StatusCode::kDataLoss);
  log.SetReachable(false);
  EXPECT_EQ((*again)->Next(9, milliseconds(0)).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(log.EndOffset(kIntake0).status().code(), absl::StatusCode::kUnavailable);
  log.Append(kIntake0, "d", Into(&results));
  EXPECT_EQ(results.back().fate, Fate::kUnknown);
}

TEST(SimEventLogTest, AnAnswerMayAppendAgain) {
  std::vector<AppendResult> results;
  SimEventLog log(Plain());
  log.Append(kIntake0, "a", [&](AppendResult) { log.Append(kIntake0, "b", Into(&results)); });
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].offset, 1);
}

}  // namespace
}  // namespace rondetafel::eventlog
