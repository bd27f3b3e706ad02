#include "tools/rtctl/json_fault.h"

#include <gtest/gtest.h>

#include "rondetafel/migration/v1/dossier.pb.h"

namespace rondetafel::rtctl {
namespace {

using migration::v1::ImportLine;

// "field: message", or "" when the text was read.
std::string Told(std::string_view json) {
  ImportLine line;
  const auto fault = ReadJson(json, line);
  return fault ? fault->field + ": " + fault->message : "";
}

constexpr std::string_view kLines =
    "must be an object of dossier, chair, publishedFigure, "
    "coveredYear, each of its own kind";

TEST(JsonFaultTest, ReadsWhatIsRight) {
  EXPECT_EQ(Told(R"({"coveredYear": 2021})"), "");
  EXPECT_EQ(Told(R"({"dossier": {"dossier_id": "D-1", "followUpOf": "D-0"}})"), "");
}

TEST(JsonFaultTest, SaysWhereAndWhatWouldBeRight) {
  EXPECT_EQ(Told(R"({"dossier":{"decision":{"admitted":"x"}}})"),
            "dossier.decision.admitted: must be true or false");
  EXPECT_EQ(Told(R"({"dossier":{"filing":{"form":{"persons":[{},{"name":7}]}}}})"),
            "dossier.filing.form.persons[1].name: must be text in quotes");
  EXPECT_EQ(Told(R"({"dossier":{"filing":{"form":{"receivedOn":{"year":99999999999}}}}})"),
            "dossier.filing.form.received_on.year: "
            "must be a whole number in the range of its field");
  EXPECT_EQ(Told(R"({"dossier":{"filing":{"registeredAt":"gisteren"}}})"),
            "dossier.filing.registered_at: must be a moment such as \"2021-02-01T16:00:00Z\"");
  EXPECT_EQ(Told(R"({"dossier":{"filing":{"form":{"procedure":"overleg"}}}})")
                .find("dossier.filing.form.procedure: must be one of PROCEDURE_CONSULTATION, "),
            0);
  EXPECT_EQ(Told(R"({"chair":{},"dossier":{}})"),
            ": must hold only one of dossier, chair, publishedFigure, coveredYear");
  EXPECT_EQ(Told(R"({"dossier":{"dossierId":"D-1" "x":1}})"),
            ": is not JSON: Expected , or } after key:value pair");
  EXPECT_EQ(Told("[]"), std::string(": ").append(kLines));
}

TEST(JsonFaultTest, QuotesNothingOfTheText) {
  const std::string deep = []() {
    std::string text;
    for (int i = 0; i < 150; ++i) text += R"({"Kanarie":)";
    return text;
  }();
  const std::string with_name[] = {
      R"({"Kanarie":1})",
      R"({"Kanarie\n":1})",
      R"({"dossier: Kanarie":1})",
      R"({"Expected a value Kanarie":1})",
      R"_({"(dossier.Kanarie)":1})_",
      R"({"dossier":{"Kanarie":{"a":1}}})",
      R"({"dossier":"Kanarie"})",
      R"({"dossier":Kanarie})",
      R"({"dossier":["Kanarie"]})",
      R"({"dossier":{"filing":{"registeredAt":"Kanarie"}}})",
      R"({"dossier":{"filing":{"form":{"procedure":"Kanarie"}}}})",
      R"({"dossier":{"filing":{"form":{"persons":[{"name":{"Kanarie":1}}]}}}})",
      R"({"dossier":{"dossierId":"Kanarie)",
      "{\"dossier\":{\"dossierId\":\"Kanarie \xff\"}}",
      deep,
  };
  for (const std::string& json : with_name) {
    const std::string told = Told(json);
    EXPECT_FALSE(told.empty());
    EXPECT_EQ(told.find("Kanarie"), std::string::npos) << told;
  }
}

// A member that looks like the parser's own words for a place.
TEST(JsonFaultTest, QuotesNoNumberOfTheText) {
  for (const std::string member : {"(dossier[86010112345])", "(dossier.answers[86010112345])"}) {
    const std::string told = Told("{\"" + member + "\":1}");
    EXPECT_FALSE(told.empty());
    EXPECT_EQ(told.find("8601"), std::string::npos) << told;
  }
}

}  // namespace
}  // namespace rondetafel::rtctl
