#include "services/triage/domain/desk.h"

#include <gtest/gtest.h>

#include "services/triage/domain/given.h"

namespace rondetafel::triage {
namespace {

using DeskStream = Stream<v1::DeskState, v1::DeskEvent>;

v1::DeskRecord Record(const std::string& organisation, base::Date from) {
  v1::DeskRecord record;
  record.set_region(type::v1::REGION_ANTWERPEN);
  record.set_organisation(organisation);
  *record.mutable_valid_from() = base::ToProto(from);
  record.add_contact_persons("Voorbeeld Persoon");
  return record;
}

// Q5, P-14, R105, R109: the province until 31 December 2017, the continuity team from 1 January
// 2018.
TEST(DeskTest, HoldsByDate) {
  DeskStream stream;
  stream.When(RecordDesk{Record("Continuïteit", {2018, 1, 1})});
  stream.When(RecordDesk{Record("Provincie", {2014, 3, 1})});
  EXPECT_FALSE(DeskOn(stream.state(), {2014, 2, 28}).has_value());
  EXPECT_EQ(DeskOn(stream.state(), {2014, 3, 1})->organisation(), "Provincie");
  EXPECT_EQ(DeskOn(stream.state(), {2017, 12, 31})->organisation(), "Provincie");
  EXPECT_EQ(base::FromProto(DeskOn(stream.state(), {2017, 12, 31})->valid_until()),
            (base::Date{2017, 12, 31}));
  EXPECT_EQ(DeskOn(stream.state(), {2018, 1, 1})->organisation(), "Continuïteit");
  EXPECT_FALSE(DeskOn(stream.state(), {2018, 1, 1})->has_valid_until());
}

// R107: a desk keeps its own record.
TEST(DeskTest, OnlyOfTheOwnRegion) {
  DeskStream stream;
  const auto limburg = ContextOf(type::v1::ROLE_TEAM_LEAD, type::v1::REGION_LIMBURG);
  EXPECT_TRUE(stream.When(RecordDesk{Record("X", {2020, 1, 1})}, limburg).refused());
}

TEST(DeskTest, ARecordOfTheSameDayReplaces) {
  DeskStream stream;
  stream.When(RecordDesk{Record("Fout", {2020, 1, 1})});
  stream.When(RecordDesk{Record("Juist", {2020, 1, 1})});
  ASSERT_EQ(stream.state().records_size(), 1);
  EXPECT_EQ(stream.state().records(0).organisation(), "Juist");
  EXPECT_TRUE(stream.When(RecordDesk{Record("Juist", {2020, 1, 1})}).events().empty());
}

// The data file opens the register and never overrules what a desk recorded.
TEST(DeskTest, TheSeedLeavesRecordsAlone) {
  DeskStream stream;
  EXPECT_EQ(stream.When(SeedDesk{Record("Zaad", {2018, 1, 1})}).events().size(), 1u);
  EXPECT_TRUE(stream.When(SeedDesk{Record("Ander zaad", {2018, 1, 1})}).events().empty());
  EXPECT_EQ(stream.state().records(0).organisation(), "Zaad");
}

}  // namespace
}  // namespace rondetafel::triage
