#include "shared/sealing/national_number.h"

#include <gtest/gtest.h>

#include "shared/base/text.h"

namespace rondetafel::sealing {
namespace {

using Kind = NationalNumber::Kind;

struct Vector {
  std::string_view digits;
  Kind kind;
};

// The vectors of P-36.
class ValidNumberTest : public testing::TestWithParam<Vector> {};

TEST_P(ValidNumberTest, IsRecognisedAndKeptAsDigits) {
  const auto number = NationalNumber::Parse(GetParam().digits);
  ASSERT_TRUE(number.has_value());
  EXPECT_EQ(number->digits(), GetParam().digits);
  EXPECT_EQ(number->kind(), GetParam().kind);
}

// A wrong digit after the year is found, each time. A wrong year may fit the other century instead.
TEST_P(ValidNumberTest, EverySingleWrongDigitAfterTheYearIsFound) {
  for (std::size_t i = 2; i < 11; ++i) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      std::string changed(GetParam().digits);
      if (changed[i] == digit) continue;
      changed[i] = digit;
      EXPECT_FALSE(NationalNumber::Parse(changed).has_value()) << "digit " << i;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    P36, ValidNumberTest,
    testing::Values(Vector{"85073003328", Kind::kNational},    // 1900s
                    Vector{"17073003384", Kind::kNational},    // 2000s
                    Vector{"09110500246", Kind::kNational},    // 2000s
                    Vector{"98472899765", Kind::kBis},         // month + 40
                    Vector{"01490700185", Kind::kBis},         // month + 40, 2000s
                    Vector{"12231500188", Kind::kBis},         // month + 20
                    Vector{"06291500302", Kind::kBis},         // month + 20
                    Vector{"10000000738", Kind::kNational},    // month and day unknown (P-34)
                    Vector{"05010101497", Kind::kNational}));  // remainder 0, check 97 (P-33)

// A number of `nine` digits with check digits that fit the given century (P-33).
std::string WithCheck(std::int64_t nine, bool from_2000) {
  std::string digits = std::to_string(1'000'000'000 + nine).substr(1);
  const std::int64_t check = 97 - (nine + (from_2000 ? 2'000'000'000 : 0)) % 97;
  return digits + std::to_string(100 + check).substr(1);
}

TEST(NationalNumberTest, RefusesWrongCheckDigits) {
  EXPECT_FALSE(NationalNumber::Parse("12345678901").has_value());  // P-36
}

TEST(NationalNumberTest, ReadsWhatPeopleWriteAndWritesItBack) {
  for (const char* typed : {"85.07.30-033.28", "850730 033 28", "85/07/30-033-28", "85073003328"}) {
    const auto number = NationalNumber::Parse(typed);
    ASSERT_TRUE(number.has_value()) << typed;
    EXPECT_EQ(number->Written(), "85.07.30-033.28");
  }
}

TEST(NationalNumberTest, RefusesOtherLengthsAndCharacters) {
  for (const char* typed : {"", "8507300332", "850730033288", "85o73003328", "85.07.30-033.28 A"}) {
    EXPECT_FALSE(NationalNumber::Parse(typed).has_value()) << typed;
  }
}

TEST(NationalNumberTest, RefusesSerials000And999) {  // P-33
  EXPECT_FALSE(NationalNumber::Parse(WithCheck(850730'000, false)).has_value());
  EXPECT_TRUE(NationalNumber::Parse(WithCheck(850730'001, false)).has_value());
  EXPECT_TRUE(NationalNumber::Parse(WithCheck(850730'998, false)).has_value());
  EXPECT_FALSE(NationalNumber::Parse(WithCheck(850730'999, false)).has_value());
}

TEST(NationalNumberTest, RefusesDaysThatDoNotExistInTheirCentury) {
  EXPECT_FALSE(NationalNumber::Parse(WithCheck(850231'001, false)).has_value());
  EXPECT_FALSE(NationalNumber::Parse(WithCheck(851301'001, false)).has_value());
  // 1900 had no 29 February, 2000 had one: the check digits tell which is meant.
  EXPECT_FALSE(NationalNumber::Parse(WithCheck(229'001, false)).has_value());
  EXPECT_TRUE(NationalNumber::Parse(WithCheck(229'001, true)).has_value());
}

TEST(NationalNumberTest, TakesUnknownDaysAndMonths) {  // P-34
  EXPECT_TRUE(NationalNumber::Parse(WithCheck(850700'001, false)).has_value());
  EXPECT_TRUE(NationalNumber::Parse(WithCheck(850000'001, false)).has_value());
  EXPECT_TRUE(NationalNumber::Parse(WithCheck(850001'001, false)).has_value());
  EXPECT_TRUE(NationalNumber::Parse(WithCheck(1'001, false)).has_value());  // 00 00 01
}

TEST(NationalNumberTest, RefusesMonthsBetweenTheRaisedRanges) {  // P-35
  for (int month : {13, 19, 33, 39, 53, 99}) {
    const std::int64_t nine = 85'00'01'001 + month * 100'000LL;
    EXPECT_FALSE(NationalNumber::Parse(WithCheck(nine, false)).has_value()) << month;
  }
}

// P-36: nothing on the type gives an age, a birth date or a sex. It stops compiling when somebody
// adds one.
template <class Number>
concept TellsAboutThePerson = requires(Number n) {
  n.birth_date();
}
|| requires(Number n) { n.age(); }
|| requires(Number n) { n.sex(); };
static_assert(!TellsAboutThePerson<NationalNumber>);

}  // namespace
}  // namespace rondetafel::sealing
