#include "tools/rtctl/operate/status.h"

#include <cstdio>

#include "shared/base/text.h"
#include "tools/rtctl/actor_text.h"
#include "tools/rtctl/error_text.h"
#include "tools/rtctl/exit_code.h"
#include "tools/rtctl/json_text.h"

namespace rondetafel::rtctl {
namespace {

using operations::v1::GetStatusResponse;
using operations::v1::OperationsService;

struct Totals {
  std::int64_t lag = 0;
  std::uint64_t accepted = 0;
  std::uint64_t ignored = 0;
  int halted = 0;
};

Totals TotalsOf(const GetStatusResponse& status) {
  Totals totals;
  for (const auto& partition : status.partitions()) {
    totals.lag += partition.log_end() - partition.offset();
    totals.accepted += partition.accepted();
    totals.ignored += partition.ignored();
    totals.halted += partition.halted() ? 1 : 0;
  }
  return totals;
}

void PrintPartitions(const GetStatusResponse& status) {
  for (const auto& p : status.partitions()) {
    std::string line = base::Cat("    ", PadRight(base::Cat(p.topic(), "/", p.partition()), 14),
                                 " at ", p.offset(), " of ", p.log_end());
    if (p.has_effective_at()) line += ", last commit " + MomentText(p.effective_at());
    if (p.halted()) line += ", HALTED: " + p.halt_reason();
    std::puts(line.c_str());
  }
}

bool Show(Connection& connection, std::string_view service, bool json) {
  Caller caller(&connection, ActorOf(type::v1::ROLE_OPERATOR));
  caller.attempts_max = 1;
  const auto stub = connection.Operations(service);
  const auto status =
      caller.Unary(*stub, &OperationsService::Stub::GetStatus, operations::v1::GetStatusRequest());
  if (!status.ok()) {
    if (json) {
      std::puts(base::Cat("{\"service\":\"", service, "\",\"reachable\":false}").c_str());
    } else {
      std::puts(base::Cat(PadRight(service, 12), " not reachable at ",
                          connection.AddressOf(service), ": ",
                          DescribeError(status.status()).english)
                    .c_str());
    }
    return false;
  }
  const Totals totals = TotalsOf(*status);
  if (json) {
    std::puts(JsonLine(*status).c_str());
  } else {
    std::puts(base::Cat(PadRight(service, 12), status->serving() ? " serving" : " NOT serving",
                        ", lag ", totals.lag, " records, ", totals.accepted, " commits accepted, ",
                        totals.ignored, " ignored",
                        totals.halted > 0 ? base::Cat(", ", totals.halted, " HALTED") : "")
                  .c_str());
    PrintPartitions(*status);
  }
  return status->serving() && totals.halted == 0;
}

}  // namespace

void ShowStatus(Session& session) {
  const auto connection = session.Open();
  if (!connection.ok()) return session.Fail(connection.status());
  for (const std::string_view service : kAllServices) {
    if (!Show(**connection, service, session.json)) session.exit_code = kExitUnavailable;
  }
}

}  // namespace rondetafel::rtctl
