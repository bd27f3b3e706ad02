#include "services/keyring/key_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "rondetafel/keyring/v1/events.pb.h"
#include "services/keyring/key_wrap.h"
#include "shared/commit/envelope.h"

namespace rondetafel::keyring {
namespace {

class KeyFileTest : public testing::Test {
 protected:
  KeyFileTest() { std::filesystem::create_directories(folder_); }
  ~KeyFileTest() override { std::filesystem::remove_all(folder_); }
  // A file only its owner may read.
  void Write(const std::string& text) {
    std::ofstream(path_) << text;
    chmod(path_.c_str(), S_IRUSR | S_IWUSR);
  }
  absl::Status LoadStatus() const { return KeyFile::Load(path_).status(); }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / base::FormatUuid(base::RandomUuid());
  const std::string path_ = (folder_ / "keys.toml").string();
};

TEST_F(KeyFileTest, CreatedFileIsForItsOwnerAloneAndLoads) {
  ASSERT_TRUE(CreateKeyFile(path_).ok());
  struct stat info {};
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  const auto keys = KeyFile::Load(path_);
  ASSERT_TRUE(keys.ok());
  EXPECT_EQ(keys->current_master().epoch, 1);
  EXPECT_EQ(keys->FindMaster(keys->current_master().id), &keys->current_master());
  EXPECT_EQ(keys->FindMaster(base::KeyId::Random()), nullptr);
}

TEST_F(KeyFileTest, LoadedKeysAreTheWrittenOnes) {
  const KeyFile keys = KeyFile::Generate();
  Write(keys.ToToml());
  const auto loaded = KeyFile::Load(path_);
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded->identity().id, keys.identity().id);
  EXPECT_EQ(loaded->identity().bytes, keys.identity().bytes);
  EXPECT_EQ(loaded->current_master().bytes, keys.current_master().bytes);
  EXPECT_NE(KeyFile::Generate().identity().bytes, keys.identity().bytes);
}

TEST_F(KeyFileTest, NeverReplacesAFile) {
  ASSERT_TRUE(CreateKeyFile(path_).ok());
  const auto first = KeyFile::Load(path_);
  EXPECT_TRUE(absl::IsAlreadyExists(CreateKeyFile(path_)));
  EXPECT_EQ(KeyFile::Load(path_)->identity().id, first->identity().id);
}

TEST_F(KeyFileTest, RefusesAFileOthersMayRead) {
  Write(KeyFile::Generate().ToToml());
  for (mode_t mode : {0640u, 0604u, 0620u, 0660u}) {
    chmod(path_.c_str(), mode);
    EXPECT_TRUE(absl::IsFailedPrecondition(LoadStatus())) << mode;
  }
}

TEST_F(KeyFileTest, MissingFileIsNotFound) { EXPECT_TRUE(absl::IsNotFound(LoadStatus())); }

TEST_F(KeyFileTest, RefusesBrokenFilesWithoutRepeatingThem) {
  const std::string good = KeyFile::Generate().ToToml();
  const auto replaced = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    return text.replace(text.find(from), from.size(), to);
  };
  for (const std::string& text :
       {std::string(), std::string("canary = = \"c0ffee\""), replaced("format = 1", "format = 2"),
        replaced("[identity]", "[canary]"), replaced("[[master]]", "[[canary]]"),
        replaced("epoch = 1", "epoch = 0"), replaced("key = \"", "key = \"canary"),
        replaced("id = \"", "id = \"canary"), good + good.substr(good.find("[[master]]"))}) {
    Write(text);
    EXPECT_TRUE(absl::IsFailedPrecondition(LoadStatus()));
    EXPECT_EQ(LoadStatus().ToString().find("canary"), std::string::npos);
    EXPECT_EQ(LoadStatus().ToString().find("c0ffee"), std::string::npos);
  }
}

