#include <gtest/gtest.h>

#include "shared/access/access.h"
#include "shared/base/text.h"
#include "shared/base/time.h"

namespace rondetafel::access {
namespace {

using type::v1::Actor;

constexpr std::string_view kKey = "0123456789abcdef0123456789abcdef";

class FixedClock : public base::Clock {
 public:
  base::Instant Now() const override { return {1'000'000}; }
  std::int64_t MonotonicUs() const override { return 0; }
};

class DevelopmentAuthenticatorTest : public testing::Test {
 protected:
  static Actor DeskWorker() {
    Actor actor;
    actor.set_actor_id("6f1f1f6a-4a34-4f4c-9d3b-0f5a2b7c8d9e");
    actor.set_role(type::v1::ROLE_DESK_WORKER);
    actor.set_organisation_id("OVO000001");
    actor.set_region(type::v1::REGION_LIMBURG);
    return actor;
  }
  absl::StatusOr<Actor> Try(const std::string& token) const {
    return authenticator_->Authenticate("Bearer " + token);
  }
  bool Refused(const std::string& token) const {
    return absl::IsUnauthenticated(Try(token).status());
  }

  FixedClock clock_;
  std::unique_ptr<Authenticator> authenticator_ =
      MakeDevelopmentAuthenticator(std::string(kKey), clock_);
};

TEST_F(DevelopmentAuthenticatorTest, GivesTheActorBack) {
  const auto actor = Try(MintDevelopmentToken(DeskWorker(), 1'000'001, kKey));
  ASSERT_TRUE(actor.ok()) << actor.status();
  EXPECT_EQ(actor->SerializeAsString(), DeskWorker().SerializeAsString());
  EXPECT_TRUE(
      authenticator_->Authenticate("bearer " + MintDevelopmentToken(DeskWorker(), 1'000'001, kKey))
          .ok());
  EXPECT_TRUE(authenticator_->loopback_only());
}

TEST_F(DevelopmentAuthenticatorTest, RefusesAnExpiredToken) {
  EXPECT_TRUE(Refused(MintDevelopmentToken(DeskWorker(), 1'000'000, kKey)));
  EXPECT_TRUE(Refused(MintDevelopmentToken(DeskWorker(), -1, kKey)));
}

TEST_F(DevelopmentAuthenticatorTest, RefusesATokenForgedUnderAnotherKey) {
  EXPECT_TRUE(Refused(MintDevelopmentToken(DeskWorker(), 2'000'000, "another key of this length")));
}

TEST_F(DevelopmentAuthenticatorTest, RefusesEverySingleAlteredCharacter) {
  const std::string token = MintDevelopmentToken(DeskWorker(), 2'000'000, kKey);
  ASSERT_TRUE(Try(token).ok());
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string altered = token;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    EXPECT_TRUE(Refused(altered)) << i;
    EXPECT_TRUE(Refused(token.substr(0, i))) << i;
  }
  EXPECT_TRUE(Refused(token + "A"));
  EXPECT_TRUE(Refused(token + ".x"));
}

TEST_F(DevelopmentAuthenticatorTest, RefusesWhatIsNoBearerToken) {
  EXPECT_TRUE(absl::IsUnauthenticated(authenticator_->Authenticate("").status()));
  EXPECT_TRUE(absl::IsUnauthenticated(authenticator_->Authenticate("Bearer").status()));
  EXPECT_TRUE(absl::IsUnauthenticated(authenticator_->Authenticate("Basic Zm9vOmJhcg==").status()));
  EXPECT_TRUE(Refused(std::string(100'000, 'A')));
}

// R171: desk workers and team leads act for a region.
TEST_F(DevelopmentAuthenticatorTest, RefusesAnIncompleteActorHoweverWellSigned) {
  Actor without_region = DeskWorker();
  without_region.clear_region();
  Actor without_role = DeskWorker();
  without_role.clear_role();
  Actor without_id = DeskWorker();
  without_id.set_actor_id("somebody");
  for (const Actor& actor : {without_region, without_role, without_id}) {
    EXPECT_TRUE(Refused(MintDevelopmentToken(actor, 2'000'000, kKey)));
  }
}

TEST(DevelopmentAuthenticatorDeathTest, NeedsARealKey) {
  EXPECT_DEATH(MakeDevelopmentAuthenticator("short"), "");
}

}  // namespace
}  // namespace rondetafel::access
