// A planted breach of each invariant, which the checker must find, and a clean history with
// everything in it, which it must pass.
#include "tests/checker/checker.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/checker/scribe.h"

namespace rondetafel::checker {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr int kUnavailable = 14;
constexpr int kAlreadyExists = 6;
constexpr int kInvalid = 3;

// A small honest run: a deposit of 5 with its reaction, a withdrawal of 2, a refused withdrawal.
class CheckerTest : public ::testing::Test {
 protected:
  CheckerTest() {
    Draft deposit = New("deposit", 1);
    deposit_ = scribe_.Commit(deposit, {"+5"});
    Tell(Send("deposit"), 0);
    scribe_.Commit(New("withdrawal", 2), {"-2"});
    Tell(Send("withdrawal"), 0);
    scribe_.Refuse(New("too much", 3), "NEGATIVE_BALANCE");
    v1::Answered& refused = Tell(Send("too much"), 9);
    refused.set_refused(true);
    refused.set_reason("NEGATIVE_BALANCE");
  }

  static Draft New(const std::string& name, std::int64_t second) {
    Draft draft;
    draft.command_id = Named(name);
    draft.recorded_us = second * kSecond;
    return draft;
  }
  void MirrorIt(std::int64_t recorded_us = 4 * kSecond) {
    Draft draft;
    draft.recorded_us = recorded_us;
    scribe_.React(deposit_, 1, draft);
  }
  std::uint64_t Send(const std::string& name, const std::string& digest = "same") {
    const std::uint64_t operation = scribe_.seen.NextOperation();
    v1::Sent& sent = *scribe_.seen.Add(++now_us_).mutable_sent();
    sent.set_operation(operation);
    sent.set_topic("account");
    sent.set_case_id(std::string(View(Named("case"))));
    sent.set_stream_id(std::string(View(Named("stream"))));
    sent.set_command_id(std::string(View(Named(name))));
    sent.set_actor_id(std::string(View(Named("teller"))));
    sent.set_method("Move");
    sent.set_body_digest(digest);
    return operation;
  }
  v1::Answered& Tell(std::uint64_t operation, int code) {
    v1::Answered& answered = *scribe_.seen.Add(++now_us_).mutable_answered();
    answered.set_operation(operation);
    answered.set_code(code);
    if (code == 0) {
      answered.set_reply("reply");
      answered.set_reply_is_recorded(true);
      *answered.add_token() = At("account", scribe_.End("account"));
    }
    return answered;
  }
  v1::Place At(const std::string& topic, std::int64_t offset, bool hashed = false) const {
    v1::Place place;
    place.set_topic(topic);
    place.set_offset(offset);
    if (hashed) place.set_running_hash(std::string(View(scribe_.Running(topic, offset))));
    return place;
  }
  v1::Asked& Ask(const std::string& topic, std::int64_t token) {
    v1::Asked& asked = *scribe_.seen.Add(++now_us_).mutable_asked();
    asked.set_operation(scribe_.seen.NextOperation());
    asked.set_topic(topic);
    asked.set_case_id(std::string(View(Named("case"))));
    asked.set_stream_id(std::string(View(Named("stream"))));
    if (token > 0) *asked.add_token() = At("account", token);
    asked_ = asked.operation();
    return asked;
  }
  v1::Shown& Show(std::vector<v1::Place> places) {
    v1::Shown& shown = *scribe_.seen.Add(++now_us_).mutable_shown();
    shown.set_operation(asked_);
    for (v1::Place& place : places) *shown.add_positions() = std::move(place);
    return shown;
  }
  v1::Dump& DumpIt(v1::Dump::Origin origin, const std::string& hash) {
    v1::Dump& dump = *scribe_.seen.Add(++now_us_).mutable_dump();
    dump.set_service("account");
    dump.set_replica("account/" + std::to_string(origin));
    dump.set_origin(origin);
    dump.set_hash(hash);
    *dump.add_positions() = At("account", 3, true);
    return dump;
  }
  v1::Passed& Pass(std::uint64_t life, std::int64_t offset) {
    v1::Passed& passed = *scribe_.seen.Add(++now_us_).mutable_passed();
    passed.set_reader("account/0");
    passed.set_life(life);
    *passed.mutable_place() = At("account", offset, true);
    return passed;
  }
  v1::Report& ReportIt(std::int64_t known_on_us, const std::string& digest) {
    v1::Report& report = *scribe_.seen.Add(++now_us_).mutable_report();
    report.set_name("year");
    report.set_known_on_us(known_on_us);
    report.set_digest(digest);
    report.set_migration_closed(true);
    *report.add_positions() = At("account", 4);
    return report;
  }
  void KeepHead(std::int64_t offset) {
    *scribe_.seen.Add(++now_us_).mutable_head_kept()->mutable_place() = At("account", offset, true);
  }
  void Verify(bool ok, bool altered_copy = false) {
    v1::Verified& verified = *scribe_.seen.Add(++now_us_).mutable_verified();
    verified.set_ok(ok);
    verified.set_altered_copy(altered_copy);
  }
  void EndIt() {
    v1::Ended& ended = *scribe_.seen.Add(++now_us_).mutable_ended();
    ended.set_all_repeated(true);
    ended.set_reactions_done(true);
  }
  void Calm() { scribe_.seen.Add(++now_us_).mutable_calm()->set_within_us(kSecond); }

