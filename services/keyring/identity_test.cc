#include "services/keyring/identity.h"

#include <gtest/gtest.h>

namespace rondetafel::keyring {
namespace {

v1::PersonIdentity Person(const std::string& number, const std::string& name,
                          const std::string& birth_date, const std::string& person_id = "p1") {
  v1::PersonIdentity person;
  person.set_person_id(person_id);
  person.set_national_number(number);
  person.set_name(name);
  person.set_birth_date(birth_date);
  return person;
}

// What a name comes to is for ever: these vectors never change.
TEST(NormaliseNameTest, KeepsToItsVectors) {
  EXPECT_EQ(NormaliseName("Tilde Testkind"), "testkind tilde");
  EXPECT_EQ(NormaliseName("  TESTKIND,  Tilde "), "testkind tilde");
  EXPECT_EQ(NormaliseName("José Núñez-Ångström"), "angstrom jose nunez");
  EXPECT_EQ(NormaliseName("Jose\u0301 Nun\u0303ez A\u030angstro\u0308m"), "angstrom jose nunez");
  EXPECT_EQ(NormaliseName("Weiß"), NormaliseName("WEISS"));
  EXPECT_EQ(NormaliseName("IŞIK Yılmaz"), NormaliseName("ışık yilmaz"));
  EXPECT_EQ(NormaliseName("Łukasz Ørsted"), "lukasz orsted");
  EXPECT_EQ(NormaliseName("D'Hondt"), "d hondt");
  EXPECT_EQ(NormaliseName("Ｔｉｌｄｅ"), "tilde");
  EXPECT_EQ(NormaliseName("Ирина"), "ирина");
  EXPECT_EQ(NormaliseName("محمد"), "محمد");
}

TEST(NormaliseNameTest, NothingButMarksIsNoName) {
  EXPECT_EQ(NormaliseName(""), "");
  EXPECT_EQ(NormaliseName(" -?! "), "");
}

class IdentityHasherTest : public testing::Test {
 protected:
  const KeyFile keys_ = KeyFile::Generate();
  const IdentityHasher hasher_{&keys_.identity()};
  const base::CaseId case_id_ = base::CaseId::Random();
};

TEST_F(IdentityHasherTest, NumberIsTheSameHoweverWritten) {
  EXPECT_EQ(hasher_.StreamsOf(Person("85.07.30-033.28", "", ""), case_id_).number,
            hasher_.StreamsOf(Person("85073003328", "", ""), case_id_).number);
}

TEST_F(IdentityHasherTest, PersonWithNumberAndNameHasBothStreams) {
  const auto streams =
      hasher_.StreamsOf(Person("85073003328", "Tilde Testkind", "1985-07-30"), case_id_);
  EXPECT_TRUE(streams.number && streams.name);
  EXPECT_FALSE(streams.case_person);
  EXPECT_NE(*streams.number, *streams.name);
}

TEST_F(IdentityHasherTest, NameNeedsTheBirthDate) {
  const auto with = hasher_.StreamsOf(Person("", "Tilde Testkind", "2008-02-01"), case_id_);
  const auto other = hasher_.StreamsOf(Person("", "Tilde Testkind", "2008-02-02"), case_id_);
  EXPECT_NE(with.name, other.name);
  const auto without = hasher_.StreamsOf(Person("", "Tilde Testkind", ""), case_id_);
  EXPECT_FALSE(without.name);
  EXPECT_TRUE(without.case_person);
}

TEST_F(IdentityHasherTest, PersonWithNeitherIsKnownWithinTheCaseOnly) {
  const auto one = hasher_.StreamsOf(Person("", "", "", "p1"), case_id_);
  EXPECT_EQ(one.case_person, hasher_.StreamsOf(Person("", "", "", "p1"), case_id_).case_person);
  EXPECT_NE(one.case_person, hasher_.StreamsOf(Person("", "", "", "p2"), case_id_).case_person);
  EXPECT_NE(one.case_person,
            hasher_.StreamsOf(Person("", "", "", "p1"), base::CaseId::Random()).case_person);
}

// Without the key nobody can try numbers against the log.
TEST_F(IdentityHasherTest, AnotherKeyGivesAnotherStream) {
  const KeyFile others = KeyFile::Generate();
  const auto person = Person("85073003328", "Tilde Testkind", "1985-07-30");
  const auto mine = hasher_.StreamsOf(person, case_id_);
  const auto theirs = IdentityHasher(&others.identity()).StreamsOf(person, case_id_);
  EXPECT_NE(mine.number, theirs.number);
  EXPECT_NE(mine.name, theirs.name);
}

}  // namespace
}  // namespace rondetafel::keyring
