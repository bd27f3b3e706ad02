// When a replica must not go on: another history below its position, records it does not
// understand, a log that ends too early (fold rules 2 and 6).
#include <gtest/gtest.h>

#include "shared/runtime/replica.h"
#include "shared/runtime/testing/rig.h"

namespace rondetafel::runtime {
namespace {

using eventlog::TopicPartition;
using testing::MakeCommand;
using testing::Node;
using testing::Rig;

const TopicPartition kAccount{"account", 0};

class HaltTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(account->Start().ok());
    account->Turn(4);
    ASSERT_TRUE(Deposit(*account, 30).ok());
    ASSERT_TRUE(Deposit(*account, 12).ok());
  }
  absl::Status Deposit(Node& node, std::int64_t amount) {
    auto answer = node.Send(MakeCommand({.amount = amount}));
    node.Turn(3);
    return answer->has_value() ? (*answer)->status() : absl::InternalError("not answered");
  }
  void PassCheckInterval(Node& node) {
    rig.clock.Advance(6'000'000);
    node.Turn(4);
  }
  // A record as a binary of a newer schema writes it.
  std::string NewerRecord(const std::string& topic) {
    ServiceDefinition newer =
        topic == "account" ? testing::AccountService() : testing::MirrorService();
    newer.schema_version = 2;
    projection::MemoryProjectionStore store;
    RuntimeOptions options;
    options.clock = &rig.clock;
    Replica replica(options, &newer, rig.log.get(), &rig.keys, &store);
    EXPECT_TRUE(replica.Open().ok());
    for (int i = 0; i < 4; ++i) EXPECT_TRUE(replica.Turn(std::chrono::milliseconds(0)).ok());
    replica.Submit(MakeCommand({.amount = 1}), {rig.clock.Now().us + 1'000'000}, [](auto) {});
    EXPECT_TRUE(replica.Turn(std::chrono::milliseconds(0)).ok());
    return rig.log->Records({topic, 0}).back();
  }

  Rig rig;
  std::unique_ptr<Node> account = rig.Account();
  std::unique_ptr<Node> mirror = rig.Mirror();
};

TEST_F(HaltTest, AGoodLogPassesEveryCheck) {
  for (int i = 0; i < 5; ++i) {
    PassCheckInterval(*account);
    EXPECT_TRUE(Deposit(*account, 1).ok());
  }
  EXPECT_EQ(account->Source("account").halt_reason, "");
}

TEST_F(HaltTest, ATruncatedLogHalts) {
  rig.log->Truncate(kAccount, account->Source("account").position - 1);
  PassCheckInterval(*account);
  EXPECT_NE(account->Source("account").halt_reason, "");
  EXPECT_TRUE(absl::IsUnavailable(Deposit(*account, 1)));
  EXPECT_FALSE(account->serving());
  EXPECT_EQ(account->State(1).balance(), 42) << "reads go on";
}

TEST_F(HaltTest, ATruncatedAndRefilledLogHalts) {
  const eventlog::Offset last = account->Source("account").position - 1;
  std::string other = rig.log->Records(kAccount)[static_cast<std::size_t>(last - 1)];
  rig.log->Overwrite(kAccount, last, other);
  PassCheckInterval(*account);
  EXPECT_NE(account->Source("account").halt_reason.find("another record"), std::string::npos);
}

TEST_F(HaltTest, TheCheckReachesBackToTheOneBefore) {
  PassCheckInterval(*account);
  const eventlog::Offset last_checked = account->Source("account").position - 1;
  ASSERT_TRUE(Deposit(*account, 1).ok());
  rig.log->Overwrite(kAccount, last_checked, rig.log->Records(kAccount)[0]);
  PassCheckInterval(*account);
  EXPECT_NE(account->Source("account").halt_reason, "");
}

