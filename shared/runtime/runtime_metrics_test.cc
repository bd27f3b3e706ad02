// What Prometheus is told, and that it names no case.
#include "shared/runtime/runtime_metrics.h"

#include <gtest/gtest.h>

#include "shared/runtime/testing/rig.h"
#include "shared/telemetry/metrics.h"

namespace rondetafel::runtime {
namespace {

TEST(RuntimeMetricsTest, TellsOfCommandsAppendsPositionsAndWhatWasIgnored) {
  telemetry::Metrics metrics;
  testing::Rig rig;
  auto node = rig.Account();
  node->options().metrics = &metrics;
  ASSERT_TRUE(node->Start().ok());
  node->Turn(4);
  auto refused = node->Send(testing::MakeCommand({.amount = -5}));
  rig.log->Append({"account", 0}, "not ours", [](auto) {});
  node->Turn(3);
  rig.clock.Advance(6'000'000);
  node->Turn(2);
  const std::string text = metrics.RenderText();
  for (const char* wanted :
       {"rondetafel_account_commands_total{result=\"refused\"} 1",
        "rondetafel_account_records_ignored_total{topic=\"account\",why=\"malformed\"} 1",
        "rondetafel_account_append_seconds_count{fate=\"appended\"} 1",
        "rondetafel_account_projection_position_records{partition=\"0\",topic=\"account\"} 4",
        "rondetafel_account_lag_records{partition=\"0\",topic=\"account\"} 0"}) {
    EXPECT_NE(text.find(wanted), std::string::npos) << wanted;
  }
  EXPECT_EQ(text.find(testing::CaseOf(1).ToString()), std::string::npos);
}

}  // namespace
}  // namespace rondetafel::runtime
