#include "tools/rtctl/verbs/message_fields.h"

#include <gtest/gtest.h>

#include "rondetafel/statistics/v1/service.pb.h"
#include "tools/rtctl/actor_text.h"
#include "tools/rtctl/json_text.h"

namespace rondetafel::rtctl {
namespace {

using statistics::v1::GetReportRequest;
using statistics::v1::Report;

std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

TEST(MessageFieldsTest, TakesNumbersDatesAndEnumsWithoutPrefix) {
  GetReportRequest request;
  ASSERT_TRUE(SetField(request, "year", "2021").ok());
  ASSERT_TRUE(SetField(request, "region", "oost-vlaanderen").ok());
  ASSERT_TRUE(SetField(request, "as-known-on", "2022-02-01").ok());
  ASSERT_TRUE(SetField(request, "public_output", "true").ok());
  EXPECT_EQ(request.year(), 2021);
  EXPECT_EQ(request.region(), type::v1::REGION_OOST_VLAANDEREN);
  EXPECT_EQ(request.as_known_on().month(), 2);
  EXPECT_TRUE(request.public_output());
}

TEST(MessageFieldsTest, TakesARegionByItsThreeLetters) {
  GetReportRequest request;
  ASSERT_TRUE(SetAssignment(request, "region=wvl").ok());
  EXPECT_EQ(request.region(), type::v1::REGION_WEST_VLAANDEREN);
}

TEST(MessageFieldsTest, GoesIntoMessagesAndRepeatedFields) {
  Report report;
  ASSERT_TRUE(SetAssignment(report, "figures[0].measure=M7").ok());
  ASSERT_TRUE(SetAssignment(report, "figures[0].numerator=212").ok());
  ASSERT_TRUE(SetAssignment(report, "figures[1].measure=M9").ok());
  ASSERT_EQ(report.figures_size(), 2);
  EXPECT_EQ(report.figures(0).numerator(), 212);
  EXPECT_FALSE(SetAssignment(report, "figures[7].measure=M9").ok());
}

TEST(MessageFieldsTest, SaysWhatWouldBeRight) {
  GetReportRequest request;
  EXPECT_EQ(MessageOf(SetField(request, "region", "mars")),
            "region must be one of ANTWERPEN, BRUSSEL, LIMBURG, OOST_VLAANDEREN, VLAAMS_BRABANT, "
            "WEST_VLAANDEREN");
  EXPECT_EQ(MessageOf(SetField(request, "year", "next")), "year must be a whole number");
  EXPECT_EQ(MessageOf(SetField(request, "as_known_on", "2021-02-30")),
            "as_known_on must be a date, YYYY-MM-DD");
  EXPECT_NE(MessageOf(SetField(request, "yeer", "1")).find("no field \"yeer\""), std::string::npos);
  EXPECT_FALSE(SetAssignment(request, "year").ok());
}

TEST(MessageFieldsTest, TakesJsonAndRefusesUnknownFields) {
  GetReportRequest request;
  EXPECT_TRUE(MergeJson(request, R"({"year": 2021, "region": "REGION_LIMBURG"})").ok());
  EXPECT_EQ(request.region(), type::v1::REGION_LIMBURG);
  const absl::Status unknown = MergeJson(request, R"({"jaar": 2021})");
  EXPECT_TRUE(absl::IsInvalidArgument(unknown));
  EXPECT_EQ(MessageOf(unknown).find("GetReportRequest holds a member that is not one of its own"),
            0);
  EXPECT_EQ(MessageOf(MergeJson(request, R"({"year": "next"})")),
            "year must be a whole number in the range of its field");
}

TEST(ActorTextTest, ReadsRoleRegionAndOrganisation) {
  const auto desk = ParseActor("desk_worker:ANT", "");
  ASSERT_TRUE(desk.ok()) << desk.status();
  EXPECT_EQ(desk->region(), type::v1::REGION_ANTWERPEN);
  EXPECT_EQ(desk->actor_id(), ParseActor("desk-worker:antwerpen", "")->actor_id());
  const auto helper = ParseActor("helper::OVO1", "11111111-1111-4111-8111-111111111111");
  ASSERT_TRUE(helper.ok()) << helper.status();
  EXPECT_EQ(helper->organisation_id(), "OVO1");
  EXPECT_EQ(helper->actor_id(), "11111111-1111-4111-8111-111111111111");
}

TEST(ActorTextTest, SaysWhichPartIsWrong) {
  EXPECT_NE(MessageOf(ParseActor("boss", "").status()).find("no role \"boss\""), std::string::npos);
  EXPECT_NE(MessageOf(ParseActor("helper:mars", "").status()).find("no region"), std::string::npos);
  EXPECT_NE(MessageOf(ParseActor("desk_worker", "").status()).find("desk_worker:ANT"),
            std::string::npos);
  EXPECT_EQ(MessageOf(ParseActor("helper", "x").status()), "--actor must be a UUID");
}

TEST(JsonTextTest, ShowsAMomentOnTheWallClockOfBrussels) {
  google::protobuf::Timestamp at;
  at.set_seconds(1'640'991'600);  // 2021-12-31T23:00:00Z
  at.set_nanos(5'000'000);
  EXPECT_EQ(MomentText(at), "2022-01-01 00:00:00,005");
}

TEST(JsonTextTest, ADateOfKnowledgeIsItsEnd) {
  const auto at = ParseKnownOn("2021-12-31");
  ASSERT_TRUE(at.has_value());
  EXPECT_EQ(MomentText(*at), "2021-12-31 23:59:59,999");
  EXPECT_FALSE(ParseKnownOn("31/12/2021").has_value());
}

}  // namespace
}  // namespace rondetafel::rtctl
