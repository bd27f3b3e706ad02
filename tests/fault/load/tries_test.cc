#include "tests/fault/load/tries.h"

#include <grpcpp/generic/async_generic_service.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "rondetafel/intake/v1/service.pb.h"
#include "shared/access/development_key.h"
#include "shared/base/check.h"
#include "shared/base/text.h"
#include "tests/fault/load/job.h"

namespace rondetafel::fault {
namespace {

// Refuses every call, or lets it lie until the client gives it up.
class Answerer : public grpc::CallbackGenericService {
 public:
  explicit Answerer(bool answers) : answers_(answers) {}
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext*) override {
    return new Reactor(answers_);
  }

 private:
  class Reactor : public grpc::ServerGenericBidiReactor {
   public:
    explicit Reactor(bool answers) : answers_(answers) {
      if (answers_) Finish(grpc::Status(grpc::StatusCode::UNAVAILABLE, "not now"));
    }
    void OnCancel() override {
      if (!answers_) Finish(grpc::Status::CANCELLED);
    }
    void OnDone() override { delete this; }

   private:
    const bool answers_;
  };
  const bool answers_;
};

class TriesTest : public testing::Test {
 protected:
  TriesTest() {
    std::string pattern = testing::TempDir() + "rondetafel-tries-XXXXXX";
    RT_CHECK(::mkdtemp(pattern.data()) != nullptr);
    settings_.keys_dir = pattern;
    const std::string key = base::Cat(pattern, "/", access::kDevelopmentKeyFile);
    RT_CHECK(access::CreateDevelopmentKey(key).ok());
    job_->ask.service = "intake";
    job_->ask.method = "GetRequest";
    job_->ask.actor = &actor_;
    job_->ask.request = std::make_shared<intake::v1::GetRequestRequest>();
    job_->ask.query = true;
  }
  ~TriesTest() override { std::filesystem::remove_all(settings_.keys_dir); }

  // A server, and a connection that only the caller holds.
  std::shared_ptr<grpc::Channel> Serve(bool answers) {
    server_.reset();
    service_ = std::make_unique<Answerer>(answers);
    int port = 0;
    grpc::ServerBuilder builder;
    builder.RegisterCallbackGenericService(service_.get());
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    server_ = builder.BuildAndStart();
    RT_CHECK(server_ != nullptr);
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel(base::Cat("127.0.0.1:", port),
                                     grpc::InsecureChannelCredentials(), arguments);
  }

  Settings settings_;
  type::v1::Actor actor_;
  const std::shared_ptr<Job> job_ = std::make_shared<Job>();
  std::unique_ptr<Answerer> service_;
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(TriesTest, EndsWhatIsUnderWayBeforeItEnds) {
  auto channel = Serve(false);
  {
    Tries tries(settings_);
    tries.Send(job_, {"here", std::make_shared<grpc::GenericStub>(channel)});
    EXPECT_EQ(tries.under_way(), 1);
    EXPECT_EQ(job_->under_way, 1);
  }
  EXPECT_EQ(job_->under_way, 0);
}

// The last to hold a connection must be the thread that sends. Many rounds, because what a thread
// of gRPC held it held for a moment only.
TEST_F(TriesTest, NoConnectionEndsOnAThreadOfGrpc) {
  for (int round = 0; round < 100; ++round) {
    std::weak_ptr<grpc::Channel> connection;
    Tries tries(settings_);
    {
      const auto channel = Serve(true);
      connection = channel;
      tries.Send(job_, {"here", std::make_shared<grpc::GenericStub>(channel)});
    }
    EXPECT_FALSE(connection.expired());  // the call needs it
    std::vector<Ended> ended;
    while (ended.empty()) ended = tries.Take(1'000'000);
    EXPECT_EQ(ended[0].code, grpc::StatusCode::UNAVAILABLE);
    ASSERT_TRUE(connection.expired()) << "in round " << round;
  }
}

}  // namespace
}  // namespace rondetafel::fault