TEST_F(HaltTest, ACheckAtStartFindsWhatHappenedMeanwhile) {
  PassCheckInterval(*account);
  ASSERT_TRUE(account->store().Flush().ok());
  const eventlog::Offset last = account->Source("account").position - 1;
  account->Kill();
  rig.log->Overwrite(kAccount, last, rig.log->Records(kAccount)[0]);
  ASSERT_TRUE(account->Start().ok());
  account->Turn(6);
  EXPECT_NE(account->Source("account").halt_reason, "");
  EXPECT_FALSE(account->serving());
}

// ADR 0013: the lost tail came back but for one record, below one that a check has passed.
TEST_F(HaltTest, AnotherRecordBelowTheLastOneThatWasCheckedIsNoticed) {
  ASSERT_TRUE(Deposit(*account, 1).ok());
  account->Turn(6);  // checked up to here
  ASSERT_TRUE(account->store().Flush().ok());
  const eventlog::Offset last = account->Source("account").position - 1;
  account->Kill();
  rig.log->Overwrite(kAccount, last - 1, rig.log->Records(kAccount)[0]);
  ASSERT_TRUE(account->Start().ok());
  account->Turn(6);
  EXPECT_NE(account->Source("account").halt_reason, "");
}

TEST_F(HaltTest, ACheckSaysWhereTheNextOneStarts) {
  while (rig.log->Records(kAccount).size() < kOverlapRecords + 20) {
    ASSERT_TRUE(Deposit(*account, 1).ok());
  }
  std::vector<HashedPosition> places(1);
  for (const std::string& record : rig.log->Records(kAccount)) {
    places.push_back(
        {places.back().offset + 1, commit::NextRunning(places.back().running, record)});
  }
  const auto next_from = [&](std::size_t from, std::size_t to) {
    OverlapCheck check(rig.log.get(), {{kAccount, places[from], places[to]}});
    while (!check.done()) EXPECT_TRUE(check.Step(1).ok());
    EXPECT_TRUE(check.results().at(0).status.ok());
    return check.results().at(0).next_from;
  };
  const HashedPosition later = next_from(0, kOverlapRecords + 10);
  EXPECT_EQ(later.offset, 10);
  EXPECT_EQ(later.running, places[10].running);
  EXPECT_EQ(next_from(10, kOverlapRecords + 10).offset, 10);
  EXPECT_EQ(next_from(10, kOverlapRecords + 12).offset, 12);
  EXPECT_EQ(next_from(0, 5).offset, 0) << "too few for a later place";
}

TEST_F(HaltTest, AReactionToARecordThatIsGoneIsNotMade) {
  ASSERT_TRUE(mirror->Start().ok());
  mirror->Turn(8);
  ASSERT_EQ(mirror->State(1).balance(), 42);
  ASSERT_TRUE(Deposit(*account, 1).ok());
  mirror->Turn();
  ASSERT_TRUE(mirror->Source("account").lowest_outbox.has_value()) << "the row waits";
  ASSERT_TRUE(mirror->store().Flush().ok());
  mirror->Kill();
  const eventlog::Offset last = account->Source("account").position - 1;
  rig.log->Overwrite(kAccount, last, rig.log->Records(kAccount)[0]);
  const auto before = rig.log->Records({"mirror", 0}).size();
  ASSERT_TRUE(mirror->Start().ok());
  for (int i = 0; i < 10; ++i) {
    mirror->Turn(2);
    rig.clock.Advance(1'000'000);
  }
  EXPECT_NE(mirror->Source("account").halt_reason, "");
  EXPECT_TRUE(mirror->serving());
  EXPECT_EQ(rig.log->Records({"mirror", 0}).size(), before);
  EXPECT_TRUE(Deposit(*mirror, 3).ok()) << "own commands go on";
}

TEST_F(HaltTest, ALogShorterThanTheProjectionIsRefusedAtStart) {
  ASSERT_TRUE(account->store().Flush().ok());
  account->Kill();
  rig.log->Truncate(kAccount, 1);
  const absl::Status started = account->Start();
  EXPECT_TRUE(absl::IsFailedPrecondition(started)) << started;
}

