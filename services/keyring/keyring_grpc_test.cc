// The keyring over gRPC: server, development tokens and client, on a port of the machine's choice.
#include <gtest/gtest.h>

#include "services/keyring/grpc_keyring_client.h"
#include "services/keyring/keyring_policy.h"
#include "services/keyring/testing/keyring_rig.h"
#include "services/keyring/wiring.h"
#include "shared/rpc/server.h"
#include "shared/telemetry/metrics.h"
#include "tests/canary/canary_scanner.h"

namespace rondetafel::keyring {
namespace {

using testing::In;

constexpr char kTokenKey[] = "a key for development tokens only";
constexpr char kName[] = "Zoë Kanarie-Testkind";
constexpr char kNumber[] = "85073003328";

class KeyringGrpcTest : public ::testing::Test {
 protected:
  KeyringGrpcTest() {
    services_ = service_->Mount(replica_->runtime(), shell_);
    const access::PolicyTable policy = service_->Policy();
    server_ = rpc::Server::Start({.service = "keyring", .policies = {&policy}}, services_).value();
  }
  ~KeyringGrpcTest() override {
    server_->Shutdown(std::chrono::seconds(1));
    shell_.Drain(std::chrono::seconds(1));
  }

  std::unique_ptr<sealing::KeyringClient> ClientOf(const type::v1::Actor& actor) {
    GrpcKeyringOptions options;
    options.port = server_->port();
    options.authorization = [actor] {
      return "Bearer " + access::MintDevelopmentToken(actor, In(60).us, kTokenKey);
    };
    return MakeGrpcKeyringClient(std::move(options)).value();
  }
  std::unique_ptr<sealing::KeyringClient> ClientOf(std::string_view service) {
    return ClientOf(WorkloadActor(service));
  }

  testing::KeyringRig rig_;
  std::unique_ptr<testing::Replica> replica_ = rig_.Start("a");
  telemetry::Metrics metrics_;
  const std::unique_ptr<access::Authenticator> authenticator_ =
      access::MakeDevelopmentAuthenticator(kTokenKey);
  rpc::Shell shell_{{.service = "keyring", .metrics = &metrics_}, authenticator_.get(), Policy()};
  std::unique_ptr<host::Service> service_ = MakeKeyring(rig_.keys(), nullptr);
  std::vector<grpc::Service*> services_;
  std::unique_ptr<rpc::Server> server_;
  const base::CaseId case_id_ = base::CaseId::Random();
};

TEST_F(KeyringGrpcTest, AnswersAsInProcess) {
  const auto client = ClientOf("intake");
  const auto keys = client->EnsureCase(case_id_, {{"p1", kNumber, kName, "2008-02-29"}}, In(10));
  ASSERT_TRUE(keys.ok()) << keys.status();
  const auto local = replica_->ClientOf("intake").EnsureCase(
      case_id_, {{"p1", kNumber, kName, "2008-02-29"}}, In(10));
  EXPECT_EQ(keys->case_key.bytes, local->case_key.bytes);
  EXPECT_EQ(keys->subjects.at(0).key.bytes, local->subjects.at(0).key.bytes);
  EXPECT_EQ(client->OpenKey(keys->case_key.id, In(10))->bytes, keys->case_key.bytes);
  EXPECT_EQ(*client->FindSubject({"", kNumber, "", ""}, In(10)), keys->subjects[0].subject);
}

TEST_F(KeyringGrpcTest, StatisticsAndPeopleAreDenied) {  // P-29
  EXPECT_TRUE(
      absl::IsPermissionDenied(ClientOf("statistics")->EnsureCase(case_id_, {}, In(10)).status()));
  for (type::v1::Role role : {type::v1::ROLE_STATISTICIAN, type::v1::ROLE_HELPER,
                              type::v1::ROLE_OPERATOR, type::v1::ROLE_MIGRATION}) {
    type::v1::Actor actor = WorkloadActor("intake");
    actor.set_role(role);
    const absl::Status status = ClientOf(actor)->OpenKey(base::KeyId::Random(), In(10)).status();
    EXPECT_TRUE(absl::IsPermissionDenied(status)) << role << " " << status;
  }
}

TEST_F(KeyringGrpcTest, WithoutATokenThereIsNoAnswer) {
  GrpcKeyringOptions options;
  options.port = server_->port();
  const auto client = MakeGrpcKeyringClient(std::move(options)).value();
  EXPECT_TRUE(absl::IsUnavailable(client->OpenKey(base::KeyId::Random(), In(10)).status()));
}

TEST_F(KeyringGrpcTest, StoppedKeyringIsUnavailableAndNeverErased) {
  const auto client = ClientOf("intake");
  const auto keys = client->EnsureCase(case_id_, {}, In(10));
  ASSERT_TRUE(keys.ok()) << keys.status();
  server_->Shutdown(std::chrono::seconds(1));
  EXPECT_TRUE(absl::IsUnavailable(client->OpenKey(keys->case_key.id, In(2)).status()));
}

TEST_F(KeyringGrpcTest, ReadyNoticesAnotherKeyFile) {
  ASSERT_TRUE(ClientOf("intake")->EnsureCase(case_id_, {}, In(10)).ok());
  EXPECT_TRUE(service_->Ready(replica_->runtime()).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(
      MakeKeyring(KeyFile::Generate(), nullptr)->Ready(replica_->runtime())));
}

TEST_F(KeyringGrpcTest, ErrorsAndMetricsHoldNoPersonAndNoKey) {
  const auto client = ClientOf("intake");
  const auto keys = client->EnsureCase(case_id_, {{"p1", kNumber, kName, "2008-02-29"}}, In(10));
  ASSERT_TRUE(keys.ok()) << keys.status();
  const absl::Status refused =
      client->EnsureCase(case_id_, {{"Zoë Kanarie-Testkind", "85073003329", kName, kName}}, In(10))
          .status();
  ASSERT_TRUE(absl::IsInvalidArgument(refused)) << refused;
  const auto& key = keys->case_key.bytes;
  const std::vector<canary::Canary> canaries = {{"the name", kName},
                                                {"the number", kNumber},
                                                {"the wrong number", "85073003329"},
                                                {"the key", std::string(key.begin(), key.end())}};
  const canary::CanaryScanner scanner(canaries);
  EXPECT_TRUE(scanner.ScanText("an error", refused.ToString()).empty());
  EXPECT_TRUE(scanner.ScanText("metrics", metrics_.RenderText()).empty());
}

TEST(MakeGrpcKeyringClientTest, RefusesToSendKeysOffLoopback) {
  for (const char* host : {"0.0.0.0", "192.0.2.1", "keyring.example.org", ""}) {
    GrpcKeyringOptions options;
    options.host = host;
    EXPECT_TRUE(absl::IsFailedPrecondition(MakeGrpcKeyringClient(std::move(options)).status()));
  }
}

}  // namespace
}  // namespace rondetafel::keyring
