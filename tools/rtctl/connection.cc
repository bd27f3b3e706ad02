#include "tools/rtctl/connection.h"

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <mutex>

#include "services/rondetafel/ports.h"
#include "shared/access/access.h"
#include "shared/access/development_key.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/rpc/grpc_status.h"

namespace rondetafel::rtctl {
namespace {

constexpr std::int64_t kTokenLifeUs = 3'600'000'000;

std::string EnvironmentOr(const std::string& name, std::string otherwise) {
  const char* value = std::getenv(name.c_str());
  return value != nullptr && *value != '\0' ? value : otherwise;
}

int UsualPort(std::string_view service) {
  for (const suite::Ports& ports :
       {suite::kIntakePorts, suite::kTriagePorts, suite::kSchedulingPorts, suite::kWorkplanPorts,
        suite::kStatisticsPorts, suite::kKeyringPorts}) {
    if (ports.service == service) return ports.grpc;
  }
  return 0;
}

std::string Upper(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return upper;
}

}  // namespace

const std::array<std::string_view, 5> kServices = {"intake", "triage", "scheduling", "workplan",
                                                   "statistics"};
const std::array<std::string_view, 6> kAllServices = {"intake",   "triage",     "scheduling",
                                                      "workplan", "statistics", "keyring"};

Connection::Connection(ConnectionOptions options) : options_(std::move(options)) {}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(ConnectionOptions options) {
  if (options.data_dir.empty()) options.data_dir = EnvironmentOr("RONDETAFEL_DATA_DIR", "data");
  std::unique_ptr<Connection> connection(new Connection(std::move(options)));
  const std::string key_file =
      base::Cat(connection->options_.data_dir, "/keys/", access::kDevelopmentKeyFile);
  auto key = access::ReadDevelopmentKey(key_file);
  if (!key.ok()) {
    return absl::FailedPreconditionError(
        base::Cat("cannot sign in: ", std::string(key.status().message()),
                  "; start the suite with `make run`, or name its data directory with --data-dir"));
  }
  connection->key_ = *std::move(key);
  for (std::string_view service : kAllServices) {
    connection->channels_.emplace(service, grpc::CreateChannel(connection->AddressOf(service),
                                                               grpc::InsecureChannelCredentials()));
  }
  auto& channels = connection->channels_;
  connection->intake_ = intake::v1::IntakeService::NewStub(channels.find("intake")->second);
  connection->triage_ = triage::v1::TriageService::NewStub(channels.find("triage")->second);
  connection->scheduling_ =
      scheduling::v1::SchedulingService::NewStub(channels.find("scheduling")->second);
  connection->workplan_ = workplan::v1::WorkPlanService::NewStub(channels.find("workplan")->second);
  connection->statistics_ =
      statistics::v1::StatisticsService::NewStub(channels.find("statistics")->second);
  return connection;
}

std::string Connection::AddressOf(std::string_view service) const {
  const auto given = options_.addresses.find(std::string(service));
  if (given != options_.addresses.end()) return given->second;
  return EnvironmentOr(base::Cat("RONDETAFEL_", Upper(service), "_ADDRESS"),
                       base::Cat(options_.host, ":", UsualPort(service)));
}

absl::StatusOr<std::shared_ptr<grpc::Channel>> Connection::Channel(std::string_view service) {
  const auto found = channels_.find(service);
  if (found == channels_.end()) {
    return absl::NotFoundError(base::Cat("there is no service ", service));
  }
  return found->second;
}

std::unique_ptr<history::v1::HistoryService::Stub> Connection::History(std::string_view service) {
  return history::v1::HistoryService::NewStub(channels_.find(service)->second);
}

std::unique_ptr<operations::v1::OperationsService::Stub> Connection::Operations(
    std::string_view service) {
  return operations::v1::OperationsService::NewStub(channels_.find(service)->second);
}

std::string Connection::Authorization(const type::v1::Actor& actor) const {
  return "Bearer " +
         access::MintDevelopmentToken(actor, base::SystemClock().Now().us + kTokenLifeUs, key_);
}

void MergePosition(const type::v1::Position& from, type::v1::Position* into) {
  if (into->log_id() != from.log_id()) {
    if (!from.log_id().empty()) *into = from;
    return;
  }
  for (const type::v1::TopicPosition& one : from.topics()) {
    auto& topics = *into->mutable_topics();
    const auto known = std::find_if(topics.begin(), topics.end(), [&one](const auto& other) {
      return other.topic() == one.topic() && other.partition() == one.partition();
    });
    if (known == topics.end()) {
      *topics.Add() = one;
    } else {
      known->set_offset(std::max(known->offset(), one.offset()));
    }
  }
}

void Caller::Prepare(grpc::ClientContext& context) const {
  context.AddMetadata("authorization", connection_.Authorization(actor_));
  if (registered_at_) {
    context.AddMetadata("rondetafel-registered-at", base::FormatRfc3339(*registered_at_));
  }
  context.set_deadline(std::chrono::system_clock::now() + connection_.timeout());
}

absl::Status Caller::Convert(const grpc::Status& status) { return rpc::FromGrpcStatus(status); }

bool Caller::Pause(int attempt) {
  static std::mutex mutex;
  static std::condition_variable never;
  std::unique_lock lock(mutex);
  // Nobody notifies: a wait with a deadline.
  never.wait_for(lock, std::chrono::milliseconds(50) * attempt * attempt, [] { return false; });
  return true;
}

}  // namespace rondetafel::rtctl
