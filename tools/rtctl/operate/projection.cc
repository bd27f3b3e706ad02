#include "tools/rtctl/operate/projection.h"

#include <algorithm>
#include <cstdio>

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
using operations::v1::Verification;

constexpr std::chrono::milliseconds kLookEvery{100};

absl::StatusOr<Verification> Verify(Connection& connection, std::string_view service) {
  Caller caller(&connection, ActorOf(type::v1::ROLE_OPERATOR));
  const auto stub = connection.Operations(service);
  operations::v1::VerifyProjectionRequest start;
  start.set_command_id(base::FormatUuid(base::RandomUuid()));
  RT_ASSIGN_OR_RETURN(const auto started,
                      caller.Unary(*stub, &OperationsService::Stub::VerifyProjection, start));
  Verification verification = started.verification();
  Progress bar("records of " + std::string(service));
  while (verification.state() == operations::v1::VERIFICATION_STATE_RUNNING) {
    bar.Show(static_cast<std::size_t>(verification.records_done()),
             static_cast<std::size_t>(verification.records_total()));
    WaitFor(kLookEvery);
    RT_ASSIGN_OR_RETURN(const auto now,
                        caller.Unary(*stub, &OperationsService::Stub::GetVerification,
                                     operations::v1::GetVerificationRequest()));
    verification = now.verification();
  }
  bar.End();
  if (verification.state() != operations::v1::VERIFICATION_STATE_UNSPECIFIED) return verification;
  return InItsOwnWords(absl::UnavailableError(
      base::Cat(service, " was started again meanwhile; look and try again")));
}

void Print(std::string_view service, const Verification& verification, bool json) {
  if (json) {
    std::puts(JsonLine(verification).c_str());
    return;
  }
  std::string line = base::Cat(PadRight(service, 12), " ", EnumText(verification.state()), ", ",
                               verification.records_total(), " records");
  if (verification.state() == operations::v1::VERIFICATION_STATE_EQUAL) {
    line += ", hash " + verification.live_hash();
  } else if (verification.state() == operations::v1::VERIFICATION_STATE_DIFFERENT) {
    line += base::Cat("\n  live    ", verification.live_hash(), "\n  rebuilt ",
                      verification.rebuilt_hash(), "\n  `rtctl projection rebuild ", service,
                      " --switch --accept-difference` puts the rebuilt one in service");
    for (const std::string& difference : verification.differences()) line += "\n  " + difference;
  }
  std::puts(line.c_str());
}

}  // namespace

bool CheckServiceName(Session& session, const std::string& service) {
  if (service.empty() || std::ranges::find(kAllServices, service) != kAllServices.end()) {
    return true;
  }
  session.FailUsage(
      base::Cat("there is no service ", service,
                "; one of intake, triage, scheduling, workplan, statistics, keyring"));
  return false;
}

void VerifyProjections(Session& session, const std::string& service) {
  if (!CheckServiceName(session, service)) return;
  const auto connection = session.Open();
  if (!connection.ok()) return session.Fail(connection.status());
  bool different = false;
  for (const std::string_view each : kAllServices) {
    if (!service.empty() && each != service) continue;
    const auto verification = Verify(**connection, each);
    if (!verification.ok()) {
      session.Fail(verification.status());
      continue;
    }
    if (verification->state() == operations::v1::VERIFICATION_STATE_FAILED) {
      session.Fail(absl::FailedPreconditionError(base::Cat(each, ": ", verification->failure())));
      continue;
    }
    Print(each, *verification, session.json);
    different |= verification->state() == operations::v1::VERIFICATION_STATE_DIFFERENT;
  }
  if (different) session.exit_code = kExitUnequal;  // whatever became of the others
}

void CloseMigration(Session& session) {
  const auto connection = session.Open();
  if (!connection.ok()) return session.Fail(connection.status());
  for (const std::string_view service : kAllServices) {
    Caller caller(*connection, ActorOf(type::v1::ROLE_OPERATOR));
    const auto stub = (*connection)->Operations(service);
    operations::v1::CloseMigrationRequest request;
    request.set_command_id(base::FormatUuid(base::RandomUuid()));
    const auto closed = caller.Unary(*stub, &OperationsService::Stub::CloseMigration, request);
    if (!closed.ok()) return session.Fail(closed.status());
    if (!session.json) std::puts(base::Cat(service, ": migration closed").c_str());
  }
  if (session.json) std::puts("{\"migration\":\"closed\"}");
}

}  // namespace rondetafel::rtctl
