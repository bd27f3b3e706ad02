// The keyring in process, on a simulated log with the real runtime.
#include "services/keyring/keyring_handlers.h"

#include <gtest/gtest.h>

#include "services/keyring/testing/keyring_rig.h"
#include "services/keyring/views/keys_in_use.h"

namespace rondetafel::keyring {
namespace {

using sealing::CaseKeys;
using sealing::PersonIdentity;
using testing::In;

// Invented people; the numbers are vectors of P-36.
constexpr char kNumber[] = "85073003328";
constexpr char kOtherNumber[] = "17073003384";
PersonIdentity Tilde(const std::string& number = "") {
  return {"p1", number, "Tilde Testkind", "2008-02-01"};
}
PersonIdentity Stranger(const std::string& person_id) { return {person_id, "", "", ""}; }

class KeyringTest : public ::testing::Test {
 protected:
  CaseKeys Ensure(const base::CaseId& case_id, const std::vector<PersonIdentity>& persons) {
    auto keys = client_.EnsureCase(case_id, persons, In(10));
    EXPECT_TRUE(keys.ok()) << keys.status();
    return keys.ok() ? *keys : CaseKeys{};
  }
  base::SubjectId SubjectOf(const base::CaseId& case_id, const PersonIdentity& person) {
    return Ensure(case_id, {person}).subjects.at(0).subject;
  }

