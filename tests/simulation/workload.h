// Workload: services to simulate and what clients ask of them. The engine knows neither events nor
// states; a workload makes commands, shows what a query shows and knows its own rules.
//
// One object per run, single-threaded, deterministic: ids derive from the plan's seed.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/projection/snapshot.h"
#include "shared/runtime/definition.h"
#include "shared/runtime/outcome.h"
#include "tests/simulation/plan.h"
#include "tests/simulation/random.h"

namespace rondetafel::checker {
class Domain;
}

namespace rondetafel::simulation {

// A command and the service it goes to.
struct Request {
  std::size_t service = 0;
  runtime::Command command;
  // A replica with the old binary does not have this method.
  bool needs_new_binary = false;
};

class Workload {
 public:
  virtual ~Workload() = default;
  // Topics, which are the services' names; upstream services need not come first.
  virtual std::vector<std::string> topics() const = 0;
  // The service as this binary knows it. Called for each start of a replica.
  virtual runtime::ServiceDefinition Define(std::size_t service, bool old_binary) const = 0;
  // The command of an operation; unset: it waits for an answer to another one, or this variation
  // makes no sense. Repeats of an operation repeat its command id.
  virtual std::optional<Request> Prepare(const Operation& operation, int index,
                                         Variation variation) = 0;
  // An operation got its answer, accepted or refused, for the first time.
  virtual void OnAnswered(const Operation& /*operation*/, int /*index*/,
                          const runtime::Outcome& /*outcome*/) {}
  // What a query about a command's stream shows.
  struct View {
    std::int64_t version = 0;  // event commits of the stream
    std::int64_t number = 0;   // as checker::Domain::Number
  };
  virtual View Show(const projection::Snapshot& snapshot, const runtime::Command& about) const = 0;
  // Of a command and its reply, for the linearizability check; 0 when there is nothing to tell.
  virtual std::int64_t ModelArgument(const Operation& /*operation*/) const { return 0; }
  virtual std::int64_t ModelResult(const std::string& /*reply*/) const { return 0; }
  // Figures as known on `t`, all partitions of one service together: bytes to compare.
  virtual std::string Report(std::size_t service, const projection::Snapshot& snapshot,
                             base::Instant t) const = 0;
  // What its events mean: the rules the checker holds the history to. Fresh for each run.
  virtual std::unique_ptr<checker::Domain> MakeDomain() const = 0;
};

// The shape of a plan and its operations; steps are the engine's.
class WorkloadKind {
 public:
  virtual ~WorkloadKind() = default;
  virtual std::string name() const = 0;
  virtual void Shape(Random& random, Plan* plan) const = 0;
  virtual std::unique_ptr<Workload> Make(const Plan& plan) const = 0;
};

// The workloads this program is linked with, in a fixed order. Each program names its own list
// (simulate.cc, simulation_test.cc).
void RegisterWorkload(const WorkloadKind* kind);
const WorkloadKind* FindWorkload(const std::string& name);

}  // namespace rondetafel::simulation
