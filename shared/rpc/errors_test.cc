#include "shared/rpc/errors.h"

#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace rondetafel::rpc {
namespace {

struct Details {
  google::rpc::ErrorInfo info;
  google::rpc::BadRequest bad;
  google::rpc::LocalizedMessage localized;
};

Details DetailsOf(const absl::Status& status) {
  Details details;
  google::rpc::Status wire;
  const auto payload = status.GetPayload(std::string(kDetailsPayload));
  EXPECT_TRUE(payload.has_value());
  EXPECT_TRUE(wire.ParseFromString(std::string(*payload)));
  EXPECT_EQ(wire.code(), static_cast<int>(status.code()));
  for (const auto& any : wire.details()) {
    any.UnpackTo(&details.info);
    any.UnpackTo(&details.bad);
    any.UnpackTo(&details.localized);
  }
  return details;
}

ErrorTable OneRow() {
  return ErrorTable(
      {{"GATE_FAILED", absl::StatusCode::kFailedPrecondition,
        "a gate has failed: reject the request", "Een toegangspoort is niet gehaald."}});
}

TEST(ErrorTableTest, TurnsARefusalIntoStatusReasonRuleFieldsAndDutch) {
  const absl::Status status = OneRow().ToStatus(ToRefusal(
      {"GATE_FAILED", "CO-3", {{"youths[0].birth_date", "R30", "must be below 25 on that day"}}}));
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(status.message(), "a gate has failed: reject the request");
  const Details details = DetailsOf(status);
  EXPECT_EQ(details.info.reason(), "GATE_FAILED");
  EXPECT_EQ(details.info.domain(), "rondetafel");
  EXPECT_EQ(details.info.metadata().at("rule"), "CO-3");
  ASSERT_EQ(details.bad.field_violations_size(), 1);
  EXPECT_EQ(details.bad.field_violations(0).field(), "youths[0].birth_date");
  EXPECT_EQ(details.bad.field_violations(0).description(), "R30: must be below 25 on that day");
  EXPECT_EQ(details.localized.locale(), "nl-BE");
  EXPECT_EQ(details.localized.message(), "Een toegangspoort is niet gehaald.");
}

TEST(ErrorTableTest, KnowsItsReasons) {
  EXPECT_TRUE(OneRow().Has("GATE_FAILED"));
  EXPECT_FALSE(OneRow().Has("GATE"));
}

TEST(ErrorTableDeathTest, RefusesBadTablesAndUnknownReasons) {
  using absl::StatusCode;
  EXPECT_DEATH(OneRow().ToStatus(ToRefusal({"OTHER", "", {}})), "");
  EXPECT_DEATH(ErrorTable({{"A", StatusCode::kInternal, "x", "y"}}), "");
  EXPECT_DEATH(ErrorTable({{"A", StatusCode::kUnknown, "x", "y"}}), "");
  EXPECT_DEATH(ErrorTable({{"A", StatusCode::kNotFound, "x", ""}}), "");
  EXPECT_DEATH(
      ErrorTable({{"A", StatusCode::kNotFound, "x", "y"}, {"A", StatusCode::kNotFound, "x", "y"}}),
      "");
}

TEST(InvalidFieldsTest, NamesEveryFieldAndRule) {
  const absl::Status status = InvalidFields(
      {{"region", "Q27", "must be given"}, {"received_on", "", "must not lie in the future"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(
      status.message(),
      "these fields are not right: region must be given (Q27); received_on must not lie in the "
      "future");
  const Details details = DetailsOf(status);
  EXPECT_EQ(details.bad.field_violations_size(), 2);
  EXPECT_EQ(details.info.metadata().at("rule"), "Q27");
  EXPECT_EQ(details.localized.message(), "Deze velden kloppen niet: region, received_on");
}

// Clients take 8 KiB of trailers: an error that is larger reaches them without its reason.
TEST(InvalidFieldsTest, FitsTheTrailersWhateverIsWrong) {
  std::vector<base::FieldFault> faults;
  for (int i = 0; i < 10'000; ++i) {
    faults.push_back({"form.persons[" + std::to_string(i) + "].name", "R32", "must be given"});
  }
  const absl::Status status = InvalidFields(faults);
  const auto payload = status.GetPayload(std::string(kDetailsPayload));
  EXPECT_LT(status.message().size() + payload->size() * 4 / 3, 7 * 1024u);
  const Details details = DetailsOf(status);
  const int told = details.bad.field_violations_size();
  EXPECT_GT(told, 20);
  EXPECT_EQ(details.bad.field_violations(0).field(), "form.persons[0].name");
  const std::string more = std::to_string(10'000 - told);
  EXPECT_TRUE(std::string(status.message()).ends_with("; and " + more + " more"));
  EXPECT_TRUE(details.localized.message().ends_with(", en nog " + more + " andere"));
}

absl::Status Check(std::string_view value, std::size_t max, bool required) {
  FieldFaults faults;
  faults.CheckText("name", value, max, required, "R32");
  return std::move(faults).ToStatus();
}

TEST(FieldFaultsTest, CountsCharactersNotBytes) {
  EXPECT_TRUE(Check("ééé", 3, true).ok());
  EXPECT_FALSE(Check("éééé", 3, true).ok());
  EXPECT_TRUE(Check("", 3, false).ok());
  EXPECT_FALSE(Check("", 3, true).ok());
  EXPECT_FALSE(Check(" \n", 3, true).ok());
}

TEST(FieldFaultsTest, RefusesBadUtf8ControlAndTurningCharacters) {
  EXPECT_FALSE(Check("a\xFF", 10, true).ok());
  EXPECT_FALSE(Check(std::string_view("a\0b", 3), 10, true).ok());
  EXPECT_FALSE(Check("a\xC2\x85z", 10, true).ok()) << "C1";
  EXPECT_FALSE(Check("a\xE2\x80\xAEz", 10, true).ok()) << "right-to-left override";
  EXPECT_FALSE(Check("two\nlines", kLineCharactersMax, true).ok());
  EXPECT_TRUE(Check("two\nlines", kLineCharactersMax + 1, true).ok());
}

TEST(FieldFaultsTest, NeverRepeatsTheValue) {
  const absl::Status status = Check("Voorbeeldje\x01", 100, true);
  EXPECT_EQ(status.message().find("Voorbeeldje"), absl::string_view::npos);
}

TEST(FieldFaultsTest, TakesClientCommandIdsOnly) {
  const auto check = [](std::string_view id) {
    FieldFaults faults;
    faults.CheckCommandId(id);
    return faults.empty();
  };
  EXPECT_TRUE(check("0b8f6d9e-1f43-4d54-8a56-2f6d6f9a1c11"));
  EXPECT_FALSE(check("0b8f6d9e-1f43-8d54-8a56-2f6d6f9a1c11")) << "version 8";
  EXPECT_FALSE(check(""));
  EXPECT_FALSE(check("00000000-0000-0000-0000-000000000000"));
}

}  // namespace
}  // namespace rondetafel::rpc
