#include "shared/sealing/sealer.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "shared/sealing/fake_keyring.h"

namespace rondetafel::sealing {
namespace {

const base::Instant kDeadline{1'000'000};

DataKey NewKey(std::uint8_t fill) {
  DataKey key{base::KeyId::Random(), {}};
  key.bytes.fill(fill);
  return key;
}

FieldPlace PersonName() {
  return {base::StreamId::Random(), "person.name", base::SubjectId::Random()};
}

class SealTest : public testing::Test {
 protected:
  const DataKey key_ = NewKey(7);
  const FieldPlace place_ = PersonName();
  type::v1::Sealed sealed_ = Seal(key_, place_, "Tilde Testkind");

  absl::StatusCode OpenCode() const { return Open(key_, sealed_, "person.name").status().code(); }
};

TEST_F(SealTest, OpensToWhatWasSealed) {
  EXPECT_EQ(*Open(key_, sealed_, "person.name"), "Tilde Testkind");
}

TEST_F(SealTest, SaysWhereItWasSealedAndNothingElse) {
  EXPECT_EQ(sealed_.key_id(), key_.id.ToString());
  EXPECT_EQ(sealed_.origin_stream_id(), place_.stream.ToString());
  EXPECT_EQ(sealed_.field(), "person.name");
  EXPECT_EQ(sealed_.subject_id(), place_.subject.ToString());
  EXPECT_EQ(sealed_.SerializeAsString().find("Testkind"), std::string::npos);
}

TEST_F(SealTest, SealsTheSameTextDifferentlyEachTime) {
  const type::v1::Sealed again = Seal(key_, place_, "Tilde Testkind");
  EXPECT_NE(again.nonce(), sealed_.nonce());
  EXPECT_NE(again.ciphertext(), sealed_.ciphertext());
}

TEST_F(SealTest, HidesTheLengthWithinSixteenBytes) {
  // Plain text, one mark and filling, then a tag of 16: lengths 0 to 15 look alike.
  for (std::size_t size = 0; size < 16; ++size) {
    EXPECT_EQ(Seal(key_, place_, std::string(size, 'x')).ciphertext().size(), 32u) << size;
  }
  EXPECT_EQ(Seal(key_, place_, std::string(16, 'x')).ciphertext().size(), 48u);
}

TEST_F(SealTest, FieldAboutTheCaseHasNoSubject) {
  const FieldPlace place{place_.stream, "request.question", {}};
  const type::v1::Sealed sealed = Seal(key_, place, "a question");
  EXPECT_EQ(sealed.subject_id(), "");
  EXPECT_EQ(*Open(key_, sealed, "request.question"), "a question");
}

// Planted failures: each of these must not open.

TEST_F(SealTest, RefusesAlteredCiphertextAtEveryByte) {
  const std::string ciphertext = sealed_.ciphertext();
  for (std::size_t i = 0; i < ciphertext.size(); ++i) {
    std::string altered = ciphertext;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    sealed_.set_ciphertext(altered);
    EXPECT_EQ(OpenCode(), absl::StatusCode::kDataLoss) << i;
  }
}

TEST_F(SealTest, RefusesCutCiphertextAtEveryLength) {
  const std::string ciphertext = sealed_.ciphertext();
  for (std::size_t size = 0; size < ciphertext.size(); ++size) {
    sealed_.set_ciphertext(ciphertext.substr(0, size));
    EXPECT_EQ(OpenCode(), absl::StatusCode::kDataLoss) << size;
  }
}

TEST_F(SealTest, RefusesAlteredNonce) {
  sealed_.mutable_nonce()->back() = static_cast<char>(sealed_.nonce().back() ^ 1);
  EXPECT_EQ(OpenCode(), absl::StatusCode::kDataLoss);
  sealed_.set_nonce("short");
  EXPECT_EQ(OpenCode(), absl::StatusCode::kDataLoss);
}

TEST_F(SealTest, RefusesAnotherFieldsCiphertext) {
  const type::v1::Sealed phone = Seal(key_, {place_.stream, "person.phone", place_.subject}, "1");
  EXPECT_TRUE(absl::IsInvalidArgument(Open(key_, phone, "person.name").status()));
  sealed_.set_ciphertext(phone.ciphertext());
  sealed_.set_nonce(phone.nonce());
  EXPECT_EQ(OpenCode(), absl::StatusCode::kDataLoss);
}

TEST_F(SealTest, RefusesAnotherSubjectsCiphertext) {
  sealed_.set_subject_id(base::SubjectId::Random().ToString());
  EXPECT_EQ(OpenCode(), absl::StatusCode::kDataLoss);
  sealed_.clear_subject_id();
  EXPECT_EQ(OpenCode(), absl::StatusCode::kDataLoss);
}

TEST_F(SealTest, RefusesAnotherStreamsCiphertext) {
  sealed_.set_origin_stream_id(base::StreamId::Random().ToString());
  EXPECT_EQ(OpenCode(), absl::StatusCode::kDataLoss);
  sealed_.set_origin_stream_id("not an id");
  EXPECT_EQ(OpenCode(), absl::StatusCode::kDataLoss);
}

TEST_F(SealTest, RefusesAWrongKey) {
  DataKey same_id = NewKey(8);
  same_id.id = key_.id;
  EXPECT_TRUE(absl::IsDataLoss(Open(same_id, sealed_, "person.name").status()));
  EXPECT_TRUE(absl::IsDataLoss(Open(NewKey(7), sealed_, "person.name").status()));
}

TEST_F(SealTest, ErrorsHoldNoContent) {
  sealed_.set_subject_id("Tilde Testkind");
  const absl::Status status = Open(key_, sealed_, "person.name").status();
  EXPECT_EQ(status.ToString().find("Testkind"), std::string::npos);
}

RC_GTEST_PROP(SealPropertyTest, OpensToEveryTextThatWasSealed, (const std::string& plain)) {
  const DataKey key = NewKey(9);
  const FieldPlace place = PersonName();
  const type::v1::Sealed sealed = Seal(key, place, plain);
  RC_ASSERT(sealed.ciphertext().size() % 16 == 0u);
  RC_ASSERT(*Open(key, sealed, place.field) == plain);
}

class OpenViaTest : public testing::Test {
 protected:
  FakeKeyring keyring_;
  const DataKey key_ = keyring_.EnsureCase(base::CaseId::Random(), {}, kDeadline)->case_key;
  const type::v1::Sealed sealed_ = Seal(key_, PersonName(), "Tilde Testkind");
};

TEST_F(OpenViaTest, OpensWithTheKeyringsKey) {
  EXPECT_EQ(*OpenVia(keyring_, sealed_, "person.name", kDeadline), "Tilde Testkind");
}

TEST_F(OpenViaTest, UnsetFieldIsEmptyWithoutAsking) {
  const int before = keyring_.calls();
  EXPECT_EQ(*OpenVia(keyring_, {}, "person.phone", kDeadline), "");
  EXPECT_EQ(keyring_.calls(), before);
}

TEST_F(OpenViaTest, ErasedKeyGivesAnEmptyText) {
  keyring_.Erase(key_.id);
  EXPECT_EQ(*OpenVia(keyring_, sealed_, "person.name", kDeadline), "");
}

TEST_F(OpenViaTest, UnreachableKeyringIsNeverTakenForErased) {
  keyring_.set_reachable(false);
  EXPECT_TRUE(absl::IsUnavailable(OpenVia(keyring_, sealed_, "person.name", kDeadline).status()));
}

TEST_F(OpenViaTest, UnknownKeyIsDataLossAndNotEmpty) {
  const type::v1::Sealed foreign = Seal(NewKey(1), PersonName(), "x");
  EXPECT_TRUE(absl::IsDataLoss(OpenVia(keyring_, foreign, "person.name", kDeadline).status()));
}

// A request with the two fields that a repeat may change.
class FingerprintTest : public testing::Test {
 protected:
  FingerprintTest() {
    google::protobuf::FileDescriptorProto file;
    file.set_name("sample.proto");
    auto* message = file.add_message_type();
    message->set_name("Sample");
    int number = 0;
    for (const char* name : {"command_id", "position", "text"}) {
      auto* field = message->add_field();
      field->set_name(name);
      field->set_number(++number);
      field->set_type(google::protobuf::FieldDescriptorProto::TYPE_STRING);
      field->set_label(google::protobuf::FieldDescriptorProto::LABEL_OPTIONAL);
    }
    descriptor_ = pool_.BuildFile(file)->message_type(0);
  }

