// The tables that must be complete: refusals and policy.
#include <gtest/gtest.h>

#include "services/scheduling/errors.h"
#include "services/scheduling/policy.h"

namespace rondetafel::scheduling {
namespace {

TEST(SchedulingErrorsTest, HasARowForEveryReason) {
  const auto* reasons = v1::SchedulingReason_descriptor();
  for (int i = 1; i < reasons->value_count(); ++i) {
    EXPECT_TRUE(SchedulingErrors().Has(reasons->value(i)->name())) << reasons->value(i)->name();
  }
  EXPECT_FALSE(SchedulingErrors().Has("SCHEDULING_REASON_OF_NOBODY"));
}

TEST(SchedulingErrorsTest, MapsAReasonToItsStatus) {
  EXPECT_EQ(SchedulingError(v1::SCHEDULING_REASON_FORMER_CHAIR, "R40").code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(SchedulingError(v1::SCHEDULING_REASON_CONFIRM_BLOCKED, "R158").code(),
            absl::StatusCode::kFailedPrecondition);
}

// R171, P-29: deny by default; statisticians, helpers and families reach nothing here.
TEST(SchedulingPolicyTest, OpensNoMethodToOutsiders) {
  const access::PolicyTable table = SchedulingPolicy();
  EXPECT_EQ(table.methods().size(), 30u);
  for (const std::string& method : table.methods()) {
    for (type::v1::Role role :
         {type::v1::ROLE_STATISTICIAN, type::v1::ROLE_HELPER, type::v1::ROLE_PARENT,
          type::v1::ROLE_OPERATOR, type::v1::ROLE_MEDIATOR, type::v1::ROLE_UNSPECIFIED}) {
      type::v1::Actor actor;
      actor.set_role(role);
      EXPECT_FALSE(table.Check(method, actor).ok()) << method;
    }
  }
  type::v1::Actor chair;
  chair.set_role(type::v1::ROLE_EXTERNAL_CHAIR);
  EXPECT_TRUE(table.Check("HoldMeeting", chair).ok());
  EXPECT_FALSE(table.Check("JudgeCapacity", chair).ok());
}

}  // namespace
}  // namespace rondetafel::scheduling
