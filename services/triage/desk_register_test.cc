#include <gtest/gtest.h>

#include "services/triage/desk_seed.h"
#include "services/triage/testing/triage_world.h"
#include "shared/gates/example_request.h"

namespace rondetafel::triage {
namespace {

using testing::CallOf;
using testing::CommandId;
using testing::Filed;
using testing::kMarker;
using testing::World;

const char kDeskFile[] = "deploy/share/triage/desks.toml";

class DeskRegisterTest : public ::testing::Test {
 protected:
  World world_;

  base::Instant Soon() { return CallOf("").deadline; }
  void Seed() {
    const auto records = ReadDeskFile(kDeskFile);
    ASSERT_TRUE(records.ok()) << records.status();
    const absl::Status seeded = SeedDesks(*records, world_.runtime(), Soon());
    ASSERT_TRUE(seeded.ok()) << seeded;
  }
  v1::ListDesksResponse DesksOn(base::Date date, int page_size = 0, std::string token = "") {
    v1::ListDesksRequest request;
    *request.mutable_as_of() = base::ToProto(date);
    request.set_page_size(page_size);
    request.set_page_token(token);
    return world_.handlers().ListDesks(CallOf("ListDesks"), request).value();
  }
};

// R107, R108: six regions, each complete, before and after the take-over.
TEST(DeskFileTest, HoldsSixRegionsBeforeAndAfterTheTakeOver) {
  const auto records = ReadDeskFile(kDeskFile);
  ASSERT_TRUE(records.ok()) << records.status();
  EXPECT_EQ(records->size(), 12u);
}

// R108: a faulty entry is named, with what would be right.
TEST(DeskFileTest, NamesTheFaultyEntry) {
  const auto unknown = ParseDesks("[[desk]]\nregion = \"ATLANTIS\"\n");
  EXPECT_EQ(unknown.status().code(), absl::StatusCode::kInvalidArgument);
  const auto lacking = ParseDesks("[[desk]]\nregion = \"LIMBURG\"\nvalid_from = \"2018-01-01\"\n");
  EXPECT_NE(std::string(lacking.status().message()).find("R108"), std::string::npos);
  EXPECT_FALSE(ParseDesks("[[desk]").ok());
  EXPECT_EQ(ReadDeskFile("no/such/file").status().code(), absl::StatusCode::kNotFound);
}

// Q5, P-14: the continuity teams took over on 1 January 2018; R108: two contact persons in OVL.
TEST_F(DeskRegisterTest, ShowsTheDesksOfADate) {
  Seed();
  ASSERT_EQ(DesksOn({2017, 12, 31}).desks_size(), 6);
  EXPECT_EQ(DesksOn({2017, 12, 31}).desks(0).organisation(), "Provincie Antwerpen");
  EXPECT_EQ(DesksOn({2017, 12, 31}).desks(1).organisation(), "Vlaamse Gemeenschapscommissie");
  EXPECT_EQ(DesksOn({2018, 1, 1}).desks(0).organisation(), "Team Continuïteit Antwerpen");
  EXPECT_EQ(DesksOn({2018, 1, 1}).desks(3).contact_persons_size(), 2);
  EXPECT_EQ(DesksOn({2014, 2, 28}).desks_size(), 0);
}

TEST_F(DeskRegisterTest, PagesInRegionOrder) {
  Seed();
  const auto first = DesksOn({2020, 1, 1}, 4);
  ASSERT_EQ(first.desks_size(), 4);
  const auto second = DesksOn({2020, 1, 1}, 4, first.next_page_token());
  ASSERT_EQ(second.desks_size(), 2);
  EXPECT_EQ(second.desks(1).region(), type::v1::REGION_WEST_VLAANDEREN);
  EXPECT_EQ(second.next_page_token(), "");
}

TEST_F(DeskRegisterTest, SeedingTwiceChangesNothing) {
  Seed();
  const int commits = world_.Commits();
  EXPECT_EQ(commits, 12);
  Seed();
  EXPECT_EQ(world_.Commits(), commits);
}

// R165, R106: reference, procedure, grounds coded and readable, motivation, desk of that day, date;
// to the requesting party, and no other person's data.
TEST_F(DeskRegisterTest, TheLetterNamesTheRequesterAndNobodyElse) {
  Seed();
  const Filed filed = world_.File(
      1, [](intake::v1::RequestSubmitted& s) { s.mutable_content()->clear_triggers(); });
  v1::RejectRequestRequest reject;
  reject.set_command_id(CommandId(1));
  reject.set_name(filed.assessment_name);
  reject.add_grounds(gates::v1::GROUND_NO_ALIGNMENT_NEED);
  reject.set_motivation("Er is al een plan.");
  *reject.mutable_position() = filed.position;
  ASSERT_TRUE(world_.handlers().RejectRequest(CallOf("RejectRequest"), reject).ok());
  v1::GetDecisionLetterRequest request;
  request.set_name(filed.assessment_name);
  const auto response = world_.handlers().GetDecisionLetter(CallOf("GetDecisionLetter"), request);
  ASSERT_TRUE(response.ok()) << response.status();
  const std::string& text = response->letter().text();
  for (const char* part :
       {"RT-2222-2222-2", "cliëntoverleg", "NO_ALIGNMENT_NEED", "geen nood aan afstemming",
        "Er is al een plan.", "Team Continuïteit Antwerpen", "Anke Voorbeeld", "10/03/2021",
        "clientoverleg.antwerpen@continuiteit.example", "Aan: helper zorro",
        "zorrostraat helper"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part;
  }
  for (const char* other : {"youth", "mother", "father", "bemiddeling.antwerpen"}) {
    EXPECT_EQ(text.find(other), std::string::npos) << other;
  }
}

// R165: no letter without a rejection, and none without the desk of that day (R109).
TEST_F(DeskRegisterTest, NoLetterWithoutARejection) {
  const Filed filed = world_.File(1);
  v1::GetDecisionLetterRequest request;
  request.set_name(filed.assessment_name);
  *request.mutable_position() = filed.position;
  EXPECT_EQ(
      world_.handlers().GetDecisionLetter(CallOf("GetDecisionLetter"), request).status().code(),
      absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace rondetafel::triage
