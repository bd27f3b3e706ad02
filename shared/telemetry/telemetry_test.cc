#include <gtest/gtest.h>

#include <cmath>

#include "shared/telemetry/json.h"
#include "shared/telemetry/log.h"
#include "shared/telemetry/metrics.h"

namespace rondetafel::telemetry {
namespace {

std::string JsonText(std::string_view text) {
  std::string out;
  AppendJsonText(out, text);
  return out;
}

TEST(FormatLineTest, WritesOneObjectWithTypedFields) {
  EXPECT_EQ(FormatLine(Level::kWarn, "caught_up",
                       {{"service", "intake"}, {"records", 1200}, {"ok", true}, {"share", 0.5}}, 0),
            R"({"time":"1970-01-01T00:00:00.000000Z","level":"warn","event":"caught_up",)"
            R"("service":"intake","records":1200,"ok":true,"share":0.5})");
}

TEST(FormatLineTest, StaysOneLineWhateverAFieldHolds) {
  const std::string line = FormatLine(
      Level::kInfo, "x", {{"reason", "a\"b\\c\nd\re\tf"}, {"k\"ey", std::string("\0", 1)}}, 0);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_NE(line.find(R"("reason":"a\"b\\c\nd\re\tf")"), std::string::npos) << line;
  EXPECT_NE(line.find(R"("k\"ey":"\u0000")"), std::string::npos) << line;
}

TEST(FormatLineTest, ShowsTheLargestNumberForOneOutOfRange) {
  EXPECT_NE(FormatLine(Level::kInfo, "x", {{"n", std::uint64_t{UINT64_MAX}}}, 0)
                .find("\"n\":9223372036854775807"),
            std::string::npos);
}

TEST(JsonTextTest, KeepsValidUtf8) { EXPECT_EQ(JsonText("één €  😀"), "\"één €  😀\""); }

TEST(JsonTextTest, ReplacesEachBadByte) {
  const std::string bad = "\xEF\xBF\xBD";
  EXPECT_EQ(JsonText("a\xFFz"), "\"a" + bad + "z\"");
  EXPECT_EQ(JsonText("\xC3"), "\"" + bad + "\"") << "cut off";
  EXPECT_EQ(JsonText("\xC0\xAF"), "\"" + bad + bad + "\"") << "overlong";
  EXPECT_EQ(JsonText("\xED\xA0\x80"), "\"" + bad + bad + bad + "\"") << "surrogate";
  EXPECT_EQ(JsonText("\xF4\x90\x80\x80"), "\"" + bad + bad + bad + bad + "\"") << "too large";
  EXPECT_EQ(JsonText("\xE2\x82\""), "\"" + bad + bad + "\\\"\"") << "quote after a cut sequence";
}

TEST(JsonNumberTest, SaysNullForWhatJsonCannotSay) {
  std::string out;
  AppendJsonNumber(out, std::nan(""));
  AppendJsonNumber(out, HUGE_VAL);
  AppendJsonNumber(out, -2.25);
  EXPECT_EQ(out, "nullnull-2.25");
}

TEST(MetricsTest, NamesFollowServiceAndUnit) {
  Metrics metrics;
  metrics.Count("intake", "commands_total", {{"result", "accepted"}});
  metrics.Count("intake", "commands_total", {{"result", "accepted"}}, 2);
  metrics.Set("intake", "lag_records", {{"partition", "3"}}, 7);
  metrics.Observe("frozen-report", "append_seconds", {}, 0.0002);
  const std::string text = metrics.RenderText();
  EXPECT_NE(text.find("rondetafel_intake_commands_total{result=\"accepted\"} 3"), std::string::npos)
      << text;
  EXPECT_NE(text.find("rondetafel_intake_lag_records{partition=\"3\"} 7"), std::string::npos);
  EXPECT_NE(text.find("rondetafel_frozen_report_append_seconds_bucket{le=\"0.0001\"} 0"),
            std::string::npos);
  EXPECT_NE(text.find("rondetafel_frozen_report_append_seconds_bucket{le=\"0.00025\"} 1"),
            std::string::npos);
}

TEST(MetricsDeathTest, OneNameIsOneType) {
  Metrics metrics;
  metrics.Count("intake", "x_total", {});
  EXPECT_DEATH(metrics.Set("intake", "x_total", {}, 1), "");
}

}  // namespace
}  // namespace rondetafel::telemetry
