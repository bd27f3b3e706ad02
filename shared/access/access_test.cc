#include "shared/access/access.h"

#include <gtest/gtest.h>

namespace rondetafel::access {
namespace {

using type::v1::Actor;
using type::v1::Role;

Actor ActorIn(Role role) {
  Actor actor;
  actor.set_actor_id("6f1f1f6a-4a34-4f4c-9d3b-0f5a2b7c8d9e");
  actor.set_role(role);
  return actor;
}

PolicyTable ThreeMethods() {
  return PolicyTable({
      {"SubmitRequest", {type::v1::ROLE_HELPER, type::v1::ROLE_YOUTH}, AuditLevel::kWrite},
      {"GetRequest", {type::v1::ROLE_DESK_WORKER}, AuditLevel::kRead},
      {"Ping", {}, AuditLevel::kNone},
  });
}

// R171: every method × every role, and nothing but the rows opens.
TEST(PolicyTableTest, OpensExactlyTheRowsOfTheMatrix) {
  const PolicyTable table = ThreeMethods();
  int open = 0;
  for (const std::string& method : table.methods()) {
    for (int number = 0; number < type::v1::Role_ARRAYSIZE; ++number) {
      const auto role = static_cast<Role>(number);
      const bool allowed = table.Check(method, ActorIn(role)).ok();
      EXPECT_EQ(allowed, table.Find(method)->roles.contains(role)) << method << " " << number;
      open += allowed ? 1 : 0;
    }
  }
  EXPECT_EQ(table.methods(), (std::vector<std::string>{"GetRequest", "Ping", "SubmitRequest"}));
  EXPECT_EQ(open, 3);
}

TEST(PolicyTableTest, DeniesAMethodWithoutRowToEverybody) {
  const PolicyTable table = ThreeMethods();
  for (int number = 0; number < type::v1::Role_ARRAYSIZE; ++number) {
    EXPECT_TRUE(absl::IsPermissionDenied(
        table.Check("EraseEverything", ActorIn(static_cast<Role>(number)))));
  }
  EXPECT_FALSE(table.Has("EraseEverything"));
  EXPECT_FALSE(table.Has("Submit"));
}

TEST(PolicyTableTest, ADenialNamesMethodAndRolesAndNotTheActor) {
  const absl::Status denied =
      ThreeMethods().Check("SubmitRequest", ActorIn(type::v1::ROLE_STATISTICIAN));
  EXPECT_EQ(
      denied.message(),
      "SubmitRequest is not open to ROLE_STATISTICIAN; it is open to ROLE_YOUTH, ROLE_HELPER");
}

TEST(PolicyTableDeathTest, RefusesTwoRowsForOneMethodAndTheUnspecifiedRole) {
  EXPECT_DEATH(PolicyTable({{"A", {}, AuditLevel::kNone}, {"A", {}, AuditLevel::kNone}}), "");
  EXPECT_DEATH(PolicyTable({{"A", {type::v1::ROLE_UNSPECIFIED}, AuditLevel::kNone}}), "");
}

}  // namespace
}  // namespace rondetafel::access
