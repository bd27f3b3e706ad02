// Nothing the keyring writes or says holds a name, a number or a key (architecture 6).
#include <gtest/gtest.h>

#include <fstream>

#include "services/keyring/testing/keyring_rig.h"
#include "tests/canary/canary_scanner.h"

namespace rondetafel::keyring {
namespace {

using canary::Canary;
using canary::CanaryHit;
using testing::In;

constexpr char kName[] = "Zoë Kanarie-Testkind";
constexpr char kBirthDate[] = "2008-02-29";
constexpr char kNumber[] = "85073003328";

std::string BytesOf(const sealing::DataKeyBytes& key) { return {key.begin(), key.end()}; }

class KeyringCanaryTest : public ::testing::Test {
 protected:
  KeyringCanaryTest() {
    auto replica = rig_.Start("a");
    LocalKeyringClient client = replica->ClientOf("intake");
    const auto keys = client.EnsureCase(
        base::CaseId::Random(), {{"p1", kNumber, kName, kBirthDate}, {"p2", "", "", ""}}, In(10));
    EXPECT_TRUE(keys.ok()) << keys.status();
    EXPECT_TRUE(client.FindSubject({"", kNumber, kName, kBirthDate}, In(10)).ok());
    subjects_key_ = BytesOf(keys->subjects[0].key.bytes);
    canaries_ = {{"the name", kName},
                 {"the normalised name", "kanarie testkind zoe"},
                 {"the birth date", kBirthDate},
                 {"the number", kNumber},
                 {"the written number", "85.07.30-033.28"},
                 {"the case's key", BytesOf(keys->case_key.bytes)},
                 {"a subject's key", subjects_key_},
                 {"the master key", BytesOf(rig_.keys().current_master().bytes)},
                 {"the identity key", BytesOf(rig_.keys().identity().bytes)}};
  }

  std::vector<CanaryHit> ScanRecords() const {
    const canary::CanaryScanner scanner(canaries_);
    std::vector<CanaryHit> hits;
    for (const std::string& record : rig_.Records()) {
      for (CanaryHit& hit : scanner.ScanText("a record", record)) hits.push_back(std::move(hit));
    }
    return hits;
  }
  std::vector<CanaryHit> ScanFiles() const {
    return canary::CanaryScanner(canaries_).ScanDirectory(rig_.data_dir()).value();
  }

  testing::KeyringRig rig_;
  std::string subjects_key_;
  std::vector<Canary> canaries_;
};

TEST_F(KeyringCanaryTest, LogHoldsNoPersonAndNoKey) {
  EXPECT_GT(rig_.Records().size(), 4u);
  for (const CanaryHit& hit : ScanRecords()) ADD_FAILURE() << canary::Describe(hit);
}

TEST_F(KeyringCanaryTest, ProjectionFilesHoldNoPersonAndNoKey) {
  for (const CanaryHit& hit : ScanFiles()) ADD_FAILURE() << canary::Describe(hit);
}

// Planted: an event field that was not sealed, and a key that was not wrapped, in records and
// files.
TEST_F(KeyringCanaryTest, ScannerFindsAPlantedUnsealedField) {
  v1::NamesakeEvent event;
  event.mutable_namesake_met()->set_subject_id(kName);
  rig_.log().Append({kTopic, 0}, event.SerializeAsString(), [](eventlog::AppendResult) {});
  ASSERT_EQ(ScanRecords().size(), 1u);
  EXPECT_EQ(ScanRecords()[0].label, "the name");
  std::ofstream(rig_.data_dir() + "/planted", std::ios::binary) << event.SerializeAsString();
  EXPECT_EQ(ScanFiles().size(), 1u);
}

TEST_F(KeyringCanaryTest, ScannerFindsAPlantedUnwrappedKey) {
  v1::WrappedKey key;
  key.set_wrapped(subjects_key_);
  rig_.log().Append({kTopic, 0}, key.SerializeAsString(), [](eventlog::AppendResult) {});
  ASSERT_EQ(ScanRecords().size(), 1u);
  EXPECT_EQ(ScanRecords()[0].label, "a subject's key");
}

}  // namespace
}  // namespace rondetafel::keyring
