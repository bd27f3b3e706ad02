#include "shared/heads/heads.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "rondetafel/log/v1/heads.pb.h"
#include "shared/commit/record_kit.h"
#include "shared/heads/heads_folder.h"

namespace rondetafel::heads {
namespace {

using commit::TestId;

SigningKey KeyOf(std::uint8_t fill) {
  SigningKey::Seed seed;
  seed.fill(fill);
  return SigningKey(seed);
}

Heads SomeHeads() {
  commit::FoldCursor first;
  first.next = 7;
  first.running.fill(3);
  first.effective = {1'700'000'000'000'000};
  first.introduced_mac_keys = {TestId<base::KeyId>("one"), TestId<base::KeyId>("two")};
  first.accepted = 5;
  first.ignored = 1;
  commit::FoldCursor second;
  second.next = 1;
  second.migration_closed = true;
  return {TestId<base::LogId>("log"), "intake", {1'795'352'645'000'006}, {first, second}};
}

TEST(HeadsTest, ComeBackAsTheyWereSigned) {
  const SigningKey key = KeyOf(1);
  const auto kept = DecodeHeads(SignHeads(SomeHeads(), key));
  ASSERT_TRUE(kept.ok()) << kept.status();
  const Heads heads = kept->heads;
  EXPECT_EQ(heads.log_id, SomeHeads().log_id);
  EXPECT_EQ(heads.topic, "intake");
  EXPECT_EQ(heads.signed_at, SomeHeads().signed_at);
  ASSERT_EQ(heads.cursors.size(), 2U);
  EXPECT_EQ(heads.cursors[0].Encode(), SomeHeads().cursors[0].Encode());
  EXPECT_EQ(heads.cursors[1].Encode(), SomeHeads().cursors[1].Encode());
  EXPECT_TRUE(kept->SignedBy(key.public_key()));
}

TEST(HeadsTest, AreNotSignedByAnotherKey) {
  const auto kept = DecodeHeads(SignHeads(SomeHeads(), KeyOf(1)));
  ASSERT_TRUE(kept.ok());
  EXPECT_FALSE(kept->SignedBy(KeyOf(2).public_key()));
}

TEST(HeadsTest, EveryChangedByteIsRefusedOrNotSigned) {
  const SigningKey key = KeyOf(1);
  const std::string file = SignHeads(SomeHeads(), key);
  for (std::size_t i = 0; i < file.size(); ++i) {
    std::string changed = file;
    changed[i] = static_cast<char>(changed[i] ^ 0x10);
    const auto kept = DecodeHeads(changed);
    EXPECT_FALSE(kept.ok() && kept->SignedBy(key.public_key())) << "byte " << i;
  }
}

TEST(HeadsTest, EveryCutFileIsRefused) {
  const std::string file = SignHeads(SomeHeads(), KeyOf(1));
  for (std::size_t size = 0; size < file.size(); ++size) {
    EXPECT_FALSE(DecodeHeads(std::string_view(file).substr(0, size)).ok()) << size;
  }
}

TEST(HeadsTest, AStatementWithoutOneHeadAPartitionIsRefused) {
  log::v1::SignedHeads file;
  log::v1::HeadStatement statement;
  statement.set_log_id(SomeHeads().log_id.ToString());
  statement.set_topic("intake");
  statement.set_partition_count(2);
  file.set_statement(statement.SerializeAsString());
  file.set_public_key(std::string(32, 'k'));
  file.set_signature(std::string(64, 's'));
  const auto kept = DecodeHeads("RTHEADS1" + file.SerializeAsString());
  EXPECT_EQ(kept.status().code(), absl::StatusCode::kInvalidArgument);
}

class HeadsFolderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "rondetafel-heads-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }
  std::string dir_;
};

TEST_F(HeadsFolderTest, KeepsFilesByTopicAndTime) {
  const std::string file = SignHeads(SomeHeads(), KeyOf(1));
  const std::string name = HeadsFileName(SomeHeads(), file);
  EXPECT_EQ(name.substr(0, 24), "intake-20261122T130405Z-");
  ASSERT_TRUE(WriteHeadsFile(dir_ + "/kept/here", name, file).ok());
  std::ofstream(dir_ + "/kept/here/z.heads") << "something else";
  std::ofstream(dir_ + "/kept/here/readme") << "not looked at";
  const auto all = ReadHeadsFiles(dir_ + "/kept/here");
  ASSERT_TRUE(all.ok()) << all.status();
  ASSERT_EQ(all->size(), 2U);
  EXPECT_TRUE((*all)[0].content.ok());
  EXPECT_FALSE((*all)[1].content.ok());
  EXPECT_EQ(ReadHeadsFiles(dir_ + "/kept/here/" + name)->size(), 1U);
  EXPECT_TRUE(absl::IsNotFound(ReadHeadsFiles(dir_).status()));
  EXPECT_TRUE(HoldsHeads(dir_ + "/kept/here"));
  std::ofstream(dir_ + "/intake.heads.new") << "left by a writer that was killed";
  EXPECT_FALSE(HoldsHeads(dir_));
  EXPECT_FALSE(HoldsHeads(dir_ + "/nowhere"));
}

TEST_F(HeadsFolderTest, AHugeFileIsRefusedUnread) {
  const std::string path = dir_ + "/huge.heads";
  std::ofstream(path) << "";
  std::filesystem::resize_file(path, std::uintmax_t{1} << 38);  // more than there is memory
  const auto all = ReadHeadsFiles(dir_);
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_NE((*all)[0].content.status().message().find("far too large"), std::string::npos);
}

TEST_F(HeadsFolderTest, TheSigningKeyIsMadeOnceAndOnlyItsOwnerMayReadIt) {
  const std::string path = dir_ + "/heads.key";
  EXPECT_TRUE(absl::IsNotFound(ReadSigningKey(path).status()));
  ASSERT_TRUE(CreateSigningKey(path).ok());
  const auto key = ReadSigningKey(path);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_TRUE(absl::IsAlreadyExists(CreateSigningKey(path)));
  EXPECT_EQ(ReadSigningKey(path)->public_key(), key->public_key());
  ASSERT_EQ(chmod(path.c_str(), 0640), 0);
  EXPECT_TRUE(absl::IsFailedPrecondition(ReadSigningKey(path).status()));
}

TEST_F(HeadsFolderTest, PublicKeysTravelAsLines) {
  const std::string text = "# keys\n" + FormatPublicKey(KeyOf(1).public_key()) + "\n" +
                           FormatPublicKey(KeyOf(2).public_key()) + "\n";
  const auto keys = ParsePublicKeys(text);
  ASSERT_TRUE(keys.ok()) << keys.status();
  EXPECT_EQ(*keys, (std::vector<PublicKey>{KeyOf(1).public_key(), KeyOf(2).public_key()}));
  EXPECT_FALSE(ParsePublicKeys("rondetafel-heads-1 12").ok());
  EXPECT_FALSE(ParsePublicKeys("").ok());
}

}  // namespace
}  // namespace rondetafel::heads
