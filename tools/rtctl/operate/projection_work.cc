#include "tools/rtctl/operate/projection_work.h"

#include <cstdio>
#include <filesystem>

#include "shared/base/id.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "tools/rtctl/actor_text.h"
#include "tools/rtctl/error_text.h"
#include "tools/rtctl/exit_code.h"
#include "tools/rtctl/json_text.h"
#include "tools/rtctl/operate/service_name.h"
#include "tools/rtctl/operate/wait.h"
#include "tools/rtctl/progress.h"

namespace rondetafel::rtctl {
namespace {

using operations::v1::OperationsService;
using operations::v1::ProjectionWork;

constexpr std::chrono::milliseconds kLookEvery{100};

// Starts work with `method` and looks until it has ended.
template <class Method, class Request>
absl::StatusOr<ProjectionWork> Do(Connection& connection, std::string_view service, Method method,
                                  Request request) {
  Caller caller(&connection, ActorOf(type::v1::ROLE_OPERATOR));
  const auto stub = connection.Operations(service);
  request.set_command_id(base::FormatUuid(base::RandomUuid()));
  RT_ASSIGN_OR_RETURN(const auto started, caller.Unary(*stub, method, request));
  ProjectionWork work = started.work();
  Progress bar("records of " + std::string(service));
  while (work.state() == operations::v1::PROJECTION_WORK_STATE_RUNNING) {
    bar.Show(static_cast<std::size_t>(work.records_done()),
             static_cast<std::size_t>(work.records_total()));
    WaitFor(kLookEvery);
    RT_ASSIGN_OR_RETURN(const auto now,
                        caller.Unary(*stub, &OperationsService::Stub::GetProjectionWork,
                                     operations::v1::GetProjectionWorkRequest()));
    work = now.work();
  }
  bar.End();
  if (work.command_id() == request.command_id()) return work;
  return InItsOwnWords(
      absl::UnavailableError("the service was started again meanwhile; look and try again"));
}

std::string Text(const ProjectionWork& work) {
  if (work.state() == operations::v1::PROJECTION_WORK_STATE_EQUAL) {
    return "equal to its log, hash " + work.live_hash();
  }
  if (work.state() == operations::v1::PROJECTION_WORK_STATE_SWITCHED) {
    return base::Cat(work.generation(), " is in service, hash ", work.other_hash(),
                     "; the one before it is kept: `rtctl projection rollback`, or `forget`");
  }
  if (work.state() == operations::v1::PROJECTION_WORK_STATE_DIFFERENT) {
    return base::Cat("DIFFERENT, the live one stays\n  live  ", work.live_hash(), "\n  other ",
                     work.other_hash());
  }
  if (work.state() == operations::v1::PROJECTION_WORK_STATE_SWITCHED_AT_NEXT_START) {
    return base::Cat("DIFFERENT; ", work.generation(),
                     " takes its place at the next start: start the service again now");
  }
  return base::Cat("checkpoint of ", work.records_done(), " records, hash ", work.live_hash());
}

void Tell(Session& session, std::string_view service, const absl::StatusOr<ProjectionWork>& work) {
  if (!work.ok()) return session.Fail(work.status());
  if (work->state() == operations::v1::PROJECTION_WORK_STATE_FAILED) {
    return session.Fail(absl::FailedPreconditionError(base::Cat(service, ": ", work->failure())));
  }
  const bool different =
      work->state() == operations::v1::PROJECTION_WORK_STATE_DIFFERENT ||
      work->state() == operations::v1::PROJECTION_WORK_STATE_SWITCHED_AT_NEXT_START;
  if (different) session.exit_code = kExitUnequal;
  if (session.json) {
    std::puts(JsonLine(*work).c_str());
    return;
  }
  std::puts(base::Cat(PadRight(service, 12), " ", Text(*work)).c_str());
  for (const std::string& difference : work->differences()) {
    std::puts(base::Cat("  ", difference).c_str());
  }
}

}  // namespace

void RebuildProjections(Session& session, const std::string& service, const RebuildFlags& flags) {
  if (!CheckServiceName(session, service)) return;
  const auto connection = session.Open();
  if (!connection.ok()) return session.Fail(connection.status());
  operations::v1::RebuildProjectionRequest request;
  request.set_switch_over(flags.switch_over);
  request.set_accept_difference(flags.accept_difference);
  for (const std::string_view each : kAllServices) {
    if (!service.empty() && each != service) continue;
    Tell(session, each,
         Do(**connection, each, &OperationsService::Stub::RebuildProjection, request));
  }
}

void RollBackProjection(Session& session, const std::string& service, bool accept_difference) {
  if (!CheckServiceName(session, service)) return;
  const auto connection = session.Open();
  if (!connection.ok()) return session.Fail(connection.status());
  operations::v1::RollBackProjectionRequest request;
  request.set_accept_difference(accept_difference);
  Tell(session, service,
       Do(**connection, service, &OperationsService::Stub::RollBackProjection, request));
}

void ForgetPreviousProjection(Session& session, const std::string& service) {
  if (!CheckServiceName(session, service)) return;
  const auto connection = session.Open();
  if (!connection.ok()) return session.Fail(connection.status());
  Caller caller(*connection, ActorOf(type::v1::ROLE_OPERATOR));
  const auto stub = (*connection)->Operations(service);
  operations::v1::ForgetPreviousProjectionRequest request;
  request.set_command_id(base::FormatUuid(base::RandomUuid()));
  const auto forgot =
      caller.Unary(*stub, &OperationsService::Stub::ForgetPreviousProjection, request);
  if (!forgot.ok()) return session.Fail(forgot.status());
  std::puts(session.json ? "{\"previous\":\"forgotten\"}"
                         : base::Cat(service, ": no earlier projection is kept").c_str());
}

void CreateCheckpoint(Session& session, const std::string& service, const std::string& directory) {
  if (!CheckServiceName(session, service)) return;
  const auto connection = session.Open();
  if (!connection.ok()) return session.Fail(connection.status());
  operations::v1::CreateCheckpointRequest request;
  request.set_directory(std::filesystem::absolute(directory).lexically_normal().string());
  Tell(session, service,
       Do(**connection, service, &OperationsService::Stub::CreateCheckpoint, request));
}

}  // namespace rondetafel::rtctl
