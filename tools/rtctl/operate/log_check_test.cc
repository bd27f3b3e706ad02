// The verifier on logs that a real replica wrote: sound ones, damaged ones, and one that was
// written anew by somebody who has everything but the heads that were kept.
#include "tools/rtctl/operate/log_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shared/commit/record_kit.h"
#include "shared/runtime/replica.h"
#include "shared/runtime/testing/rig.h"
#include "tools/rtctl/operate/verify_text.h"

namespace rondetafel::rtctl {
namespace {

using runtime::testing::MakeCommand;
using runtime::testing::Rig;
using ::testing::HasSubstr;

const eventlog::TopicPartition kAccount{"account", 0};

heads::SigningKey Signer() {
  heads::SigningKey::Seed seed;
  seed.fill(5);
  return heads::SigningKey(seed);
}

// A service that takes deposits of 1 to `deposits` and signs its heads after every tenth; the one
// in place `changed` is of another amount. The same ids and times every time: what differs is that
// event and all that hangs on it.
struct History {
  explicit History(int deposits, int changed = -1) {
    const auto node = rig.Account();
    EXPECT_TRUE(node->Start().ok());
    node->Turn(4);
    for (int i = 1; i <= deposits; ++i) {
      const auto id = commit::TestId<base::CommandId>("deposit " + std::to_string(i));
      auto answer = node->Send(MakeCommand({.amount = i == changed ? 1000 : i, .id = id}));
      node->Turn(3);
      EXPECT_TRUE(answer->has_value() && (*answer)->ok());
      rig.clock.Advance(1000);
      if (i % 10 == 0) Keep(*node);
    }
  }
  void Keep(runtime::testing::Node& node) {
    const heads::Heads now{node.replica().log_id(), "account", rig.clock.Now(),
                           node.replica().OwnCursors()};
    const auto file = heads::DecodeHeads(heads::SignHeads(now, Signer()));
    EXPECT_TRUE(file.ok() && file->SignedBy(Signer().public_key()));
    ++kept.files;
    kept.by_partition[kAccount].push_back({file->heads.log_id, file->heads.cursors[0],
                                           file->heads.signed_at,
                                           "kept-" + std::to_string(kept.files)});
  }
  PartitionFindings Check(const KeptHeads* against, const KeptHeads* from = nullptr) {
    CheckOptions options;
    options.keys = &rig.keys;
    options.against = against;
    options.from = from;
    options.listed_max = 10;
    options.threads = 2;
    const auto all = CheckLog(*rig.log, {"account", "mirror"}, options, nullptr);
    EXPECT_TRUE(all.ok()) << all.status();
    EXPECT_EQ(all->size(), 2U);
    return all->front();
  }