TEST_F(HaltTest, ADamagedRecordHaltsItsPartitionOnly) {
  ASSERT_TRUE(mirror->Start().ok());
  mirror->Turn(8);
  ASSERT_EQ(mirror->State(1).balance(), 42);
  ASSERT_TRUE(Deposit(*account, 1).ok());
  rig.log->Corrupt(kAccount, account->Source("account").position - 1);
  for (int i = 0; i < 5; ++i) PassCheckInterval(*mirror);
  EXPECT_NE(mirror->Source("account").halt_reason, "");
  EXPECT_EQ(mirror->Source("mirror").halt_reason, "");
  EXPECT_TRUE(Deposit(*mirror, 3).ok()) << "own commands go on";
  EXPECT_TRUE(mirror->serving());
}

// A log that counts what it is asked: at a broker each reader and each end costs round trips.
class CountingLog final : public eventlog::EventLog {
 public:
  explicit CountingLog(eventlog::SimEventLog* log) : log_(log) {}
  base::LogId log_id() const override { return log_->log_id(); }
  int partition_count() const override { return log_->partition_count(); }
  void Append(const TopicPartition& to, std::string record, eventlog::AppendDone done) override {
    log_->Append(to, std::move(record), std::move(done));
  }
  absl::StatusOr<std::unique_ptr<eventlog::LogReader>> OpenReader(
      std::vector<eventlog::ReadStart> starts) override {
    ++opened;
    return log_->OpenReader(std::move(starts));
  }
  absl::StatusOr<eventlog::Offset> EndOffset(const TopicPartition& of) override {
    ++ends_asked;
    return log_->EndOffset(of);
  }
  int opened = 0;
  int ends_asked = 0;

 private:
  eventlog::SimEventLog* log_;
};

// A replica on such a log.
struct OnCountingLog {
  OnCountingLog(Rig& rig, ServiceDefinition of) : log(rig.log.get()), definition(std::move(of)) {
    options.clock = &rig.clock;
    replica = std::make_unique<Replica>(options, &definition, &log, &rig.keys, &store);
    EXPECT_TRUE(replica->Open().ok());
  }
  void Turn(int turns) {
    for (int i = 0; i < turns; ++i) EXPECT_TRUE(replica->Turn(std::chrono::milliseconds(0)).ok());
  }

  CountingLog log;
  ServiceDefinition definition;
  projection::MemoryProjectionStore store;
  RuntimeOptions options;
  std::unique_ptr<Replica> replica;
};

TEST_F(HaltTest, AnErrorThatNamesItsPartitionLooksAtThatOneAlone) {
  OnCountingLog counted(rig, testing::MirrorService());
  counted.Turn(6);
  ASSERT_TRUE(Deposit(*account, 1).ok());
  rig.log->Corrupt(kAccount, account->Source("account").position - 1);
  counted.log.opened = 0;
  counted.Turn(1);
  EXPECT_EQ(counted.log.opened, 1) << "one look at the partition the error names";
  counted.Turn(1);
  EXPECT_EQ(counted.log.opened, 3)
      << "at once one reader over the others, and one that looks again";
  for (const SourceState& source : counted.replica->published().Get()->sources) {
    EXPECT_EQ(source.halt_reason.empty(), source.source != kAccount) << source.halt_reason;
  }
}

