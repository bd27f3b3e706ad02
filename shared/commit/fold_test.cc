// The fold rule (architecture 3), number by number.
#include "shared/commit/fold.h"

#include <gtest/gtest.h>

#include "shared/commit/record_kit.h"

namespace rondetafel::commit {
namespace {

using Why = Verdict::Why;

class FoldTest : public testing::Test {
 protected:
  // A verdict in two words.
  static std::string Say(const Verdict& verdict) {
    constexpr std::array kKinds = {"accepted", "control", "ignored", "halt"};
    return std::string(kKinds[verdict.kind]) + " " + std::string(ToString(verdict.why));
  }
  // That nothing but the position and the running hash moved.
  void ExpectUntouched(const FoldCursor& before) const {
    EXPECT_EQ(run_.fold.cursor().effective, before.effective);
    EXPECT_EQ(run_.fold.cursor().accepted, before.accepted);
    EXPECT_EQ(run_.index.heads(), heads_);
    EXPECT_EQ(run_.index.commands(), commands_);
  }
  std::string Take(std::string record) { return Say(run_.Take(std::move(record))); }
  // As Take, and checks that an ignored or halting record has no effect.
  std::string TakeInVain(std::string record) {
    const FoldCursor before = run_.fold.cursor();
    heads_ = run_.index.heads();
    commands_ = run_.index.commands();
    const std::string said = Take(std::move(record));
    ExpectUntouched(before);
    const bool halted = run_.verdict().kind == Verdict::kHalt;
    EXPECT_EQ(run_.fold.cursor().next, before.next + (halted ? 0 : 1));
    EXPECT_EQ(run_.fold.cursor().ignored, before.ignored + (halted ? 0 : 1));
    EXPECT_EQ(run_.fold.cursor().running == before.running, halted);
    return said;
  }

