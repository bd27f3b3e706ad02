// Two replicas on one log, asked for the same at the same time: of two writers the first has won.
#include <gtest/gtest.h>

#include <barrier>
#include <functional>
#include <mutex>
#include <thread>

#include "services/keyring/testing/keyring_rig.h"

namespace rondetafel::keyring {
namespace {

using sealing::CaseKeys;
using sealing::PersonIdentity;
using testing::In;

constexpr int kCases = 25;
constexpr int kCallers = 4;

std::vector<PersonIdentity> Persons(int nth) {
  const std::string family = base::Cat("Voorbeeld", nth);
  return {{"p1", "", base::Cat("Wim ", family), "2009-05-04"},
          {"p2", nth % 2 == 0 ? "85073003328" : "", base::Cat("Tilde ", family), "2007-01-31"},
          {"p3", "", "", ""}};
}

// Holds appends back until as many have come as the test wants in flight together.
class GatedLog : public eventlog::EventLog {
 public:
  explicit GatedLog(eventlog::EventLog* inner) : inner_(inner) {}
  void HoldUntil(std::size_t appends) {
    const std::lock_guard lock(mutex_);
    wanted_ = appends;
  }

  base::LogId log_id() const override { return inner_->log_id(); }
  int partition_count() const override { return inner_->partition_count(); }
  void Append(const eventlog::TopicPartition& to, std::string record,
              eventlog::AppendDone done) override {
    std::vector<std::function<void()>> release;
    {
      const std::lock_guard lock(mutex_);
      held_.push_back([this, to, record = std::move(record), done = std::move(done)] {
        inner_->Append(to, record, done);
      });
      if (held_.size() >= wanted_) {
        wanted_ = 0;
        release.swap(held_);
      }
    }
    for (const auto& append : release) append();
  }
  absl::StatusOr<std::unique_ptr<eventlog::LogReader>> OpenReader(
      std::vector<eventlog::ReadStart> starts) override {
    return inner_->OpenReader(std::move(starts));
  }
  absl::StatusOr<eventlog::Offset> EndOffset(const eventlog::TopicPartition& of) override {
    return inner_->EndOffset(of);
  }

 private:
  eventlog::EventLog* const inner_;
  std::mutex mutex_;
  std::size_t wanted_ = 0;
  std::vector<std::function<void()>> held_;
};

// Both replicas have decided on an empty stream, and both commits are on their way to the log.
class KeyringCollisionTest : public ::testing::TestWithParam<const char*> {};

TEST_P(KeyringCollisionTest, FirstInTheLogHasWonForBoth) {
  testing::KeyringRig rig(1);
  GatedLog log(&rig.log());
  const auto one = rig.StartOn(&log, "one");
  const auto two = rig.StartOn(&log, "two");
  LocalKeyringClient first = one->ClientOf("intake");
  LocalKeyringClient second = two->ClientOf(GetParam());
  const base::CaseId case_id = base::CaseId::Random();
  log.HoldUntil(2);
  absl::StatusOr<CaseKeys> answers[2];
  std::thread other([&] { answers[1] = second.EnsureCase(case_id, {}, In(30)); });
  answers[0] = first.EnsureCase(case_id, {}, In(30));
  other.join();
  ASSERT_TRUE(answers[0].ok() && answers[1].ok());
  EXPECT_EQ(answers[0]->case_key.id, answers[1]->case_key.id);
  EXPECT_EQ(answers[0]->case_key.bytes, answers[1]->case_key.bytes);
  // It was a collision: one of the two commits lost. Whoever won may not have read the other's yet.
  ASSERT_TRUE(one->runtime().ReadStrong(case_id, In(30)).ok());
  EXPECT_EQ(one->runtime().Status().at(0).ignored, 1u);
}

// As the same service: the second commit is a duplicate. As another: it is the loser of a race.
INSTANTIATE_TEST_SUITE_P(Workloads, KeyringCollisionTest, ::testing::Values("intake", "triage"));

class KeyringRaceTest : public ::testing::Test {
 protected:
  // Every caller asks every replica's keyring for each case, all let go at once per case.
  std::vector<std::vector<CaseKeys>> AskAll() {
    std::vector<std::vector<CaseKeys>> answers(kCallers);
    std::barrier together(kCallers);
    std::vector<std::thread> threads;
    threads.reserve(kCallers);
    for (int caller = 0; caller < kCallers; ++caller) {
      threads.emplace_back([&, caller] {
        testing::Replica& replica = caller % 2 == 0 ? *one_ : *two_;
        LocalKeyringClient client = replica.ClientOf(caller < 2 ? "intake" : "triage");
        for (int nth = 0; nth < kCases; ++nth) {
          together.arrive_and_wait();
          auto keys =
              client.EnsureCase(cases_[static_cast<std::size_t>(nth)], Persons(nth), In(30));
          EXPECT_TRUE(keys.ok()) << keys.status();
          answers[static_cast<std::size_t>(caller)].push_back(keys.ok() ? *keys : CaseKeys{});
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    return answers;
  }

  testing::KeyringRig rig_;
  std::unique_ptr<testing::Replica> one_ = rig_.Start("one");
  std::unique_ptr<testing::Replica> two_ = rig_.Start("two");
  const std::vector<base::CaseId> cases_ = [] {
    std::vector<base::CaseId> cases;
    cases.reserve(kCases);
    for (int i = 0; i < kCases; ++i) cases.push_back(base::CaseId::Random());
    return cases;
  }();
};

TEST_F(KeyringRaceTest, AllGetTheSameSubjectsAndKeys) {
  const auto answers = AskAll();
  for (int caller = 1; caller < kCallers; ++caller) {
    for (std::size_t nth = 0; nth < kCases; ++nth) {
      const CaseKeys& expected = answers[0][nth];
      const CaseKeys& actual = answers[static_cast<std::size_t>(caller)][nth];
      EXPECT_EQ(actual.case_key.id, expected.case_key.id);
      EXPECT_EQ(actual.case_key.bytes, expected.case_key.bytes);
      ASSERT_EQ(actual.subjects.size(), 3u);
      for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(actual.subjects[i].subject, expected.subjects[i].subject) << nth << " " << i;
        EXPECT_EQ(actual.subjects[i].key.bytes, expected.subjects[i].key.bytes) << nth << " " << i;
      }
    }
  }
}

TEST_F(KeyringRaceTest, KeyOfOneReplicaOpensAtTheOtherAtOnce) {
  LocalKeyringClient first = one_->ClientOf("intake");
  LocalKeyringClient second = two_->ClientOf("triage");
  for (const base::CaseId& case_id : cases_) {
    const auto keys = first.EnsureCase(case_id, {{"p1", "", "", ""}}, In(30));
    ASSERT_TRUE(keys.ok()) << keys.status();
    const auto opened = second.OpenKey(keys->subjects[0].key.id, In(30));
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(opened->bytes, keys->subjects[0].key.bytes);
  }
}

TEST_F(KeyringRaceTest, PersonMetAtOneReplicaIsFoundAtTheOtherAtOnce) {
  LocalKeyringClient first = one_->ClientOf("intake");
  LocalKeyringClient second = two_->ClientOf("triage");
  for (int nth = 0; nth < kCases; ++nth) {
    const PersonIdentity person = Persons(nth)[0];
    const auto keys = first.EnsureCase(cases_[static_cast<std::size_t>(nth)], {person}, In(30));
    ASSERT_TRUE(keys.ok()) << keys.status();
    const auto found = second.FindSubject(person, In(30));
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_EQ(*found, keys->subjects[0].subject);
  }
}

}  // namespace
}  // namespace rondetafel::keyring