TEST_F(HaltTest, ACheckThatMetAnErrorWaitsBeforeItAsksAgain) {
  OnCountingLog counted(rig, testing::AccountService());
  counted.Turn(6);
  rig.log->SetReachable(false);
  rig.clock.Advance(6'000'000);
  counted.Turn(6);  // a check begins, and fails
  const int asked = counted.log.ends_asked;
  counted.Turn(50);
  EXPECT_EQ(counted.log.ends_asked, asked) << "not in every turn";
  rig.clock.Advance(200'000);
  counted.Turn(50);
  EXPECT_EQ(counted.log.ends_asked, asked + 1) << "once a fifth of a second";
  rig.log->SetReachable(true);
  rig.log->Overwrite(kAccount, 2, rig.log->Records(kAccount)[0]);
  rig.clock.Advance(200'000);
  counted.Turn(2);
  EXPECT_NE(counted.replica->published().Get()->sources[0].halt_reason, "") << "the check goes on";
}

TEST_F(HaltTest, ANewerOwnRecordStopsCommandsAndNothingIsSkipped) {
  NewerRecord("account");
  account->Turn(2);
  EXPECT_TRUE(absl::IsUnavailable(Deposit(*account, 1)));
  EXPECT_NE(account->Source("account").halt_reason.find("not_understood"), std::string::npos);
  EXPECT_EQ(account->Source("account").position + 1,
            static_cast<eventlog::Offset>(rig.log->Records(kAccount).size()));
  EXPECT_EQ(account->State(1).balance(), 42) << "reads go on";
}

TEST_F(HaltTest, ANewerUpstreamRecordStopsReactionsOnly) {
  ASSERT_TRUE(mirror->Start().ok());
  mirror->Turn(8);
  NewerRecord("account");
  mirror->Turn(4);
  EXPECT_NE(mirror->Source("account").halt_reason, "");
  EXPECT_TRUE(Deposit(*mirror, 3).ok());
  type::v1::Position token;
  token.add_topics()->set_topic("account");
  token.mutable_topics(0)->set_offset(static_cast<std::int64_t>(rig.log->Records(kAccount).size()));
  EXPECT_FALSE(mirror->replica().published().Get()->Covers(token));
}

TEST_F(HaltTest, DoesNotServeBeforeTheEndSeenAtStart) {
  auto fresh = rig.Account();
  fresh->options().records_per_turn_max = 1;
  ASSERT_TRUE(fresh->Start().ok());
  fresh->Turn();
  EXPECT_FALSE(fresh->serving());
  EXPECT_TRUE(absl::IsUnavailable(Deposit(*fresh, 1)));
  fresh->Turn(10);
  EXPECT_TRUE(fresh->serving());
  EXPECT_TRUE(Deposit(*fresh, 1).ok());
}

TEST_F(HaltTest, GarbageIsIgnoredAndCounted) {
  rig.log->Append(kAccount, "not ours", [](auto) {});
  std::string forged = rig.log->Records(kAccount).back();
  ASSERT_TRUE(Deposit(*account, 1).ok());
  EXPECT_EQ(account->Source("account").ignored, 1u);
}

TEST(LostTailTest, AnAcknowledgedRecordThatIsGoneIsDecidedAgain) {
  Rig rig(1, [](eventlog::SimOptions& options) { options.deliver_at_once = false; });
  const auto node = rig.Account();
  ASSERT_TRUE(node->Start().ok());
  const auto pass = [&] {
    node->Turn();
    rig.log->Deliver();
    node->Turn(2);
  };
  for (int i = 0; i < 3; ++i) pass();
  const eventlog::Offset end = node->Source("account").position;
  auto answer = node->Send(MakeCommand({.amount = 30}));
  absl::Status read = absl::UnknownError("not answered");
  node->replica().ReadStrong(0, [&read](absl::Status status) { read = std::move(status); });
  node->Turn();
  rig.log->Deliver();  // landed and acknowledged: the replica has not read it yet
  rig.log->Truncate(kAccount, end);
  for (int i = 0; i < 2; ++i) rig.log->Append(kAccount, "noise", [](auto) {});
  rig.log->Deliver();
  for (int i = 0; i < 3; ++i) pass();

  ASSERT_TRUE(answer->has_value() && (*answer)->ok());
  EXPECT_EQ(node->State(1).balance(), 30);
  EXPECT_TRUE(absl::IsUnavailable(read)) << read;
  EXPECT_TRUE(node->replica().drained());
}

TEST_F(HaltTest, TicksItsIdlePartitions) {
  const base::Instant before = account->Source("account").effective;
  rig.clock.Advance(59'000'000);
  account->Turn(3);
  EXPECT_EQ(account->Source("account").effective, before);
  rig.clock.Advance(2'000'000);
  account->Turn(3);
  EXPECT_GT(account->Source("account").effective, before);
}

}  // namespace
}  // namespace rondetafel::runtime