  std::string Of(const std::string& command_id, const std::string& position,
                 const std::string& text) {
    std::unique_ptr<google::protobuf::Message> request(factory_.GetPrototype(descriptor_)->New());
    const auto* reflection = request->GetReflection();
    reflection->SetString(request.get(), descriptor_->field(0), command_id);
    reflection->SetString(request.get(), descriptor_->field(1), position);
    reflection->SetString(request.get(), descriptor_->field(2), text);
    return Fingerprint(key_, method_, actor_, *request);
  }

  DataKey key_ = NewKey(3);
  std::string method_ = "SubmitRequest";
  std::string actor_ = "actor";
  google::protobuf::DescriptorPool pool_;
  google::protobuf::DynamicMessageFactory factory_;
  const google::protobuf::Descriptor* descriptor_ = nullptr;
};

TEST_F(FingerprintTest, IsTheSameForAnExactRepeatWithAnotherToken) {
  EXPECT_EQ(Of("c1", "p1", "same").size(), 32u);
  EXPECT_EQ(Of("c1", "p1", "same"), Of("c2", "p2", "same"));
}

TEST_F(FingerprintTest, DiffersForOtherContentMethodActorOrKey) {
  const std::string first = Of("c", "p", "text");
  EXPECT_NE(first, Of("c", "p", "other"));
  method_ = "AmendRequest";
  EXPECT_NE(first, Of("c", "p", "text"));
  method_ = "SubmitRequest";
  actor_ = "another";
  EXPECT_NE(first, Of("c", "p", "text"));
  actor_ = "actor";
  EXPECT_EQ(first, Of("c", "p", "text"));
  key_.bytes[0] ^= 1;
  EXPECT_NE(first, Of("c", "p", "text"));
}

}  // namespace
}  // namespace rondetafel::sealing
