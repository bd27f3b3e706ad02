#include "shared/sealing/caching_keyring.h"

#include <gtest/gtest.h>

#include "shared/sealing/fake_keyring.h"

namespace rondetafel::sealing {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
const base::Instant kDeadline{kSecond};

class HandClock : public base::Clock {
 public:
  base::Instant Now() const override { return {0}; }
  std::int64_t MonotonicUs() const override { return now_us; }
  std::int64_t now_us = 0;
};

class CachingKeyringTest : public testing::Test {
 protected:
  HandClock clock_;
  FakeKeyring inner_;
  CachingKeyring keyring_{&inner_, &clock_, {.keys_max = 3}};
  const base::CaseId case_id_ = base::CaseId::Random();

  DataKey CaseKey(const base::CaseId& id) { return inner_.EnsureCase(id, {}, kDeadline)->case_key; }
};

TEST_F(CachingKeyringTest, AsksOnceWithinSixtySeconds) {
  const DataKey key = CaseKey(case_id_);
  const int before = inner_.calls();
  EXPECT_EQ(keyring_.OpenKey(key.id, kDeadline)->bytes, key.bytes);
  clock_.now_us += 60 * kSecond - 1;
  EXPECT_EQ(keyring_.OpenKey(key.id, kDeadline)->bytes, key.bytes);
  EXPECT_EQ(inner_.calls(), before + 1);
}

TEST_F(CachingKeyringTest, ErasedKeyOpensNoLongerAfterSixtySeconds) {
  const DataKey key = CaseKey(case_id_);
  ASSERT_TRUE(keyring_.OpenKey(key.id, kDeadline).ok());
  inner_.Erase(key.id);
  clock_.now_us += 30 * kSecond;
  EXPECT_TRUE(keyring_.OpenKey(key.id, kDeadline).ok());  // asking does not lengthen it
  clock_.now_us += 30 * kSecond;
  EXPECT_TRUE(absl::IsNotFound(keyring_.OpenKey(key.id, kDeadline).status()));
  EXPECT_EQ(keyring_.keys_kept(), 0u);
}

TEST_F(CachingKeyringTest, KeepsNoErrors) {
  const DataKey key = CaseKey(case_id_);
  inner_.set_reachable(false);
  EXPECT_TRUE(absl::IsUnavailable(keyring_.OpenKey(key.id, kDeadline).status()));
  inner_.set_reachable(true);
  EXPECT_TRUE(keyring_.OpenKey(key.id, kDeadline).ok());
}

TEST_F(CachingKeyringTest, AnswersForACaseAloneFromWhatItKeeps) {
  const auto first = keyring_.EnsureCase(case_id_, {}, kDeadline);
  const int before = inner_.calls();
  EXPECT_EQ(keyring_.EnsureCase(case_id_, {}, kDeadline)->case_key.id, first->case_key.id);
  EXPECT_EQ(inner_.calls(), before);
}

TEST_F(CachingKeyringTest, AsksForPersonsEachTime) {
  const std::vector<PersonIdentity> persons = {{"p1", "", "Tilde Testkind", "2008-02-01"}};
  const auto first = keyring_.EnsureCase(case_id_, persons, kDeadline);
  const int before = inner_.calls();
  const auto again = keyring_.EnsureCase(case_id_, persons, kDeadline);
  EXPECT_EQ(inner_.calls(), before + 1);
  EXPECT_EQ(again->subjects[0].key.id, first->subjects[0].key.id);
  // The keys that came along are kept.
  EXPECT_TRUE(keyring_.OpenKey(first->subjects[0].key.id, kDeadline).ok());
  EXPECT_EQ(inner_.calls(), before + 1);
}

TEST_F(CachingKeyringTest, IsBoundedAndDropsTheOldest) {
  const DataKey oldest = CaseKey(case_id_);
  ASSERT_TRUE(keyring_.OpenKey(oldest.id, kDeadline).ok());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(keyring_.OpenKey(CaseKey(base::CaseId::Random()).id, kDeadline).ok());
  }
  EXPECT_EQ(keyring_.keys_kept(), 3u);
  const int before = inner_.calls();
  ASSERT_TRUE(keyring_.OpenKey(oldest.id, kDeadline).ok());
  EXPECT_EQ(inner_.calls(), before + 1);
}

TEST(FakeKeyringTest, KnowsAPersonAgainOverCasesAndGivesAKeyPerCase) {
  FakeKeyring keyring;
  const PersonIdentity person{"p1", "85073003328", "Tilde Testkind", "1985-07-30"};
  const auto one = keyring.EnsureCase(base::CaseId::Random(), {person}, kDeadline);
  const auto two = keyring.EnsureCase(base::CaseId::Random(), {person}, kDeadline);
  EXPECT_EQ(one->subjects[0].subject, two->subjects[0].subject);
  EXPECT_NE(one->subjects[0].key.id, two->subjects[0].key.id);
  EXPECT_EQ(*keyring.FindSubject({"", "", "Tilde Testkind", "1985-07-30"}, kDeadline),
            one->subjects[0].subject);
  EXPECT_TRUE(absl::IsNotFound(keyring.FindSubject({"", "", "X", ""}, kDeadline).status()));
}

TEST(FakeKeyringTest, DeterministicOneRepeatsItself) {
  const base::CaseId case_id = base::CaseId::Random();
  FakeKeyring one({.deterministic = true});
  FakeKeyring two({.deterministic = true});
  EXPECT_EQ(one.EnsureCase(case_id, {{"p1", "", "", ""}}, kDeadline)->subjects[0].key.bytes,
            two.EnsureCase(case_id, {{"p1", "", "", ""}}, kDeadline)->subjects[0].key.bytes);
}

}  // namespace
}  // namespace rondetafel::sealing
