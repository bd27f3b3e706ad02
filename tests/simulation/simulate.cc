#include "tests/simulation/simulate.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>

#include "shared/telemetry/log.h"
#include "tests/simulation/campaign.h"
#include "tests/simulation/run.h"
#include "tests/simulation/shrink.h"

namespace rondetafel::simulation {
namespace {

// From so many histories on, a branch that none of them took fails the campaign.
constexpr std::uint64_t kRunsForCoverage = 20'000;

int RunOne(const CampaignOptions& options, const std::string& steps) {
  telemetry::SetLogFile("/dev/null");
  Plan plan = MakePlan({options.first_seed, options.workload});
  if (!steps.empty()) plan = KeepSteps(plan, steps);
  if (options.before_run) options.before_run();
  const Result result = Run(plan, {.trace = true});
  std::cout << result.trace << std::hex << "trace hash " << result.trace_hash << '\n';
  return result.violations.empty() ? 0 : 1;
}

}  // namespace

int Simulate(int argc, char** argv, std::function<void()> before_run) {
  CampaignOptions options;
  options.before_run = std::move(before_run);
  options.workers = static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN));
  bool trace = false;
  std::string steps;
  CLI::App app{"Simulates histories of the commit protocol, each from its seed."};
  app.add_option("--seed", options.first_seed, "the first seed");
  app.add_option("--runs", options.runs, "histories, one for each seed from there on");
  app.add_option("--workers", options.workers, "processes at once");
  app.add_option("--workload", options.workload,
                 "account, suite or keyring; else as the seed chooses");
  app.add_option("--stop-after", options.stop_after, "failures a worker looks for before it ends");
  app.add_flag("--trace", trace, "tells the history of the first seed in words");
  app.add_option("--steps", steps, "with --trace: only these steps of its plan, as 3,7,9-12");
  CLI11_PARSE(app, argc, argv);
  if (trace) return RunOne(options, steps);

  const Summary summary = RunCampaign(options);
  std::cout << Describe(options, summary) << std::flush;
  if (summary.failed > 0) {
    std::cout << DescribeFirstFailure(options, summary);
    return 1;
  }
  if (summary.runs < kRunsForCoverage) return 0;
  const std::string missing = summary.coverage.Missing();
  std::cout << missing;
  return missing.empty() ? 0 : 1;
}

}  // namespace rondetafel::simulation