TEST_F(KeyFileTest, NewestEpochWrapsAndOlderOnesStillOpen) {
  const KeyFile old_keys = KeyFile::Generate();
  const base::CaseId case_id = base::CaseId::Random();
  const v1::WrappedKey wrapped =
      WrapNewKey(old_keys.current_master(), base::KeyId::Random(), case_id, {});
  const std::string next_id = base::KeyId::Random().ToString();
  Write(old_keys.ToToml() + "\n[[master]]\nepoch = 2\nid = \"" + next_id + "\"\nkey = \"" +
        std::string(64, 'a') + "\"\n");
  const auto keys = KeyFile::Load(path_);
  ASSERT_TRUE(keys.ok());
  EXPECT_EQ(keys->current_master().id.ToString(), next_id);
  EXPECT_TRUE(Unwrap(*keys, case_id, wrapped).ok());
}

class KeyWrapTest : public testing::Test {
 protected:
  const KeyFile keys_ = KeyFile::Generate();
  const base::CaseId case_id_ = base::CaseId::Random();
  v1::WrappedKey wrapped_ = WrapNewKey(keys_.current_master(), base::KeyId::Random(), case_id_,
                                       base::SubjectId::Random());
  absl::StatusCode Code() const { return Unwrap(keys_, case_id_, wrapped_).status().code(); }
};

TEST_F(KeyWrapTest, OpensToOneAndTheSameKey) {
  const auto one = Unwrap(keys_, case_id_, wrapped_);
  ASSERT_TRUE(one.ok());
  EXPECT_EQ(one->id.ToString(), wrapped_.key_id());
  EXPECT_EQ(one->bytes, Unwrap(keys_, case_id_, wrapped_)->bytes);
  EXPECT_EQ(wrapped_.epoch(), 1);
}

TEST_F(KeyWrapTest, DoesNotHoldTheKeyInTheClear) {
  const auto key = Unwrap(keys_, case_id_, wrapped_);
  const std::string bytes(key->bytes.begin(), key->bytes.end());
  EXPECT_EQ(wrapped_.SerializeAsString().find(bytes), std::string::npos);
}

TEST_F(KeyWrapTest, RefusesAKeyOfAnotherCaseSubjectOrId) {
  EXPECT_TRUE(absl::IsDataLoss(Unwrap(keys_, base::CaseId::Random(), wrapped_).status()));
  const v1::WrappedKey good = wrapped_;
  wrapped_.set_subject_id(base::SubjectId::Random().ToString());
  EXPECT_EQ(Code(), absl::StatusCode::kDataLoss);
  wrapped_.clear_subject_id();
  EXPECT_EQ(Code(), absl::StatusCode::kDataLoss);
  wrapped_ = good;
  wrapped_.set_key_id(base::KeyId::Random().ToString());
  EXPECT_EQ(Code(), absl::StatusCode::kDataLoss);
}

TEST_F(KeyWrapTest, RefusesAlteredBytes) {
  wrapped_.mutable_wrapped()->front() = static_cast<char>(wrapped_.wrapped().front() ^ 1);
  EXPECT_EQ(Code(), absl::StatusCode::kDataLoss);
  wrapped_.set_wrapped("short");
  EXPECT_EQ(Code(), absl::StatusCode::kDataLoss);
}

TEST_F(KeyWrapTest, MissingMasterKeyIsUnavailableAndNotErased) {
  EXPECT_TRUE(absl::IsUnavailable(Unwrap(KeyFile::Generate(), case_id_, wrapped_).status()));
}

TEST_F(KeyWrapTest, KeyIdsFallIntoThePartitionOfTheirCase) {
  for (int partitions : {1, 2, 12}) {
    const base::KeyId id = NewKeyId(case_id_, partitions);
    EXPECT_EQ(commit::PartitionOf(base::CaseId(id.bytes()), partitions),
              commit::PartitionOf(case_id_, partitions));
  }
}

}  // namespace
}  // namespace rondetafel::keyring
