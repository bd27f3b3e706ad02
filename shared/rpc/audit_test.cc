#include "shared/rpc/audit.h"

#include <gtest/gtest.h>

#include "rondetafel/history/v1/service.pb.h"
#include "shared/rpc/call_metadata.h"

namespace rondetafel::rpc {
namespace {

const std::string kUuid = "0b8f6d9e-1f43-4d54-8a56-2f6d6f9a1c11";

TEST(AuditTest, KnowsResourceNames) {
  EXPECT_TRUE(IsResourceName("cases/" + kUuid));
  EXPECT_TRUE(IsResourceName("cases/" + kUuid + "/workPlans/" + kUuid));
  EXPECT_FALSE(IsResourceName(""));
  EXPECT_FALSE(IsResourceName("cases/" + kUuid + "/"));
  EXPECT_FALSE(IsResourceName("cases/" + kUuid + "/requests/" + kUuid + "/x"));
  EXPECT_FALSE(IsResourceName("cases/Jan Voorbeeld"));
  EXPECT_FALSE(IsResourceName("Jan Voorbeeld/" + kUuid));
}

// What a client writes into a name field may be anything: only real names are repeated.
TEST(AuditTest, NamesTheResourceAndNothingElse) {
  history::v1::ListCaseCommitsRequest request;
  request.set_parent("cases/" + kUuid);
  EXPECT_EQ(ResourceNamedBy(request), "cases/" + kUuid);
  request.set_parent("Jan Voorbeeld, 12345678901");
  EXPECT_EQ(ResourceNamedBy(request), "");
}

TEST(TraceparentTest, TakesOnlyWellFormedOnes) {
  const std::string good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  EXPECT_TRUE(IsTraceparent(good));
  EXPECT_FALSE(IsTraceparent("00-00000000000000000000000000000000-00f067aa0ba902b7-01"));
  EXPECT_FALSE(IsTraceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"));
  EXPECT_FALSE(IsTraceparent("01" + good.substr(2)));
  EXPECT_FALSE(IsTraceparent(good + "0"));
  EXPECT_FALSE(IsTraceparent("00-4BF92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
}

}  // namespace
}  // namespace rondetafel::rpc
