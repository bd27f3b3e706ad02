#include "shared/base/civil_date.h"

#include <gtest/gtest.h>

namespace rondetafel::base {
namespace {

TEST(CivilDateTest, KeepsADateBothWays) {
  const Date date{2021, 12, 31};
  EXPECT_EQ(FromProto(ToProto(date)), date);
  EXPECT_TRUE(IsSet(ToProto(date)));
  EXPECT_FALSE(IsSet(google::type::Date()));
}

TEST(CivilDateTest, KeepsAMomentBothWays) {
  const Local moment{{2021, 12, 31}, 23 * 60 + 30};
  EXPECT_EQ(FromProto(ToProto(moment)), moment);
}

// R30, Q2: below 25 on the day; Q23: the bands turn on the birthday itself.
TEST(AgeBandOnTest, TurnsOnTheBirthday) {
  const Date birth{1996, 11, 22};
  EXPECT_EQ(AgeBandOn(birth, {2008, 11, 21}), type::v1::AGE_BAND_BELOW_12);
  EXPECT_EQ(AgeBandOn(birth, {2008, 11, 22}), type::v1::AGE_BAND_12_TO_17);
  EXPECT_EQ(AgeBandOn(birth, {2014, 11, 21}), type::v1::AGE_BAND_12_TO_17);
  EXPECT_EQ(AgeBandOn(birth, {2014, 11, 22}), type::v1::AGE_BAND_18_TO_24);
  EXPECT_EQ(AgeBandOn(birth, {2021, 11, 21}), type::v1::AGE_BAND_18_TO_24);
  EXPECT_EQ(AgeBandOn(birth, {2021, 11, 22}), type::v1::AGE_BAND_25_AND_OVER);
}

// Born on 29 February: a common year counts from 1 March.
TEST(AgeBandOnTest, CountsALeapBirthdayFromMarch) {
  const Date birth{2000, 2, 29};
  EXPECT_EQ(AgeBandOn(birth, {2025, 2, 28}), type::v1::AGE_BAND_18_TO_24);
  EXPECT_EQ(AgeBandOn(birth, {2025, 3, 1}), type::v1::AGE_BAND_25_AND_OVER);
}

}  // namespace
}  // namespace rondetafel::base
