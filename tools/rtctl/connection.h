// The suite as a client sees it: a channel per service, a development token per actor, and the
// positions that replies carried, so that the next query shows no less.
//
//   auto suite = Connection::Open(options);
//   Caller caller(suite->get(), desk_worker);
//   auto reply = caller.Unary((*suite)->intake(), &intake::v1::IntakeService::Stub::GetRequest,
//   request);
#pragma once
#include <absl/status/statusor.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "rondetafel/history/v1/service.grpc.pb.h"
#include "rondetafel/intake/v1/service.grpc.pb.h"
#include "rondetafel/operations/v1/service.grpc.pb.h"
#include "rondetafel/scheduling/v1/service.grpc.pb.h"
#include "rondetafel/statistics/v1/service.grpc.pb.h"
#include "rondetafel/triage/v1/service.grpc.pb.h"
#include "rondetafel/type/v1/type.pb.h"
#include "rondetafel/workplan/v1/service.grpc.pb.h"
#include "shared/base/time.h"

namespace rondetafel::rtctl {

struct ConnectionOptions {
  std::string host = "127.0.0.1";
  // Service name → "host:port"; others at `host` and the suite's usual port. The environment
  // (RONDETAFEL_INTAKE_ADDRESS …) comes between.
  std::map<std::string, std::string> addresses;
  // Where the suite keeps its data: the development key is there. RONDETAFEL_DATA_DIR, or "data".
  std::string data_dir;
  std::chrono::milliseconds timeout{20'000};
};

// The five services a case passes through, in that order.
extern const std::array<std::string_view, 5> kServices;
// These and the keyring: everything that has a log topic and a projection.
extern const std::array<std::string_view, 6> kAllServices;

// Thread-safe after Open.
class Connection {
 public:
  // FAILED_PRECONDITION in one sentence when there is no development key to sign with.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(ConnectionOptions options);

  intake::v1::IntakeService::Stub& intake() { return *intake_; }
  triage::v1::TriageService::Stub& triage() { return *triage_; }
  scheduling::v1::SchedulingService::Stub& scheduling() { return *scheduling_; }
  workplan::v1::WorkPlanService::Stub& workplan() { return *workplan_; }
  statistics::v1::StatisticsService::Stub& statistics() { return *statistics_; }
  std::unique_ptr<history::v1::HistoryService::Stub> History(std::string_view service);
  std::unique_ptr<operations::v1::OperationsService::Stub> Operations(std::string_view service);
  // UNAVAILABLE names the service and its address; NOT_FOUND when there is no service of that name.
  absl::StatusOr<std::shared_ptr<grpc::Channel>> Channel(std::string_view service);
  std::string AddressOf(std::string_view service) const;

  // "Bearer …" for the actor, valid for an hour.
  std::string Authorization(const type::v1::Actor& actor) const;
  std::chrono::milliseconds timeout() const { return options_.timeout; }

 private:
  explicit Connection(ConnectionOptions options);

  ConnectionOptions options_;
  std::string key_;
  std::map<std::string, std::shared_ptr<grpc::Channel>, std::less<>> channels_;
  std::unique_ptr<intake::v1::IntakeService::Stub> intake_;
  std::unique_ptr<triage::v1::TriageService::Stub> triage_;
  std::unique_ptr<scheduling::v1::SchedulingService::Stub> scheduling_;
  std::unique_ptr<workplan::v1::WorkPlanService::Stub> workplan_;
  std::unique_ptr<statistics::v1::StatisticsService::Stub> statistics_;
};

// Tokens merge by the maximum per topic and partition; tokens of another log replace.
void MergePosition(const type::v1::Position& from, type::v1::Position* into);

// Calls of one actor. Not thread-safe: one per thread of work.
class Caller {
 public:
  Caller(Connection* connection, type::v1::Actor actor)
      : connection_(*connection), actor_(std::move(actor)) {}

  const type::v1::Actor& actor() const { return actor_; }
  // Registration time of an older system for the next calls; migration actor only.
  void set_registered_at(std::optional<base::Instant> at) { registered_at_ = at; }
  // What replies have shown so far; put into queries.
  const type::v1::Position& position() const { return position_; }
  void Merge(const type::v1::Position& position) { MergePosition(position, &position_); }

  // One call. UNAVAILABLE is tried again with the same request, so with the same command id, at
  // most `attempts_max` times. The reply's position is merged.
  template <class Stub, class Request, class Response>
  absl::StatusOr<Response> Unary(Stub& stub,
                                 grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                              Response*),
                                 const Request& request) {
    Response response;
    absl::Status status;
    for (int attempt = 0; attempt < attempts_max; ++attempt) {
      if (attempt > 0 && !Pause(attempt)) break;
      grpc::ClientContext context;
      Prepare(context);
      status = Convert((stub.*method)(&context, request, &response));
      if (status.ok()) {
        Merge(response.position());
        return response;
      }
      if (status.code() != absl::StatusCode::kUnavailable &&
          status.code() != absl::StatusCode::kResourceExhausted) {
        return status;
      }
    }
    return status;
  }

  int attempts_max = 8;

 private:
  void Prepare(grpc::ClientContext& context) const;
  static absl::Status Convert(const grpc::Status& status);
  // Waits before the next attempt, a little longer each time.
  static bool Pause(int attempt);

  Connection& connection_;
  type::v1::Actor actor_;
  std::optional<base::Instant> registered_at_;
  type::v1::Position position_;
};

}  // namespace rondetafel::rtctl
