#include "services/keyring/proto_keyring_client.h"

#include <gtest/gtest.h>

namespace rondetafel::keyring {
namespace {

const base::Instant kDeadline{1};

// Answers whatever the test puts in.
class ScriptedClient : public ProtoKeyringClient {
 public:
  absl::Status status;
  v1::EnsureCaseResponse ensure;
  v1::OpenKeyResponse open;
  v1::FindSubjectResponse find;

 protected:
  absl::StatusOr<v1::EnsureCaseResponse> Send(const v1::EnsureCaseRequest&,
                                              base::Instant) override {
    return Answer(ensure);
  }
  absl::StatusOr<v1::OpenKeyResponse> Send(const v1::OpenKeyRequest&, base::Instant) override {
    return Answer(open);
  }
  absl::StatusOr<v1::FindSubjectResponse> Send(const v1::FindSubjectRequest&,
                                               base::Instant) override {
    return Answer(find);
  }

 private:
  template <class Response>
  absl::StatusOr<Response> Answer(const Response& response) const {
    if (!status.ok()) return status;
    return response;
  }
};

class ProtoKeyringClientTest : public testing::Test {
 protected:
  ScriptedClient client_;
  const base::KeyId id_ = base::KeyId::Random();
  absl::StatusCode OpenCode() { return client_.OpenKey(id_, kDeadline).status().code(); }
};

TEST_F(ProtoKeyringClientTest, OnlyAResponseSaysErased) {
  client_.open.set_state(v1::KEY_STATE_ERASED);
  EXPECT_EQ(OpenCode(), absl::StatusCode::kNotFound);
}

TEST_F(ProtoKeyringClientTest, NoErrorOnTheWayIsTakenForErased) {
  for (int code = 1; code <= 16; ++code) {
    client_.status = absl::Status(static_cast<absl::StatusCode>(code), "on the way");
    EXPECT_NE(OpenCode(), absl::StatusCode::kNotFound) << code;
    EXPECT_NE(OpenCode(), absl::StatusCode::kOk) << code;
  }
  client_.status = absl::NotFoundError("some proxy");
  EXPECT_EQ(OpenCode(), absl::StatusCode::kUnavailable);
  client_.status = absl::DeadlineExceededError("slow");
  EXPECT_EQ(OpenCode(), absl::StatusCode::kUnavailable);
}

TEST_F(ProtoKeyringClientTest, UnknownKeyIsDataLoss) {
  client_.open.set_state(v1::KEY_STATE_UNKNOWN);
  EXPECT_EQ(OpenCode(), absl::StatusCode::kDataLoss);
}

TEST_F(ProtoKeyringClientTest, AnswersThatMakeNoSenseAreUnavailable) {
  EXPECT_EQ(OpenCode(), absl::StatusCode::kUnavailable);  // no state
  client_.open.set_state(v1::KEY_STATE_LIVE);
  client_.open.mutable_key()->set_key_id(base::KeyId::Random().ToString());
  client_.open.mutable_key()->set_key(std::string(32, 'k'));
  EXPECT_EQ(OpenCode(), absl::StatusCode::kUnavailable);  // another key
  client_.open.mutable_key()->set_key_id(id_.ToString());
  EXPECT_EQ(OpenCode(), absl::StatusCode::kOk);
  client_.open.mutable_key()->set_key("short");
  EXPECT_EQ(OpenCode(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(
      absl::IsUnavailable(client_.EnsureCase(base::CaseId::Random(), {}, kDeadline).status()));
}

TEST_F(ProtoKeyringClientTest, NobodyFoundIsNotFoundAndTheLongestKnownComesFirst) {
  EXPECT_TRUE(absl::IsNotFound(client_.FindSubject({}, kDeadline).status()));
  const base::SubjectId first = base::SubjectId::Random();
  client_.find.add_subject_ids(first.ToString());
  client_.find.add_subject_ids(base::SubjectId::Random().ToString());
  EXPECT_EQ(*client_.FindSubject({}, kDeadline), first);
  EXPECT_EQ(client_.FindSubjects({}, kDeadline)->size(), 2u);
}

}  // namespace
}  // namespace rondetafel::keyring
