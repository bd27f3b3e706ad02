// One replica of the account service on a log whose appends wait to be delivered.
#pragma once
#include <gtest/gtest.h>

#include <memory>

#include "shared/runtime/testing/rig.h"

namespace rondetafel::runtime {

class ReplicaTest : public ::testing::Test {
 protected:
  void SetUp() override { Serve(*node); }

  void Serve(testing::Node& which) {
    ASSERT_TRUE(which.Start().ok());
    Settle(which);
    ASSERT_TRUE(which.serving());
  }
  // Turns and delivers until nothing moves any more.
  void Settle(testing::Node& which) {
    for (int i = 0; i < 20; ++i) {
      which.Turn();
      rig.log->Deliver();
    }
    which.Turn(2);
  }
  absl::StatusOr<Outcome> Do(const testing::Order& order) {
    auto answer = node->Send(testing::MakeCommand(order));
    Settle(*node);
    return answer->value_or(absl::InternalError("not answered"));
  }
  std::size_t records() const { return rig.log->Records({"account", 0}).size(); }
  static bool Unavailable(const testing::Answer& answer) {
    return answer.has_value() && absl::IsUnavailable(answer->status());
  }

  testing::Rig rig{1, [](eventlog::SimOptions& options) { options.deliver_at_once = false; }};
  std::unique_ptr<testing::Node> node = rig.Account();
};

}  // namespace rondetafel::runtime
