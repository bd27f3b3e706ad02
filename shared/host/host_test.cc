#include "shared/host/host.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "rondetafel/history/v1/service.grpc.pb.h"
#include "rondetafel/operations/v1/service.grpc.pb.h"
#include "shared/access/development_key.h"
#include "shared/base/text.h"
#include "shared/host/timestamps.h"
#include "shared/host/toy_service.h"
#include "shared/telemetry/log.h"

namespace rondetafel::host {
namespace {

namespace files = std::filesystem;
using runtime::testing::MakeCommand;

constexpr std::chrono::seconds kPatience{30};

class HostTest : public ::testing::Test {
 protected:
  void SetUp() override {
    telemetry::SetLogLevel(telemetry::Level::kError);
    std::string pattern = ::testing::TempDir() + "rondetafel-host-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
    data_ = dir_ + "/data";
  }
  void TearDown() override {
    host_ = nullptr;
    files::remove_all(dir_);
  }

  absl::StatusOr<std::unique_ptr<Host>> TryStart(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"--data-dir", data_, "--log-partitions", "2"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Program program = ToyProgram(&toy_);
    const auto config = Config::Load(SettingsOf(program), {arguments, {}});
    EXPECT_TRUE(config.ok()) << config.status();
    return Host::Start(program, *config);
  }
  void Start() {
    auto host = TryStart();
    ASSERT_TRUE(host.ok()) << host.status();
    host_ = *std::move(host);
    ASSERT_TRUE(host_->WaitUntilServing(kPatience)) << host_->failure();
  }
  std::string RefusalOf(std::vector<std::string> more = {}) {
    const auto host = TryStart(std::move(more));
    EXPECT_TRUE(absl::IsFailedPrecondition(host.status())) << host.status();
    return std::string(host.status().message());
  }
  static base::Instant Soon() { return {base::SystemClock().Now().us + 20'000'000}; }
  void Deposit(int account, std::int64_t amount) {
    const auto outcome =
        toy_.runtime.load()->Execute(MakeCommand({.account = account, .amount = amount}), Soon());
    ASSERT_TRUE(outcome.ok()) << outcome.status();
  }
  std::shared_ptr<grpc::Channel> Channel() {
    return grpc::CreateChannel(base::Cat("127.0.0.1:", host_->port("intake")),
                               grpc::InsecureChannelCredentials());
  }
  void Authorise(grpc::ClientContext& context, type::v1::Role role) {
    type::v1::Actor actor;
    actor.set_actor_id("0b8f6d9e-1f43-4d54-8a56-2f6d6f9a1c11");
    actor.set_role(role);
    const auto key =
        access::ReadDevelopmentKey(base::Cat(data_, "/keys/", access::kDevelopmentKeyFile));
    ASSERT_TRUE(key.ok()) << key.status();
    context.AddMetadata("authorization",
                        "Bearer " + access::MintDevelopmentToken(actor, Soon().us, *key));
  }
  history::v1::ListCaseCommitsResponse ListCommits(
      const history::v1::ListCaseCommitsRequest& request) {
    const auto stub = history::v1::HistoryService::NewStub(Channel());
    grpc::ClientContext context;
    Authorise(context, type::v1::ROLE_AUDITOR);
    history::v1::ListCaseCommitsResponse response;
    const grpc::Status status = stub->ListCaseCommits(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  operations::v1::Verification Verify(const std::string& id) {
    const auto stub = operations::v1::OperationsService::NewStub(Channel());
    operations::v1::Verification verification;
    verification.set_state(operations::v1::VERIFICATION_STATE_RUNNING);
    while (verification.state() == operations::v1::VERIFICATION_STATE_RUNNING) {
      grpc::ClientContext context;
      Authorise(context, type::v1::ROLE_OPERATOR);
      operations::v1::VerifyProjectionRequest request;
      request.set_command_id(id);
      operations::v1::VerifyProjectionResponse response;
      const grpc::Status status = stub->VerifyProjection(&context, request, &response);
      EXPECT_TRUE(status.ok()) << status.error_message();
      if (!status.ok()) break;
      verification = response.verification();
    }
    return verification;
  }

  Toy toy_;
  std::string dir_;
  std::string data_;
  std::unique_ptr<Host> host_;
};

TEST_F(HostTest, MakesLogAndKeysOnceAndKeepsThem) {
  Start();
  EXPECT_TRUE(host_->created_log());
  const std::string log_id = host_->log_id();
  Deposit(1, 40);
  host_->Stop();
  host_ = nullptr;
  Start();
  EXPECT_FALSE(host_->created_log());
  EXPECT_EQ(host_->log_id(), log_id);
  history::v1::ListCaseCommitsRequest request;
  request.set_parent("cases/" + runtime::testing::CaseOf(1).ToString());
  EXPECT_EQ(ListCommits(request).commits_size(), 1);
}

TEST_F(HostTest, AnIdOfProjectionWorkStandsForOneThing) {
  Start();
  Deposit(1, 40);
  constexpr auto kId = "5d0a7b1c-52a5-4f06-9c3b-6f2f5b8f0e01";
  const auto stub = operations::v1::OperationsService::NewStub(Channel());
  const auto rebuild = [&](bool switch_over) {
    grpc::ClientContext context;
    Authorise(context, type::v1::ROLE_OPERATOR);
    operations::v1::RebuildProjectionRequest request;
    request.set_command_id(kId);
    request.set_switch_over(switch_over);
    operations::v1::RebuildProjectionResponse response;
    return stub->RebuildProjection(&context, request, &response);
  };
  EXPECT_TRUE(rebuild(false).ok());
  EXPECT_TRUE(rebuild(false).ok());
  EXPECT_EQ(rebuild(true).error_code(), grpc::StatusCode::ALREADY_EXISTS);
  grpc::ClientContext context;
  Authorise(context, type::v1::ROLE_OPERATOR);
  operations::v1::CreateCheckpointRequest request;
  request.set_command_id(kId);
  request.set_directory(dir_ + "/checkpoint");
  operations::v1::CreateCheckpointResponse response;
  EXPECT_EQ(stub->CreateCheckpoint(&context, request, &response).error_code(),
            grpc::StatusCode::ALREADY_EXISTS);
}

TEST_F(HostTest, ListsTheCommitsOfACasePageByPage) {
  Start();
  for (int i = 1; i <= 5; ++i) Deposit(1, 10 * i);
  Deposit(2, 7);
  history::v1::ListCaseCommitsRequest request;
  request.set_parent("cases/" + runtime::testing::CaseOf(1).ToString());
  request.set_page_size(2);
  std::vector<history::v1::CaseCommit> commits;
  do {
    const auto page = ListCommits(request);
    EXPECT_LE(page.commits_size(), 2);
    commits.insert(commits.end(), page.commits().begin(), page.commits().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  ASSERT_EQ(commits.size(), 5u);
  for (int i = 0; i < 5; ++i) {
    const auto& commit = commits[static_cast<std::size_t>(i)];
    EXPECT_EQ(commit.version(), i + 1);
    EXPECT_EQ(commit.topic(), "intake");
    ASSERT_EQ(commit.events_size(), 1);
    EXPECT_EQ(commit.events(0).name(), "Deposited");
    EXPECT_EQ(commit.events(0).json(), base::Cat("{\"amount\":\"", 10 * (i + 1), "\"}"));
    EXPECT_FALSE(commit.actor().actor_id().empty());
  }
  EXPECT_EQ(commits[0].stream_name().substr(0, 6), "cases/");

  // As known before anything was recorded (R173).
  request.clear_page_token();
  *request.mutable_as_known_on() = ToTimestamp({ToInstant(commits[0].known_at()).us - 1});
  EXPECT_EQ(ListCommits(request).commits_size(), 0);
}

TEST_F(HostTest, VerifiesTheProjectionAgainstTheLog) {
  Start();
  for (int i = 1; i <= 20; ++i) Deposit(i % 3, i);
  const auto verification = Verify("0b8f6d9e-1f43-4d54-8a56-2f6d6f9a1c11");
  EXPECT_EQ(verification.state(), operations::v1::VERIFICATION_STATE_EQUAL)
      << verification.ShortDebugString();
  EXPECT_FALSE(verification.live_hash().empty());
  EXPECT_GT(verification.records_total(), 20);
}

TEST_F(HostTest, RefusesADirectoryInUse) {
  Start();
  EXPECT_EQ(RefusalOf(), "the data directory " + data_ +
                             " is in use by another process; stop that process or give --data-dir "
                             "another");
}

TEST_F(HostTest, RefusesADirectoryOfAnotherLog) {
  Start();
  host_ = nullptr;
  std::ofstream(data_ + "/log.toml")
      << "log_id = \"0b8f6d9e-1f43-4d54-8a56-2f6d6f9a1c11\"\npartitions = 2\n";
  const std::string refusal = RefusalOf();
  EXPECT_NE(refusal.find("0b8f6d9e-1f43-4d54-8a56-2f6d6f9a1c11"), std::string::npos) << refusal;
}

TEST_F(HostTest, RefusesToMakeANewLogWhereAnOldOneIsGone) {
  Start();
  host_ = nullptr;
  files::remove_all(data_ + "/log");
  EXPECT_NE(RefusalOf().find("its folder log is gone"), std::string::npos);
  EXPECT_FALSE(files::exists(data_ + "/log"));
}

TEST_F(HostTest, MakesNoNewLogWhereAnImportWasInterrupted) {
  files::create_directories(data_ + "/log.importing");
  EXPECT_NE(RefusalOf().find("an import into"), std::string::npos);
  EXPECT_FALSE(files::exists(data_ + "/log"));
  files::remove(data_ + "/log.importing");
  Start();
}

TEST_F(HostTest, NeverTakesTheEmbeddedLogForWantOfKafka) {
  Start();
  host_ = nullptr;
  files::rename(data_ + "/log.toml", dir_ + "/log.toml");
  files::remove_all(data_ + "/log");
  EXPECT_NE(RefusalOf({"--log-kind", "kafka"}).find("log.id must be the UUID"), std::string::npos);
  EXPECT_FALSE(files::exists(data_ + "/log"));
}

TEST_F(HostTest, RefusesAPortInUse) {
  Start();
  const std::string taken = std::to_string(host_->port("intake"));
  data_ = dir_ + "/other";
  EXPECT_NE(RefusalOf({"--intake-port", taken}).find("in use by another process"),
            std::string::npos);
  EXPECT_NE(RefusalOf({"--admin-port", taken}).find("admin port"), std::string::npos);
}

TEST_F(HostTest, RefusesToRunWithoutTheKeysOfItsLog) {
  Start();
  host_ = nullptr;
  files::remove(data_ + "/keys/mac.keys");
  EXPECT_NE(RefusalOf().find("there are no keys in " + data_ + "/keys"), std::string::npos);
}

TEST_F(HostTest, ChecksAndPrintsTheConfigurationWithoutStarting) {
  const auto run = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"toy", "--data-dir", data_});
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    return Main(ToyProgram(&toy_), static_cast<int>(argv.size()), argv.data());
  };
  EXPECT_EQ(run({"--check-config"}), 0);
  EXPECT_EQ(run({"--print-config"}), 0);
  EXPECT_EQ(run({"--help"}), 0);
  EXPECT_EQ(run({"--intake-port", "x", "--check-config"}), 2);
  EXPECT_EQ(run({"--colour", "red"}), 2);
  EXPECT_FALSE(files::exists(data_));
}

TEST_F(HostTest, ServesOnlyOnceReadyHasRun) {
  toy_.ready = {absl::UnavailableError("not yet"), absl::UnavailableError("not yet")};
  Start();
  EXPECT_EQ(toy_.ready_calls, 3);
}

TEST_F(HostTest, FailsForGoodWhenReadyRefuses) {
  toy_.ready = {absl::FailedPreconditionError("the key file lacks a key")};
  auto host = TryStart();
  ASSERT_TRUE(host.ok()) << host.status();
  EXPECT_FALSE((*host)->WaitUntilServing(kPatience));
  EXPECT_EQ((*host)->failure().message(), "intake: the key file lacks a key");
}

}  // namespace
}  // namespace rondetafel::host
