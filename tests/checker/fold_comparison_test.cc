// Two readings of the same bytes: the fold that serves and the one of the checker say the same of
// every record of random logs. Only this test links both.
#include <gtest/gtest.h>

#include <random>

#include "shared/commit/record_kit.h"
#include "tests/checker/reading.h"

namespace rondetafel::checker {
namespace {

using commit::CommitDraft;
using commit::Verdict;

constexpr int kLogs = 1500;
constexpr int kRecords = 60;

// Makes records that are often right and wrong in every way that the rule names.
class LogMaker {
 public:
  explicit LogMaker(std::uint64_t seed) : random_(seed) {
    kit_.keys.Add(second_, commit::TestKey(2));
    records_.push_back(kit_.Identity());
  }
  const std::vector<std::string>& records() const { return records_; }
  const commit::RecordKit& kit() const { return kit_; }

  void Add() {
    switch (Below(16)) {
      case 0:
        return Take(kit_.Tick(Below(9000)));
      case 1:
        return Take(records_[Pick()]);
      case 2:
        return Take(std::string(Below(400), 'x'));
      case 3:
        return Take(records_[Pick()].substr(0, Below(600)));
      case 4:
        return Flip();
      case 5:
        return Take(commit::BuildMacKeyIntroduced(Stamp(), Below(2) ? second_ : third_));
      case 6:
        return Below(8) == 0 ? Take(commit::BuildMigrationClosed(Stamp())) : Commit();
      case 7:
        return Below(6) == 0 ? Take(kit_.Identity()) : Commit();
      default:
        return Commit();
    }
  }

 private:
  std::size_t Below(std::size_t bound) { return random_() % bound; }
  std::size_t Pick() { return Below(records_.size()); }
  commit::ControlStamp Stamp() {
    commit::ControlStamp stamp = kit_.stamp;
    if (Below(3) == 0) stamp.mac_key_id = second_, stamp.mac_key = commit::TestKey(2);
    if (Below(9) == 0) stamp.partition = 1 - stamp.partition;
    return stamp;
  }
  void Take(std::string record) { records_.push_back(std::move(record)); }
  void Flip() {
    std::string record = records_[Pick()];
    if (record.empty()) return;
    record[Below(record.size())] ^= static_cast<char>(1 << Below(8));
    Take(std::move(record));
  }

  void Commit() {
    const std::string stream = std::to_string(Below(3));
    CommitDraft draft = kit_.Commit(stream, std::to_string(Below(60)), heads_[stream]);
    if (Below(4) == 0) draft = kit_.Refusal(stream, std::to_string(Below(60)), heads_[stream]);
    draft.envelope.recorded_at = {static_cast<std::int64_t>(Below(9000))};
    if (Below(5) == 0) draft.envelope.head = commit::Blake2b(std::to_string(Below(3)));
    if (Below(6) == 0) draft.body.mutable_events()->clear_event();
    if (Below(6) == 0) draft.body.set_recorded_not_before_us(static_cast<int>(Below(9000)));
    if (Below(3) == 0) {
      draft.body.set_registered_at_us(static_cast<int>(Below(9000)));
      draft.body.mutable_actor()->set_role(static_cast<type::v1::Role>(Below(22)));
      if (Below(2)) draft.body.mutable_actor()->set_role(type::v1::ROLE_MIGRATION);
      if (Below(2)) draft.body.mutable_cause()->set_name("reaction");
    }
    Spoil(draft);
    Take(draft.Record());
    commit::Envelope& envelope = draft.envelope;
    if (envelope.head == heads_[stream] && draft.body.events().event_size() > 0) {
      heads_[stream] = commit::CommitHashOf(records_.back());
    }
  }

  void Spoil(CommitDraft& draft) {
    switch (Below(40)) {
      case 0:
        draft.envelope.topic = "triage";
        return;
      case 1:
        draft.envelope.case_id = commit::TestId<base::CaseId>("another case");
        return;
      case 2:
        draft.mac_key = commit::TestKey(9);
        return;
      case 3:
      case 4:
        draft.envelope.mac_key_id = second_;
        draft.mac_key = commit::TestKey(2);
        return;
      case 5:
        draft.envelope.mac_key_id = third_;
        return;
      case 6:
        if (Below(6) == 0) draft.body.set_schema_version(4);
        return;
      case 7:
        if (Below(6) == 0) draft.body.clear_outcome();
        return;
      default:
        return;
    }
  }

