// Signed heads and MAC keys through a running host: on a schedule, on demand, and a key introduced.
#include <gtest/gtest.h>

#include <filesystem>

#include "rondetafel/operations/v1/service.grpc.pb.h"
#include "shared/access/development_key.h"
#include "shared/base/text.h"
#include "shared/commit/mac_keys.h"
#include "shared/heads/heads_folder.h"
#include "shared/host/host.h"
#include "shared/host/toy_service.h"
#include "shared/telemetry/log.h"

namespace rondetafel::host {
namespace {

using operations::v1::OperationsService;

constexpr std::chrono::seconds kPatience{30};

class HostHeadsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    telemetry::SetLogLevel(telemetry::Level::kError);
    std::string pattern = ::testing::TempDir() + "rondetafel-host-heads-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
  }
  void TearDown() override {
    host_ = nullptr;
    std::filesystem::remove_all(dir_);
  }
  void Start(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"--data-dir", dir_, "--log-partitions", "2"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Program program = ToyProgram(&toy_);
    const auto config = Config::Load(SettingsOf(program), {arguments, {}});
    ASSERT_TRUE(config.ok()) << config.status();
    auto host = Host::Start(program, *config);
    ASSERT_TRUE(host.ok()) << host.status();
    host_ = *std::move(host);
    ASSERT_TRUE(host_->WaitUntilServing(kPatience)) << host_->failure();
  }
  template <class Request, class Response>
  grpc::Status Call(grpc::Status (OperationsService::Stub::*method)(grpc::ClientContext*,
                                                                    const Request&, Response*),
                    const Request& request, Response* response) {
    const auto stub = OperationsService::NewStub(grpc::CreateChannel(
        base::Cat("127.0.0.1:", host_->port("intake")), grpc::InsecureChannelCredentials()));
    type::v1::Actor actor;
    actor.set_actor_id("0b8f6d9e-1f43-4d54-8a56-2f6d6f9a1c11");
    actor.set_role(type::v1::ROLE_OPERATOR);
    const auto key =
        access::ReadDevelopmentKey(base::Cat(dir_, "/keys/", access::kDevelopmentKeyFile));
    EXPECT_TRUE(key.ok()) << key.status();
    const std::int64_t until = base::SystemClock().Now().us + 20'000'000;
    grpc::ClientContext context;
    context.AddMetadata("authorization",
                        "Bearer " + access::MintDevelopmentToken(actor, until, *key));
    return (stub.get()->*method)(&context, request, response);
  }
  heads::PublicKey Signer() {
    const auto key = heads::ReadSigningKey(base::Cat(dir_, "/keys/", heads::kSigningKeyFile));
    EXPECT_TRUE(key.ok()) << key.status();
    return key->public_key();
  }

  Toy toy_;
  std::string dir_;
  std::unique_ptr<Host> host_;
};

TEST_F(HostHeadsTest, SignsAtStartIntoItsFolder) {
  Start();
  host_->Stop();  // ends after the round under way
  const auto kept = heads::ReadHeadsFiles(dir_ + "/heads");
  ASSERT_TRUE(kept.ok()) << kept.status();
  ASSERT_EQ(kept->size(), 1U);
  ASSERT_TRUE(kept->front().content.ok());
  EXPECT_TRUE(kept->front().content->SignedBy(Signer()));
  EXPECT_EQ(kept->front().content->heads.cursors.size(), 2U);
}

TEST_F(HostHeadsTest, SignsNothingByItselfWhenToldSo) {
  Start({"--heads-every-minutes", "0"});
  host_->Stop();
  EXPECT_FALSE(std::filesystem::exists(dir_ + "/heads"));
}

TEST_F(HostHeadsTest, SignsOnDemand) {
  Start();
  operations::v1::SignHeadsResponse response;
  const grpc::Status status =
      Call(&OperationsService::Stub::SignHeads, operations::v1::SignHeadsRequest(), &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  const auto kept = heads::DecodeHeads(response.heads_file());
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_TRUE(kept->SignedBy(Signer()));
  EXPECT_EQ(kept->heads.topic, "intake");
  EXPECT_EQ(kept->heads.log_id.ToString(), host_->log_id());
  EXPECT_EQ(response.file_name(), heads::HeadsFileName(kept->heads, response.heads_file()));
}

TEST_F(HostHeadsTest, IntroducesAKeyOnceEveryProcessHoldsIt) {
  Start();
  const auto next = commit::AppendKey(dir_ + "/keys/mac.keys");
  ASSERT_TRUE(next.ok()) << next.status();
  operations::v1::IntroduceMacKeyRequest request;
  request.set_command_id("5b8f6d9e-1f43-4d54-8a56-2f6d6f9a1c11");
  request.set_mac_key_id(next->ToString());
  operations::v1::IntroduceMacKeyResponse response;
  const auto introduce = [&] {
    return Call(&OperationsService::Stub::IntroduceMacKey, request, &response).error_code();
  };
  EXPECT_EQ(introduce(), grpc::StatusCode::FAILED_PRECONDITION) << "read at start only";
  host_ = nullptr;
  Start();
  EXPECT_EQ(introduce(), grpc::StatusCode::OK);
  EXPECT_EQ(introduce(), grpc::StatusCode::OK) << "again changes nothing";
  const auto cursors = toy_.runtime.load()->OwnCursors();
  ASSERT_TRUE(cursors.ok()) << cursors.status();
  for (const auto& cursor : *cursors) EXPECT_EQ(cursor.introduced_mac_keys.size(), 2U);
  request.set_mac_key_id("no id");
  EXPECT_EQ(introduce(), grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace rondetafel::host