  // Exactly this invariant is found broken.
  void ExpectOnly(int invariant) const {
    const Findings findings = scribe_.Check();
    EXPECT_GT(findings.Count(invariant), 0u) << findings.Text();
    EXPECT_EQ(findings.Count(invariant), findings.all.size()) << findings.Text();
  }
  void ExpectClean() const {
    const Findings findings = scribe_.Check();
    EXPECT_TRUE(findings.clean()) << findings.Text();
    EXPECT_TRUE(findings.halted.empty());
  }

  Scribe scribe_;
  Hash deposit_{};
  std::int64_t now_us_ = 0;
  std::uint64_t asked_ = 0;
};

TEST_F(CheckerTest, PassesAnHonestRunWithEverythingInIt) {
  MirrorIt();
  Tell(Send("deposit"), 0);  // a repeat
  Tell(Send("deposit", "other body"), kAlreadyExists);
  Ask("account", 3).set_strong(true);
  v1::Shown& shown = Show({At("account", 4)});
  shown.set_has_version(true);
  shown.set_version(2);
  shown.set_has_number(true);
  shown.set_number(3);
  Ask("mirror", 3).set_after_reactions(true);
  Show({At("account", 3), At("mirror", 2)});
  DumpIt(v1::Dump::ORIGIN_LIVE, "h");
  DumpIt(v1::Dump::ORIGIN_REBUILT, "h");
  DumpIt(v1::Dump::ORIGIN_REORDERED, "h");
  Pass(1, 2);
  Pass(1, 4);
  Pass(2, 3);
  ReportIt(2 * kSecond, "figures");
  ReportIt(2 * kSecond, "figures");
  KeepHead(3);
  Verify(true);
  Verify(false, true);
  Calm();
  Tell(Send("withdrawal"), 0);
  EndIt();
  ExpectClean();
  const Findings findings = scribe_.Check();
  for (int invariant = 1; invariant <= kInvariants; ++invariant) {
    EXPECT_GT(findings.checked[static_cast<std::size_t>(invariant)], 0u) << "I" << invariant;
  }
  EXPECT_EQ(findings.accepted, 3u);
  EXPECT_EQ(findings.refused, 1u);
}

TEST_F(CheckerTest, IgnoresWhatNoReaderTakes) {
  Draft stale = New("stale", 4);
  stale.head = std::string(View(deposit_));
  scribe_.Commit(stale, {"+100"});
  scribe_.Commit(New("deposit", 5), {"+5"});  // a duplicate
  scribe_.logs["account"].push_back("noise");
  std::string forged = scribe_.logs["account"][2];
  forged[230] ^= 1;
  scribe_.logs["account"].push_back(forged);
  const Findings findings = scribe_.Check();
  EXPECT_TRUE(findings.clean()) << findings.Text();
  EXPECT_EQ(findings.ignored, 4u);
}

TEST_F(CheckerTest, StopsAtWhatItCannotUnderstand) {
  Draft newer = New("newer", 4);
  newer.body.set_schema_version(2);
  scribe_.Commit(newer, {"+1"});
  EXPECT_EQ(scribe_.Check().halted, std::vector<std::string>{"account/0@4"});
}

TEST_F(CheckerTest, I1OkWithoutACommit) {
  Tell(Send("never landed"), 0);
  ExpectOnly(1);
}

TEST_F(CheckerTest, I1OkAndTheLogSaysRefused) {
  Tell(Send("too much"), 0);
  EXPECT_GT(scribe_.Check().Count(1), 0u);
}

TEST_F(CheckerTest, I1OneIntentInTwoCases) {
  Draft again = New("deposit", 4);
  again.case_id = Named("another case");
  again.stream_id = Named("another stream");
  scribe_.Commit(again, {"+5"});
  ExpectOnly(1);
}

TEST_F(CheckerTest, I2RefusedAndAccepted) {
  v1::Answered& answered = Tell(Send("withdrawal"), 9);
  answered.set_refused(true);
  EXPECT_GT(scribe_.Check().Count(2), 0u);
}

TEST_F(CheckerTest, I2RefusedAndNotRecorded) {
  Tell(Send("unrecorded"), 9).set_refused(true);
  ExpectOnly(2);
}

TEST_F(CheckerTest, I2NotAppliedAndAccepted) {
  scribe_.Commit(New("invalid", 4), {"-1"});
  Tell(Send("invalid"), kInvalid);
  ExpectOnly(2);
}

TEST_F(CheckerTest, I3ABrokenRuleInAPrefix) {
  scribe_.Commit(New("over", 4), {"-4"});
  scribe_.Commit(New("back", 5), {"+9"});
  ExpectOnly(3);
}

TEST_F(CheckerTest, I3ABreachAcrossStreamsThatNobodyFlags) {
  MirrorIt();
  scribe_.Commit(New("breach", 4), {"breach"});
  ExpectClean();  // it may still be flagged
  EndIt();
  ExpectOnly(3);
  scribe_.Commit(New("flag", 5), {"flagged"});
  ExpectClean();
}

TEST_F(CheckerTest, I4LiveAndRebuiltDiffer) {
  DumpIt(v1::Dump::ORIGIN_LIVE, "one");
  DumpIt(v1::Dump::ORIGIN_REBUILT, "other");
  ExpectOnly(4);
}

TEST_F(CheckerTest, I5LessThanTheToken) {
  Ask("account", 3);
  Show({At("account", 2)});
  ExpectOnly(5);
}

TEST_F(CheckerTest, I5ATokenThatDoesNotCoverItsCommit) {
  v1::Answered& answered = Tell(Send("withdrawal"), 0);
  answered.mutable_token(0)->set_offset(2);
  ExpectOnly(5);
}

TEST_F(CheckerTest, I5AnotherVersionOrContentThanTheLogHas) {
  Ask("account", 3);
  v1::Shown& version = Show({At("account", 3)});
  version.set_has_version(true);
  version.set_version(1);
  Ask("account", 3);
  v1::Shown& number = Show({At("account", 3)});
  number.set_has_number(true);
  number.set_number(5);
  ExpectOnly(5);
  EXPECT_EQ(scribe_.Check().all.size(), 2u);
}

TEST_F(CheckerTest, I5AQueryThatDoesNotShowTheReactionsToItsToken) {
  MirrorIt();
  Ask("mirror", 2).set_after_reactions(true);
  Show({At("account", 2), At("mirror", 1)});
  ExpectOnly(5);
}

TEST_F(CheckerTest, I5AStrongReadThatMissesWhatWasAcknowledged) {
  Ask("account", 0).set_strong(true);
  Show({At("account", 3)});  // the refusal lies at 3
  ExpectOnly(5);
}

TEST_F(CheckerTest, I6AnotherReplyToARepeat) {
  Tell(Send("deposit"), 0).set_reply("another");
  EXPECT_GT(scribe_.Check().Count(6), 0u);
}

TEST_F(CheckerTest, I6TwoBodiesUnderOneId) {
  Tell(Send("deposit", "other body"), 0);
  ExpectOnly(6);
}

TEST_F(CheckerTest, I6AfterErasureAnotherBodyMayPass) {
  scribe_.seen.Add(++now_us_).mutable_key_erased()->set_case_id(std::string(View(Named("case"))));
  Tell(Send("deposit", "other body"), 0);
  ExpectClean();
}

TEST_F(CheckerTest, I6AnExactRepeatIsNoConflict) {
  Tell(Send("deposit"), kAlreadyExists);
  ExpectOnly(6);
}

TEST_F(CheckerTest, I6OkToAnotherActor) {
  const std::uint64_t operation = Send("fresh");
  Draft fresh = New("fresh", 4);
  fresh.actor = Named("somebody else");
  scribe_.Commit(fresh, {"+1"});
  Tell(operation, 0);
  ExpectOnly(6);
}

TEST_F(CheckerTest, I7AReaderGoesBack) {
  Pass(1, 3);
  Pass(1, 2);
  ExpectOnly(7);
}

TEST_F(CheckerTest, I7AReaderSkips) {
  v1::Passed& passed = Pass(1, 2);
  *passed.mutable_place() = At("account", 3, true);
  passed.mutable_place()->set_offset(4);
  ExpectOnly(7);
}

TEST_F(CheckerTest, I7AReaderBeyondTheEnd) {
  Pass(1, 4).mutable_place()->set_offset(5);
  ExpectOnly(7);
}

TEST_F(CheckerTest, I8NoProgressAfterHealing) {
  Calm();
  Tell(Send("stuck"), kUnavailable);
  ExpectOnly(8);
}

TEST_F(CheckerTest, I8RepeatedAndNeverSettled) {
  MirrorIt();
  Tell(Send("stuck"), kUnavailable);
  EndIt();
  ExpectOnly(8);
}

TEST_F(CheckerTest, I9AnotherInterleavingOtherRows) {
  DumpIt(v1::Dump::ORIGIN_LIVE, "one");
  DumpIt(v1::Dump::ORIGIN_REORDERED, "other");
  ExpectOnly(9);
}

TEST_F(CheckerTest, I10AnAlteredHistoryThatVerifies) {
  KeepHead(3);
  Verify(true, true);
  ExpectOnly(10);
}

TEST_F(CheckerTest, I10ALogThatIsNotWhatTheHeadSays) {
  KeepHead(3);
  Scribe other;
  other.Commit(New("deposit", 1), {"+6"});
  scribe_.logs["account"][1] = other.logs["account"][1];
  EXPECT_GT(scribe_.Check().Count(10), 0u);
}

TEST_F(CheckerTest, I11AMissingReaction) {
  ExpectClean();
  EndIt();
  ExpectOnly(11);
}

TEST_F(CheckerTest, I11AReactionUnderAnotherId) {
  Draft draft;
  draft.recorded_us = 4 * kSecond;
  draft.command_id = Named("made up");
  scribe_.React(deposit_, 1, draft);
  ExpectOnly(11);
}

TEST_F(CheckerTest, I11AReactionTwice) {
  MirrorIt();
  Draft again;
  again.recorded_us = 5 * kSecond;
  again.case_id = Named("another case");
  scribe_.React(deposit_, 1, again);
  ExpectOnly(11);
}

TEST_F(CheckerTest, I11AReactionNobodyAskedFor) {
  Draft draft;
  draft.recorded_us = 4 * kSecond;
  draft.command_id = Derived("reaction", {View(deposit_), "mirror-deposit", "1"});
  draft.body.mutable_cause()->set_ordinal(1);
  scribe_.React(deposit_, 1, draft);
  ExpectOnly(11);
}

TEST_F(CheckerTest, I12AReportThatChanged) {
  ReportIt(2 * kSecond, "figures");
  ReportIt(2 * kSecond, "other figures");
  ExpectOnly(12);
}

TEST_F(CheckerTest, I12AReportGivenTooEarly) {
  ReportIt(3 * kSecond, "figures");
  ExpectOnly(12);
}

TEST_F(CheckerTest, I13AnEffectBeforeItsCause) {
  MirrorIt(kSecond - 1);
  ExpectOnly(13);
}

TEST_F(CheckerTest, I13ACauseThatNeverWas) {
  Draft draft;
  draft.recorded_us = 4 * kSecond;
  scribe_.React(Blake2b256("nothing"), 1, draft);
  EXPECT_GT(scribe_.Check().Count(13), 0u);
}

TEST_F(CheckerTest, I14SomebodyWhoHadLeft) {
  scribe_.Commit(New("leave", 4), {"left"});
  ExpectClean();
  scribe_.Commit(New("after", 5), {"-1"});
  ExpectOnly(14);
}

}  // namespace
}  // namespace rondetafel::checker