  testing::KeyringRig rig_;
  std::unique_ptr<testing::Replica> replica_ = rig_.Start("a");
  LocalKeyringClient client_ = replica_->ClientOf("intake");
  const base::CaseId case_id_ = base::CaseId::Random();
};

TEST_F(KeyringTest, GivesEachPersonASubjectAndAKeyInTheOrderAsked) {
  const CaseKeys keys = Ensure(case_id_, {Stranger("p2"), Tilde(), Stranger("p3")});
  ASSERT_EQ(keys.subjects.size(), 3u);
  EXPECT_EQ(keys.subjects[0].person_id, "p2");
  EXPECT_EQ(keys.subjects[1].person_id, "p1");
  std::set<base::KeyId> ids = {keys.case_key.id};
  std::set<sealing::DataKeyBytes> bytes = {keys.case_key.bytes};
  for (const auto& subject : keys.subjects) {
    EXPECT_EQ(subject.subject.version(), 4);  // random, derived from nothing
    ids.insert(subject.key.id);
    bytes.insert(subject.key.bytes);
  }
  EXPECT_EQ(ids.size(), 4u);
  EXPECT_EQ(bytes.size(), 4u);
}

TEST_F(KeyringTest, SameQuestionSameAnswerAndNothingMoreInTheLog) {
  const std::vector<PersonIdentity> persons = {Tilde(kNumber), Stranger("p2")};
  const CaseKeys first = Ensure(case_id_, persons);
  const std::size_t records = rig_.Records().size();
  const CaseKeys again = Ensure(case_id_, persons);
  EXPECT_EQ(again.case_key.bytes, first.case_key.bytes);
  for (std::size_t i = 0; i < persons.size(); ++i) {
    EXPECT_EQ(again.subjects[i].subject, first.subjects[i].subject);
    EXPECT_EQ(again.subjects[i].key.bytes, first.subjects[i].key.bytes);
  }
  EXPECT_EQ(rig_.Records().size(), records);
}

TEST_F(KeyringTest, CaseAloneHasAKeyOfItsOwn) {
  EXPECT_EQ(Ensure(case_id_, {}).case_key.id, Ensure(case_id_, {Tilde()}).case_key.id);
}

TEST_F(KeyringTest, KnowsAPersonAgainInAnotherCaseUnderAnotherKey) {
  const CaseKeys one = Ensure(case_id_, {Tilde(kNumber)});
  const CaseKeys two = Ensure(base::CaseId::Random(), {Tilde(kNumber)});
  EXPECT_EQ(one.subjects[0].subject, two.subjects[0].subject);
  EXPECT_NE(one.subjects[0].key.id, two.subjects[0].key.id);
  EXPECT_NE(one.subjects[0].key.bytes, two.subjects[0].key.bytes);
}

TEST_F(KeyringTest, KnowsANameAgainHoweverItIsWritten) {
  EXPECT_EQ(SubjectOf(case_id_, {"p1", "", "Tilde Testkind", "2008-02-01"}),
            SubjectOf(base::CaseId::Random(), {"p9", "", "TESTKIND, tilde", "2008-02-01"}));
}

TEST_F(KeyringTest, PersonKeepsItsSubjectWhenTheNumberComesLater) {
  const base::SubjectId before = SubjectOf(case_id_, Tilde());
  EXPECT_EQ(SubjectOf(case_id_, Tilde(kNumber)), before);
  EXPECT_EQ(SubjectOf(base::CaseId::Random(), {"p1", kNumber, "", ""}), before);
}

TEST_F(KeyringTest, NumberDecidesWhenNamesDiffer) {
  EXPECT_EQ(SubjectOf(case_id_, {"p1", kNumber, "Tilde Testkind", "2008-02-01"}),
            SubjectOf(case_id_, {"p1", kNumber, "Tilde Testkind-Voorbeeld", "2008-02-01"}));
}

TEST_F(KeyringTest, TwoNumbersAreTwoPeopleUnderOneName) {
  PersonIdentity other = Tilde(kOtherNumber);
  other.person_id = "p2";
  const CaseKeys keys = Ensure(case_id_, {Tilde(kNumber), other});
  EXPECT_NE(keys.subjects[0].subject, keys.subjects[1].subject);
}

TEST_F(KeyringTest, PersonListedTwiceIsOnePersonWithOneKey) {
  PersonIdentity again = Tilde(kNumber);
  again.person_id = "p2";
  const CaseKeys keys = Ensure(case_id_, {Tilde(kNumber), again});
  EXPECT_EQ(keys.subjects[0].subject, keys.subjects[1].subject);
  EXPECT_EQ(keys.subjects[0].key.id, keys.subjects[1].key.id);
}

TEST_F(KeyringTest, PersonWithNeitherIsKnownWithinTheCaseOnly) {
  const base::SubjectId subject = SubjectOf(case_id_, Stranger("p1"));
  EXPECT_EQ(SubjectOf(case_id_, Stranger("p1")), subject);
  EXPECT_NE(SubjectOf(case_id_, Stranger("p2")), subject);
  EXPECT_NE(SubjectOf(base::CaseId::Random(), Stranger("p1")), subject);
}

TEST_F(KeyringTest, OpensEachKeyByItsId) {
  const CaseKeys keys = Ensure(case_id_, {Tilde()});
  EXPECT_EQ(client_.OpenKey(keys.case_key.id, In(10))->bytes, keys.case_key.bytes);
  EXPECT_EQ(client_.OpenKey(keys.subjects[0].key.id, In(10))->bytes, keys.subjects[0].key.bytes);
}

TEST_F(KeyringTest, KeyThatWasNeverIssuedIsUnknownAndNotErased) {
  const auto key = client_.OpenKey(base::KeyId::Random(), In(10));
  EXPECT_TRUE(absl::IsDataLoss(key.status())) << key.status();
}

TEST_F(KeyringTest, FindsPeopleByNumberAndByNameAndBirthDate) {
  const base::SubjectId subject = SubjectOf(case_id_, Tilde(kNumber));
  EXPECT_EQ(*client_.FindSubject({"", kNumber, "", ""}, In(10)), subject);
  EXPECT_EQ(*client_.FindSubject({"", "", "testkind tilde", "2008-02-01"}, In(10)), subject);
}

TEST_F(KeyringTest, FindsEverybodyOfOneNameTheLongestKnownFirst) {
  const base::SubjectId first = SubjectOf(case_id_, Tilde(kNumber));
  const base::SubjectId second = SubjectOf(base::CaseId::Random(), Tilde(kOtherNumber));
  EXPECT_EQ(*client_.FindSubjects(Tilde(), In(10)), (std::vector{first, second}));
  EXPECT_EQ(*client_.FindSubjects(Tilde(kOtherNumber), In(10)), std::vector{second});
}

TEST_F(KeyringTest, FindsNobodyUnderAContradictingNumber) {
  SubjectOf(case_id_, Tilde(kNumber));
  EXPECT_TRUE(absl::IsNotFound(client_.FindSubject(Tilde(kOtherNumber), In(10)).status()));
}

TEST_F(KeyringTest, FindingMakesNothing) {
  EXPECT_TRUE(absl::IsNotFound(client_.FindSubject(Tilde(kNumber), In(10)).status()));
  EXPECT_TRUE(absl::IsNotFound(client_.FindSubject(Tilde(kNumber), In(10)).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(client_.FindSubject(Stranger("p1"), In(10)).status()));
}

TEST_F(KeyringTest, RefusesWhatIsNoIdentityWithoutRepeatingIt) {
  const std::size_t records = rig_.Records().size();
  for (const PersonIdentity& person :
       {PersonIdentity{"p1", "12345678901", "", ""}, PersonIdentity{"Not An Id", "", "", ""},
        PersonIdentity{"", "", "", ""}, PersonIdentity{"p1", "", "Tilde", "01/02/2008"},
        PersonIdentity{"p1", "", std::string(201, 'x'), ""},
        PersonIdentity{"p1", "", "\xff\xfe", ""}}) {
    const absl::Status status = client_.EnsureCase(case_id_, {person}, In(10)).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    for (const std::string& given : {person.national_number, person.name, person.birth_date}) {
      EXPECT_TRUE(given.empty() || status.ToString().find(given) == std::string::npos);
    }
  }
  const std::vector<PersonIdentity> many(kPersonsMax + 1, Stranger("p1"));
  EXPECT_TRUE(absl::IsInvalidArgument(client_.EnsureCase(case_id_, many, In(10)).status()));
  EXPECT_EQ(rig_.Records().size(), records);
}

TEST_F(KeyringTest, StatisticsGetsNothingAndLeavesNothing) {  // P-29
  const CaseKeys keys = Ensure(case_id_, {Tilde()});
  const std::size_t records = rig_.Records().size();
  LocalKeyringClient statistics = replica_->ClientOf("statistics");
  EXPECT_TRUE(absl::IsPermissionDenied(statistics.EnsureCase(case_id_, {}, In(10)).status()));
  EXPECT_TRUE(absl::IsPermissionDenied(statistics.OpenKey(keys.case_key.id, In(10)).status()));
  EXPECT_TRUE(absl::IsPermissionDenied(statistics.FindSubject(Tilde(), In(10)).status()));
  EXPECT_EQ(rig_.Records().size(), records);
}

TEST_F(KeyringTest, AnotherServiceGetsTheSameAnswer) {
  const CaseKeys mine = Ensure(case_id_, {Tilde(kNumber)});
  const auto theirs = replica_->ClientOf("triage").EnsureCase(case_id_, {Tilde(kNumber)}, In(10));
  EXPECT_EQ(theirs->case_key.bytes, mine.case_key.bytes);
  EXPECT_EQ(theirs->subjects[0].key.bytes, mine.subjects[0].key.bytes);
}

TEST_F(KeyringTest, RestartGivesTheSameAnswersFromStoreAndFromLog) {
  const CaseKeys before = Ensure(case_id_, {Tilde(kNumber)});
  replica_.reset();
  for (const char* store : {"a", "folded anew"}) {
    replica_ = rig_.Start(store);
    LocalKeyringClient client = replica_->ClientOf("intake");
    const auto after = client.EnsureCase(case_id_, {Tilde(kNumber)}, In(10));
    ASSERT_TRUE(after.ok()) << after.status();
    EXPECT_EQ(after->case_key.bytes, before.case_key.bytes);
    EXPECT_EQ(after->subjects[0].subject, before.subjects[0].subject);
    EXPECT_EQ(after->subjects[0].key.bytes, before.subjects[0].key.bytes);
    replica_.reset();
  }
}

TEST_F(KeyringTest, UnreachableLogIsUnavailableAndNeverErased) {
  const CaseKeys keys = Ensure(case_id_, {Tilde()});
  rig_.log().SetReachable(false);
  EXPECT_TRUE(absl::IsUnavailable(client_.EnsureCase(base::CaseId::Random(), {}, In(1)).status()));
  EXPECT_TRUE(absl::IsUnavailable(client_.OpenKey(base::KeyId::Random(), In(1)).status()));
  EXPECT_TRUE(absl::IsUnavailable(client_.FindSubject(Tilde(kNumber), In(1)).status()));
  EXPECT_TRUE(absl::IsUnavailable(client_.FindSubject(Tilde(), In(1)).status()));
  // What the fold knows for certain is answered all the same.
  EXPECT_EQ(client_.OpenKey(keys.case_key.id, In(1))->bytes, keys.case_key.bytes);
  rig_.log().SetReachable(true);
}

TEST_F(KeyringTest, KeyringThatIsNotRunningIsUnavailable) {
  LocalDoor door;
  LocalKeyringClient client(&door, "intake", &base::SystemClock());
  EXPECT_TRUE(absl::IsUnavailable(client.OpenKey(base::KeyId::Random(), In(1)).status()));
}

TEST_F(KeyringTest, AnotherKeyFileIsNoticedAndOpensNothing) {
  const CaseKeys keys = Ensure(case_id_, {Tilde()});
  EXPECT_TRUE(KeysInUse::CheckHeld(*replica_->runtime().ReadNow().snapshot, rig_.keys()).ok());
  const KeyFile others = KeyFile::Generate();
  EXPECT_TRUE(absl::IsFailedPrecondition(
      KeysInUse::CheckHeld(*replica_->runtime().ReadNow().snapshot, others)));
  const auto second = rig_.Start("b", others);
  EXPECT_TRUE(
      absl::IsUnavailable(second->ClientOf("intake").OpenKey(keys.case_key.id, In(10)).status()));
}

}  // namespace
}  // namespace rondetafel::keyring
