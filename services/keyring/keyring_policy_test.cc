#include "services/keyring/keyring_policy.h"

#include <gtest/gtest.h>

#include "services/keyring/keyring_errors.h"
#include "shared/base/id.h"

namespace rondetafel::keyring {
namespace {

TEST(KeyringPolicyTest, OnlyServicesPassTheTable) {
  const access::PolicyTable policy = Policy();
  EXPECT_EQ(policy.methods().size(), 3u);
  for (const std::string& method : policy.methods()) {
    for (int role = 0; role < type::v1::Role_ARRAYSIZE; ++role) {
      type::v1::Actor actor;
      actor.set_role(static_cast<type::v1::Role>(role));
      EXPECT_EQ(policy.Check(method, actor).ok(), role == type::v1::ROLE_SERVICE)
          << method << " " << role;
    }
  }
}

TEST(CheckWorkloadTest, LetsInThoseThatHoldPersonalData) {
  for (const char* service : {"intake", "triage", "scheduling", "workplan"}) {
    EXPECT_TRUE(CheckWorkload(WorkloadActor(service)).ok()) << service;
  }
}

TEST(CheckWorkloadTest, StatisticsMayNotCall) {  // P-29
  EXPECT_TRUE(absl::IsPermissionDenied(CheckWorkload(WorkloadActor("statistics"))));
}

TEST(CheckWorkloadTest, UnknownWorkloadsMayNotCall) {
  EXPECT_TRUE(absl::IsPermissionDenied(CheckWorkload(WorkloadActor("keyring"))));
  EXPECT_TRUE(absl::IsPermissionDenied(CheckWorkload(WorkloadActor(""))));
}

// Planted: each part of another identity put on a workload that may call.
TEST(CheckWorkloadTest, RoleIdAndNameMustAllBeTheWorkloads) {
  type::v1::Actor actor = WorkloadActor("statistics");
  actor.set_organisation_id("workload:intake");
  EXPECT_TRUE(absl::IsPermissionDenied(CheckWorkload(actor)));
  actor = WorkloadActor("intake");
  actor.set_organisation_id("workload:statistics");
  EXPECT_TRUE(absl::IsPermissionDenied(CheckWorkload(actor)));
  actor = WorkloadActor("intake");
  actor.set_role(type::v1::ROLE_OPERATOR);
  EXPECT_TRUE(absl::IsPermissionDenied(CheckWorkload(actor)));
}

TEST(KeyringErrorsTest, EveryReasonHasARow) {
  const auto* reasons = v1::KeyringReason_descriptor();
  for (int i = 0; i < reasons->value_count(); ++i) {
    const bool wanted = reasons->value(i)->number() != v1::KEYRING_REASON_UNSPECIFIED;
    EXPECT_EQ(Errors().Has(reasons->value(i)->name()), wanted) << reasons->value(i)->name();
  }
}

}  // namespace
}  // namespace rondetafel::keyring