  RecordKit kit_;
  FoldRun run_{kit_};
  std::size_t heads_ = 0;
  std::size_t commands_ = 0;
};

// Rule 1: authentic, or nobody's business.

TEST_F(FoldTest, Rule1IgnoresBytesThatAreNoRecord) {
  EXPECT_EQ(TakeInVain(""), "ignored malformed");
  EXPECT_EQ(TakeInVain(std::string(1000, 'x')), "ignored malformed");
}

TEST_F(FoldTest, Rule1IgnoresABodyThatDoesNotFitItsHash) {
  std::string record = kit_.Commit("s", "c", {}).Record();
  record.back() = static_cast<char>(record.back() ^ 1);
  EXPECT_EQ(TakeInVain(record), "ignored bad_body_hash");
}

TEST_F(FoldTest, Rule1IgnoresABadMac) {
  CommitDraft forged = kit_.Commit("s", "c", {});
  forged.mac_key = TestKey(9);
  EXPECT_EQ(TakeInVain(forged.Record()), "ignored bad_mac");
}

TEST_F(FoldTest, Rule1IgnoresAKeyThatWasNotIntroducedEvenIfHeld) {
  CommitDraft early = kit_.Commit("s", "c", {});
  early.envelope.mac_key_id = TestId<base::KeyId>("second key");
  early.mac_key = TestKey(2);
  EXPECT_EQ(TakeInVain(early.Record()), "ignored mac_key_not_introduced");
  kit_.keys.Add(early.envelope.mac_key_id, early.mac_key);
  EXPECT_EQ(TakeInVain(early.Record()), "ignored mac_key_not_introduced");
}

TEST_F(FoldTest, Rule1HaltsAtAnIntroducedKeyItDoesNotHold) {
  const auto second = TestId<base::KeyId>("second key");
  EXPECT_EQ(Take(BuildMacKeyIntroduced(kit_.stamp, second)), "control none");
  CommitDraft later = kit_.Commit("s", "c", {});
  later.envelope.mac_key_id = second;
  later.mac_key = TestKey(2);
  EXPECT_EQ(TakeInVain(later.Record()), "halt mac_key_not_held");
  // Given the key, the same reader goes on where it stopped.
  kit_.keys.Add(second, TestKey(2));
  EXPECT_EQ(Take(later.Record()), "accepted none");
}

TEST_F(FoldTest, Rule1OldKeysNeverDie) {
  EXPECT_EQ(Take(BuildMacKeyIntroduced(kit_.stamp, TestId<base::KeyId>("second key"))),
            "control none");
  EXPECT_EQ(Take(kit_.Commit("s", "c", {}).Record()), "accepted none");
}

TEST_F(FoldTest, Rule1IgnoresRecordsOfOtherTopicsAndPartitions) {
  CommitDraft draft = kit_.Commit("s", "c", {});
  draft.envelope.topic = "triage";
  EXPECT_EQ(TakeInVain(draft.Record()), "ignored wrong_topic");
  draft = kit_.Commit("s", "c", {});
  while (PartitionOf(draft.envelope.case_id, RecordKit::kPartitions) == kit_.stamp.partition) {
    draft.envelope.case_id = base::CaseId::Random();
  }
  EXPECT_EQ(TakeInVain(draft.Record()), "ignored wrong_partition");
}

// Rule 2: what cannot be understood stops this reader, and changes nothing.

TEST_F(FoldTest, Rule2HaltsAtANewerSchema) {
  CommitDraft newer = kit_.Commit("s", "c", {});
  newer.body.set_schema_version(4);
  EXPECT_EQ(TakeInVain(newer.Record()), "halt not_understood");
}

TEST_F(FoldTest, Rule2HaltsAtABodyThatDoesNotParseOrHasNoOutcome) {
  const CommitDraft draft = kit_.Commit("s", "c", {});
  EXPECT_EQ(TakeInVain(EncodeRecord(draft.envelope, "\x0f", kit_.key)), "halt not_understood");
  CommitDraft empty = draft;
  empty.body.clear_outcome();
  EXPECT_EQ(TakeInVain(empty.Record()), "halt not_understood");
}

TEST_F(FoldTest, Rule2HaltsAtAKindOrFormatOfANewerVersion) {
  CommitDraft draft = kit_.Commit("s", "c", {});
  draft.envelope.kind = static_cast<RecordKind>(6);
  EXPECT_EQ(TakeInVain(draft.Record()), "halt not_understood");
  // Under no MAC of ours it is garbage again.
  draft.mac_key = TestKey(9);
  EXPECT_EQ(TakeInVain(draft.Record()), "ignored bad_mac");
}

TEST_F(FoldTest, Rule2AsksTheReaderWhetherItKnowsTheEvents) {
  FoldOptions options = kit_.Options();
  options.understands = [](const log::v1::CommitBody& body) {
    return body.has_refusal() || body.events().event(0) != "newer";
  };
  FoldRun run(options, kit_.Identity());
  CommitDraft newer = kit_.Commit("s", "c", {});
  newer.body.mutable_events()->set_event(0, "newer");
  EXPECT_EQ(Say(run.Take(newer.Record())), "halt not_understood");
  EXPECT_EQ(run.index.commands(), 0U);
  EXPECT_EQ(Say(run.Take(kit_.Commit("s", "c", {}).Record())), "accepted none");
}

// Rule 3: on the head, and new.

TEST_F(FoldTest, Rule3AcceptsOnTheHeadAndMovesIt) {
  const std::string first = kit_.Commit("s", "c1", {}).Record();
  EXPECT_EQ(Take(first), "accepted none");
  EXPECT_EQ(run_.verdict().head.hash, CommitHashOf(first));
  EXPECT_EQ(run_.verdict().head.version, 1);
  EXPECT_EQ(run_.verdict().body.events().event(0), "event");
  const std::string second = kit_.Commit("s", "c2", CommitHashOf(first)).Record();
  EXPECT_EQ(Take(second), "accepted none");
  EXPECT_EQ(run_.verdict().head.version, 2);
  EXPECT_EQ(run_.index.FindHead(TestId<base::StreamId>("s"))->hash, CommitHashOf(second));
  EXPECT_EQ(run_.fold.cursor().accepted, 2U);
}

TEST_F(FoldTest, Rule3RemembersTheCommand) {
  const std::string record = kit_.Commit("s", "c", {}).Record();
  Take(record);
  const auto known = run_.index.FindCommand(kit_.case_id, TestId<base::CommandId>("c"));
  ASSERT_TRUE(known);
  EXPECT_EQ(known->actor, TestId<base::ActorId>("actor"));
  EXPECT_EQ(known->method, "SubmitRequest");
  EXPECT_EQ(known->stream_id, TestId<base::StreamId>("s"));
  EXPECT_EQ(known->fingerprint, "fingerprint");
  EXPECT_EQ(known->fingerprint_key_id, "data key");
  EXPECT_FALSE(known->refused);
  EXPECT_EQ(known->outcome, "reply");
  EXPECT_EQ(known->commit_hash, CommitHashOf(record));
  EXPECT_EQ(known->offset, 1);
}

TEST_F(FoldTest, Rule3RefusalIsRememberedButIsNoHead) {
  const std::string first = kit_.Commit("s", "c1", {}).Record();
  Take(first);
  const CommitDraft refusal = kit_.Refusal("s", "c2", CommitHashOf(first));
  EXPECT_EQ(Take(refusal.Record()), "accepted none");
  EXPECT_EQ(run_.index.FindHead(TestId<base::StreamId>("s"))->hash, CommitHashOf(first));
  const auto known = run_.index.FindCommand(kit_.case_id, TestId<base::CommandId>("c2"));
  ASSERT_TRUE(known);
  EXPECT_TRUE(known->refused);
  EXPECT_EQ(known->outcome, refusal.body.refusal().SerializeAsString());
  // What was decided on the same head as the refusal still counts.
  EXPECT_EQ(Take(kit_.Commit("s", "c3", CommitHashOf(first)).Record()), "accepted none");
}

TEST_F(FoldTest, Rule3RefusalOfANewStreamLeavesItNew) {
  EXPECT_EQ(Take(kit_.Refusal("s", "c1", {}).Record()), "accepted none");
  EXPECT_FALSE(run_.index.FindHead(TestId<base::StreamId>("s")));
  EXPECT_EQ(Take(kit_.Commit("s", "c2", {}).Record()), "accepted none");
}

TEST_F(FoldTest, Rule3AlreadySoIsRememberedButIsNoHead) {
  const std::string first = kit_.Commit("s", "c1", {}).Record();
  Take(first);
  CommitDraft already = kit_.Commit("s", "c2", CommitHashOf(first));
  already.body.mutable_events()->clear_event();
  EXPECT_EQ(Take(already.Record()), "accepted none");
  EXPECT_EQ(run_.verdict().head.version, 1);
  EXPECT_EQ(run_.index.FindHead(TestId<base::StreamId>("s"))->hash, CommitHashOf(first));
  EXPECT_EQ(run_.index.FindCommand(kit_.case_id, TestId<base::CommandId>("c2"))->outcome, "reply");
  EXPECT_EQ(Take(already.Record()), "ignored duplicate_command");
}

// Rule 4: everything else ends here.

TEST_F(FoldTest, Rule4IgnoresAStaleHead) {
  const std::string winner = kit_.Commit("s", "c1", {}).Record();
  Take(winner);
  EXPECT_EQ(TakeInVain(kit_.Commit("s", "c2", {}).Record()), "ignored stale_head");
  EXPECT_EQ(TakeInVain(kit_.Refusal("s", "c3", {}).Record()), "ignored stale_head");
}

TEST_F(FoldTest, Rule4IgnoresWhatWasDecidedOnSomethingThatNeverLanded) {
  const std::string lost = kit_.Commit("s", "c1", {}).Record();
  EXPECT_EQ(TakeInVain(kit_.Commit("s", "c2", CommitHashOf(lost)).Record()), "ignored stale_head");
}

TEST_F(FoldTest, Rule4IgnoresADuplicateOfAnyStreamOfTheCase) {
  const std::string record = kit_.Commit("s", "c", {}).Record();
  Take(record);
  EXPECT_EQ(TakeInVain(record), "ignored duplicate_command");
  EXPECT_EQ(TakeInVain(kit_.Commit("other", "c", {}).Record()), "ignored duplicate_command");
}

TEST_F(FoldTest, Rule4TheSameCommandIdInAnotherCaseIsAnotherCommand) {
  Take(kit_.Commit("s", "c", {}).Record());
  CommitDraft draft = kit_.Commit("other", "c", {});
  do {
    draft.envelope.case_id = base::CaseId::Random();
  } while (PartitionOf(draft.envelope.case_id, RecordKit::kPartitions) != kit_.stamp.partition);
  EXPECT_EQ(Take(draft.Record()), "accepted none");
}

TEST_F(FoldTest, Rule4IgnoredRecordsStillSayWhichCommandLost) {
  Take(kit_.Commit("s", "c1", {}).Record());
  Take(kit_.Commit("s", "c2", {}).Record());
  EXPECT_EQ(run_.verdict().record.envelope.command_id, TestId<base::CommandId>("c2"));
}

// Rule 5: time and the running hash.

TEST_F(FoldTest, Rule5EffectiveTimeIsARunningMaximumOfCommitsAndTicks) {
  CommitDraft draft = kit_.Commit("s", "c1", {});
  draft.envelope.recorded_at = {5000};
  Take(draft.Record());
  EXPECT_EQ(run_.verdict().effective.us, 5000);
  EXPECT_EQ(Take(kit_.Tick(4000)), "control none");
  EXPECT_EQ(run_.fold.cursor().effective.us, 5000);
  Take(kit_.Tick(6000));
  EXPECT_EQ(run_.fold.cursor().effective.us, 6000);
  draft = kit_.Refusal("t", "c2", {});
  draft.envelope.recorded_at = {5500};
  Take(draft.Record());
  EXPECT_EQ(run_.verdict().effective.us, 6000);
}

TEST_F(FoldTest, Rule5IgnoredCommitsDoNotMoveTime) {
  const std::string record = kit_.Commit("s", "c1", {}).Record();
  Take(record);
  CommitDraft stale = kit_.Commit("s", "c2", {});
  stale.envelope.recorded_at = {99'000};
  EXPECT_EQ(TakeInVain(stale.Record()), "ignored stale_head");
  EXPECT_EQ(run_.fold.cursor().effective.us, 2000);
}

TEST_F(FoldTest, Rule5ACommitIsNotBeforeItsCause) {
  CommitDraft draft = kit_.Commit("s", "c", {});
  draft.body.set_recorded_not_before_us(7000);
  Take(draft.Record());
  EXPECT_EQ(run_.verdict().effective.us, 7000);
  EXPECT_EQ(run_.verdict().known_at.us, 7000);
}

TEST_F(FoldTest, Rule5RunningHashCoversAllRecordsInOrder) {
  const std::vector<std::string> records = {kit_.Identity(), kit_.Commit("s", "c", {}).Record(),
                                            "garbage", kit_.Commit("s", "c", {}).Record()};
  Hash running{};
  for (const std::string& record : records) running = NextRunning(running, record);
  for (std::size_t i = 1; i < records.size(); ++i) Take(records[i]);
  EXPECT_EQ(run_.fold.cursor().running, running);
  EXPECT_NE(NextRunning(NextRunning({}, "a"), "b"), NextRunning(NextRunning({}, "b"), "a"));
}

TEST_F(FoldTest, Rule5RunningHashTellsARecordFromItsEnvelopeAlone) {
  const std::string record = kit_.Commit("s", "c", {}).Record();
  EXPECT_NE(NextRunning({}, record), NextRunning({}, record.substr(0, kEnvelopeBytes)));
}

// Registration times of an older system.

class RegisteredAtTest : public FoldTest {
 protected:
  CommitDraft Moved(std::string_view command, const Hash& head, std::int64_t registered_at) {
    CommitDraft draft = kit_.Commit("s", command, head);
    draft.envelope.recorded_at = {9000};
    draft.body.mutable_actor()->set_role(type::v1::ROLE_MIGRATION);
    draft.body.set_registered_at_us(registered_at);
    return draft;
  }
  std::int64_t KnownAt(const CommitDraft& draft) {
    EXPECT_EQ(Take(draft.Record()), "accepted none");
    return run_.verdict().known_at.us;
  }
};

TEST_F(RegisteredAtTest, StandsInForTheRecordedTime) {
  EXPECT_EQ(KnownAt(Moved("c", {}, 500)), 500);
  EXPECT_EQ(run_.verdict().effective.us, 9000);
  EXPECT_EQ(run_.verdict().head.registered_at.us, 500);
}

TEST_F(RegisteredAtTest, NeverGoesBackInAStream) {
  const CommitDraft first = Moved("c1", {}, 500);
  KnownAt(first);
  EXPECT_EQ(KnownAt(Moved("c2", CommitHashOf(first.Record()), 400)), 500);
}

TEST_F(RegisteredAtTest, IsNotLaterThanTheRecord) {
  EXPECT_EQ(KnownAt(Moved("c", {}, 10'000)), 9000);
}

TEST_F(RegisteredAtTest, CountsFromTheMigrationActorOnly) {
  CommitDraft draft = Moved("c", {}, 500);
  draft.body.mutable_actor()->set_role(type::v1::ROLE_DESK_WORKER);
  EXPECT_EQ(KnownAt(draft), 9000);
}

TEST_F(RegisteredAtTest, CountsUntilMigrationIsClosed) {
  EXPECT_EQ(Take(BuildMigrationClosed(kit_.stamp)), "control none");
  EXPECT_TRUE(run_.fold.cursor().migration_closed);
  EXPECT_EQ(KnownAt(Moved("c", {}, 500)), 9000);
}

// Control records, by kind and in their place.

TEST_F(FoldTest, HaltsAtARecord0OfAnotherLog) {
  auto first = [this](auto change) {
    RecordKit other;
    change(other);
    FoldRun run(kit_.Options(), other.Identity());
    EXPECT_EQ(run.fold.cursor().next, run.verdict().kind == Verdict::kHalt ? 0 : 1);
    return Say(run.verdict());
  };
  EXPECT_EQ(first([](RecordKit&) {}), "control none");
  EXPECT_EQ(first([](RecordKit& kit) { kit.log_id = TestId<base::LogId>("other"); }),
            "halt wrong_log");
  EXPECT_EQ(first([](RecordKit& kit) { kit.stamp.topic = "triage"; }), "halt wrong_log");
  EXPECT_EQ(first([](RecordKit& kit) { kit.stamp.partition ^= 1; }), "halt wrong_log");
  EXPECT_EQ(first([](RecordKit& kit) { kit.stamp.mac_key = TestKey(9); }), "halt wrong_log");
  EXPECT_EQ(first([](RecordKit& kit) { kit.stamp.mac_key_id = TestId<base::KeyId>("other"); }),
            "halt mac_key_not_held");
}

TEST_F(FoldTest, HaltsAtARecord0ThatIsNoIdentity) {
  for (const std::string& record :
       {std::string("garbage"), kit_.Tick(1), kit_.Commit("s", "c", {}).Record()}) {
    FoldRun run(kit_.Options(), record);
    EXPECT_EQ(Say(run.verdict()), "halt wrong_log");
  }
}

TEST_F(FoldTest, IgnoresMisplacedControlRecords) {
  EXPECT_EQ(TakeInVain(kit_.Identity()), "ignored misplaced_control");
  ControlStamp elsewhere = kit_.stamp;
  elsewhere.partition ^= 1;
  EXPECT_EQ(TakeInVain(BuildTick(elsewhere)), "ignored misplaced_control");
  EXPECT_EQ(TakeInVain(BuildMigrationClosed(elsewhere)), "ignored misplaced_control");
  EXPECT_FALSE(run_.fold.cursor().migration_closed);
}

TEST_F(FoldTest, IntroducesAKeyOnceAndUnderThePrecedingOne) {
  const auto second = TestId<base::KeyId>("second key");
  const auto third = TestId<base::KeyId>("third key");
  kit_.keys.Add(second, TestKey(2));
  EXPECT_EQ(TakeInVain(BuildMacKeyIntroduced(kit_.stamp, kit_.key_id)),
            "ignored misplaced_control");
  EXPECT_EQ(Take(BuildMacKeyIntroduced(kit_.stamp, second)), "control none");
  EXPECT_EQ(TakeInVain(BuildMacKeyIntroduced(kit_.stamp, third)), "ignored misplaced_control");
  ControlStamp under_second = kit_.stamp;
  under_second.mac_key_id = second;
  under_second.mac_key = TestKey(2);
  EXPECT_EQ(Take(BuildMacKeyIntroduced(under_second, third)), "control none");
  EXPECT_EQ(run_.fold.cursor().introduced_mac_keys,
            (std::vector<base::KeyId>{kit_.key_id, second, third}));
}

TEST_F(FoldTest, ATickMadeByNobodyHasNoEffect) {
  ControlStamp forged = kit_.stamp;
  forged.now = {99'000};
  forged.mac_key = TestKey(9);
  EXPECT_EQ(TakeInVain(BuildTick(forged)), "ignored bad_mac");
}

using FoldDeathTest = FoldTest;
TEST_F(FoldDeathTest, OffsetsAreDense) {
  EXPECT_DEATH(run_.fold.Next(2, kit_.Tick(1)), "invariant broken");
}

TEST(FoldCursorTest, ReadsBackWhatItWroteAndNothingElse) {
  FoldCursor cursor;
  cursor.next = 5;
  cursor.effective = {-6};
  cursor.running.fill(7);
  cursor.introduced_mac_keys = {TestId<base::KeyId>("a"), TestId<base::KeyId>("b")};
  cursor.migration_closed = true;
  cursor.accepted = 8;
  cursor.ignored = 9;
  const std::string bytes = cursor.Encode();
  const auto read = FoldCursor::Decode(bytes);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->next, 5);
  EXPECT_EQ(read->effective.us, -6);
  EXPECT_EQ(read->running, cursor.running);
  EXPECT_EQ(read->introduced_mac_keys, cursor.introduced_mac_keys);
  EXPECT_TRUE(read->migration_closed);
  EXPECT_EQ(read->accepted, 8U);
  EXPECT_EQ(read->ignored, 9U);
  EXPECT_FALSE(FoldCursor::Decode(""));
  EXPECT_FALSE(FoldCursor::Decode(bytes + "x"));
  EXPECT_FALSE(FoldCursor::Decode("\2" + bytes.substr(1)));
}

}  // namespace
}  // namespace rondetafel::commit
