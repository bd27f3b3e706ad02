#include "shared/commit/genesis.h"

#include <gtest/gtest.h>

#include "shared/commit/record_kit.h"

namespace rondetafel::commit {
namespace {

TEST(GenesisTest, IdentityReadsBack) {
  const RecordKit kit;
  const auto identity = ReadLogIdentity(kit.Identity());
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->log_id, kit.log_id);
  EXPECT_EQ(identity->partition_count, RecordKit::kPartitions);
}

TEST(GenesisTest, OtherRecordsAreNoIdentity) {
  const RecordKit kit;
  EXPECT_FALSE(ReadLogIdentity(""));
  EXPECT_FALSE(ReadLogIdentity(kit.Tick(1)));
  EXPECT_FALSE(ReadLogIdentity(kit.Commit("s", "c", {}).Record()));
  std::string cut = kit.Identity();
  cut.pop_back();
  EXPECT_FALSE(ReadLogIdentity(cut));
  EXPECT_FALSE(ReadLogIdentity(BuildLogIdentity(kit.stamp, {kit.log_id, 0})));
}

TEST(GenesisTest, StampsWithTheCurrentKey) {
  RecordKit kit;
  kit.keys.Add(TestId<base::KeyId>("second key"), TestKey(2));
  const ControlStamp stamp = StampWith(kit.keys, "intake", 1, {5});
  EXPECT_EQ(stamp.mac_key_id, TestId<base::KeyId>("second key"));
  EXPECT_TRUE(VerifyMac(BuildTick(stamp), TestKey(2)));
}

}  // namespace
}  // namespace rondetafel::commit