  std::mt19937_64 random_;
  commit::RecordKit kit_;
  base::KeyId second_ = commit::TestId<base::KeyId>("second");
  base::KeyId third_ = commit::TestId<base::KeyId>("third, held by nobody");
  std::vector<std::string> records_;
  std::map<std::string, commit::Hash> heads_;
};

Fate FateOf(const Verdict& verdict) {
  switch (verdict.kind) {
    case Verdict::kAccepted:
      return Fate::kAccepted;
    case Verdict::kControl:
      return Fate::kControl;
    case Verdict::kIgnored:
      return Fate::kIgnored;
    case Verdict::kHalt:
      return Fate::kHalt;
  }
  return Fate::kHalt;
}

struct Seen {
  std::map<Fate, int> fates;
};

void Compare(std::uint64_t seed, Seen& seen) {
  LogMaker maker(seed);
  for (int i = 0; i < kRecords; ++i) maker.Add();
  const commit::RecordKit& kit = maker.kit();
  commit::MemoryFoldIndex index;
  commit::PartitionFold fold(kit.Options(), &index, {});
  MacKeys keys;
  keys[kit.key_id.bytes()] = kit.key;
  keys[commit::TestId<base::KeyId>("second").bytes()] = commit::TestKey(2);
  ReadingRules rules;
  rules.log_id = kit.log_id.ToString();
  rules.partition_count = commit::RecordKit::kPartitions;
  rules.keys = &keys;
  rules.understands = [](std::string_view, const log::v1::CommitBody& body) {
    return body.schema_version() <= 3;
  };
  PartitionReading reading(&rules, "intake", kit.stamp.partition);
  Said said;
  for (const std::string& record : maker.records()) {
    const Verdict verdict = fold.Next(fold.cursor().next, record);
    reading.Next(record, &said);
    ++seen.fates[said.fate];
    ASSERT_EQ(said.fate, FateOf(verdict))
        << "seed " << seed << " offset " << reading.next() << " " << commit::ToString(verdict.why);
    if (said.fate == Fate::kHalt) return;
    ASSERT_EQ(reading.running(), fold.cursor().running) << "seed " << seed;
    ASSERT_EQ(reading.effective_us(), fold.cursor().effective.us) << "seed " << seed;
    ASSERT_EQ(reading.migration_closed(), fold.cursor().migration_closed) << "seed " << seed;
    if (said.fate != Fate::kAccepted) continue;
    ASSERT_EQ(said.known_us, verdict.known_at.us) << "seed " << seed;
    ASSERT_EQ(said.version, verdict.head.version) << "seed " << seed;
    ASSERT_EQ(said.record.hash, verdict.record.commit_hash) << "seed " << seed;
  }
}

TEST(FoldComparisonTest, BothReadingsSayTheSameOfRandomLogs) {
  Seen seen;
  for (std::uint64_t seed = 1; seed <= kLogs; ++seed) {
    Compare(seed, seen);
    if (HasFatalFailure()) return;
  }
  // Of everything enough, or nothing was compared.
  EXPECT_GT(seen.fates[Fate::kAccepted], 10'000);
  EXPECT_GT(seen.fates[Fate::kControl], 2'000);
  EXPECT_GT(seen.fates[Fate::kIgnored], 10'000);
  EXPECT_GT(seen.fates[Fate::kHalt], 100);
}

TEST(FoldComparisonTest, DerivedIdsAndPartitionsAreTheSame) {
  for (int i = 0; i < 1000; ++i) {
    const std::string text = std::to_string(i);
    EXPECT_EQ(Derived("reaction", {text, "name", ""}),
              base::DeriveUuid("reaction", {text, "name", ""}));
    const base::CaseId case_id = commit::TestId<base::CaseId>(text);
    EXPECT_EQ(PartitionOfCase(case_id.raw(), 7), commit::PartitionOf(case_id, 7));
    EXPECT_EQ(ToText(case_id.bytes()), case_id.ToString());
    EXPECT_EQ(IdFromText(case_id.ToString()), case_id.bytes());
  }
}

}  // namespace
}  // namespace rondetafel::checker