  Rig rig;
  KeptHeads kept;
};

TEST(VerifyTest, ASoundLogFitsItsOwnHeads) {
  History history(40);
  const PartitionFindings found = history.Check(&history.kept);
  EXPECT_EQ(found.fault, "");
  EXPECT_EQ(found.commits, 40);
  EXPECT_EQ(found.heads_fit, 4);
  EXPECT_TRUE(found.ignored.empty());
}

TEST(VerifyTest, HistoryWrittenAnewWithEveryKeyFailsAgainstAKeptHead) {
  History before(40);
  History rewritten(40, 25);
  const PartitionFindings plain = rewritten.Check(nullptr);
  EXPECT_EQ(plain.fault, "") << "every chain and MAC is right";
  EXPECT_EQ(plain.commits, 40);
  const PartitionFindings found = rewritten.Check(&before.kept);
  EXPECT_EQ(found.heads_fit, 2);
  // Record 0 and a tick, then a deposit each: 22 records below the second head, 32 below the third.
  EXPECT_THAT(found.fault, HasSubstr("does not fit the head at 32"));
  EXPECT_THAT(found.fault, HasSubstr("kept-3"));
  EXPECT_THAT(found.fault, HasSubstr("a record at 22 to 31 is not what it was"));
  EXPECT_THAT(found.fault, HasSubstr("the head at 22"));
  EXPECT_THAT(found.fault, HasSubstr("kept-2) fits"));
}

TEST(VerifyTest, ALogThatLostItsTailFailsAgainstAHeadBeyondIt) {
  History before(40);
  History shorter(35);
  EXPECT_EQ(shorter.Check(nullptr).fault, "");
  EXPECT_THAT(shorter.Check(&before.kept).fault, HasSubstr("records are missing at its end"));
}

TEST(VerifyTest, HeadsOfAnotherLogSayNothing) {
  History history(10);
  KeptHeads others = history.kept;
  others.by_partition[kAccount][0].log_id = commit::TestId<base::LogId>("another");
  VerifyReport report;
  report.partitions = {history.Check(&others)};
  report.against = others;
  report.seconds = 1;
  EXPECT_EQ(report.partitions[0].heads_fit, 0);
  EXPECT_EQ(TotalsOf(report).faults, 1);
  EXPECT_THAT(VerifyText(report), HasSubstr("none of the heads given is of this log"));
}

TEST(VerifyTest, BeginsAtAHead) {
  History history(45);
  const PartitionFindings found = history.Check(nullptr, &history.kept);
  EXPECT_EQ(found.fault, "");
  EXPECT_EQ(found.begin, 42);
  EXPECT_EQ(found.records, 5);
  EXPECT_EQ(found.commits, 5);
  EXPECT_EQ(found.running, history.Check(nullptr).running) << "goes on from the head's";
  VerifyReport report{{}, {found}, std::nullopt, true, 1};
  EXPECT_THAT(VerifyText(report), HasSubstr("Taken on trust: the 42 records below"));
}

TEST(VerifyTest, ALogThatEndsBeforeTheHeadToBeginAtIsNoSoundLog) {
  History before(40);
  History shorter(35);
  const PartitionFindings found = shorter.Check(nullptr, &before.kept);
  EXPECT_THAT(found.fault, HasSubstr("ends at 37, before the head at 42"));
  EXPECT_EQ(shorter.Check(&before.kept, &before.kept).heads_fit, 0);
}

TEST(VerifyTest, AHeadTheWalkBeganAtIsNotItsOwnWitness) {
  History history(45);
  EXPECT_EQ(history.Check(&history.kept, &history.kept).heads_fit, 0);
  KeptHeads first = history.kept;
  first.by_partition[kAccount].resize(1);
  EXPECT_EQ(history.Check(&history.kept, &first).heads_fit, 3);
  KeptHeads forked = history.kept;
  forked.by_partition[kAccount].back().cursor.running.fill(1);
  EXPECT_THAT(history.Check(&forked, &history.kept).fault, HasSubstr("does not fit"));
}

TEST(VerifyTest, FilesToBeginAtThatDoNotCountAreFaults) {
  History history(10);
  VerifyReport report{{}, {history.Check(nullptr, &history.kept)}, std::nullopt, true, 1};
  report.from_rejected = {"a.heads: not signed by the given key"};
  EXPECT_EQ(TotalsOf(report).faults, 1);
  EXPECT_THAT(VerifyText(report), HasSubstr("FAULT heads a.heads: not signed"));
  EXPECT_THAT(VerifyJson(report), HasSubstr("\"rejected\":[\"a.heads: not signed"));
}

TEST(VerifyTest, APartitionThatWasNotReadIsNotCalledSound) {
  History history(5);
  PartitionFindings found = history.Check(nullptr);
  found.unread = absl::UnavailableError("the log does not hand over offset 7 in time");
  VerifyReport report{{}, {found}, std::nullopt, false, 1};
  EXPECT_THAT(VerifyText(report), HasSubstr("0 faults, 1 partitions not read to their end"));
  EXPECT_THAT(VerifyText(report), HasSubstr("UNREAD account/0 from offset 7 on"));
  EXPECT_THAT(VerifyText(report), ::testing::Not(HasSubstr("as they should be")));
  EXPECT_THAT(VerifyJson(report), HasSubstr("\"unread\":1"));
}

TEST(VerifyTest, RecordsThatAreNotTheSuitesAreCountedApartAndListed) {
  History history(5);
  history.rig.log->Append(kAccount, "somebody else's", [](auto) {});
  std::string forged = history.rig.log->Records(kAccount)[3];
  history.rig.log->Append(kAccount, forged, [](auto) {});  // a repeat: ours
  forged[220] = static_cast<char>(forged[220] ^ 1);        // in the MAC
  history.rig.log->Append(kAccount, forged, [](auto) {});
  const PartitionFindings found = history.Check(nullptr);
  EXPECT_EQ(found.fault, "");
  EXPECT_EQ(found.commits, 5);
  EXPECT_EQ(found.ignored.at("malformed"), 1);
  EXPECT_EQ(found.ignored.at("duplicate_command"), 1);
  EXPECT_EQ(found.ignored.at("bad_mac"), 1);
  EXPECT_EQ(found.foreign, 2);
  ASSERT_EQ(found.listed.size(), 3U);
  EXPECT_EQ(found.listed[0].offset, 7);
  VerifyReport report{{}, {found}, std::nullopt, false, 1};
  EXPECT_THAT(VerifyText(report), HasSubstr("2 records are not the suite's"));
}

TEST(VerifyTest, AReaderWithoutAKeySaysWhereItStops) {
  History history(5);
  commit::MacKeySet none;
  none.Add(commit::TestId<base::KeyId>("other"), commit::TestKey(9));
  CheckOptions options;
  options.keys = &none;
  const auto all = CheckLog(*history.rig.log, {"account"}, options, nullptr);
  ASSERT_TRUE(all.ok());
  EXPECT_THAT(all->front().fault, HasSubstr("offset 0: mac_key_not_held"));
}

}  // namespace
}  // namespace rondetafel::rtctl
