#include "tests/simulation/campaign.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <map>

#include "shared/base/check.h"
#include "shared/base/text.h"
#include "shared/telemetry/log.h"
#include "tests/simulation/random.h"
#include "tests/simulation/run.h"
#include "tests/simulation/shrink.h"

namespace rondetafel::simulation {
namespace {

constexpr int kFailuresKept = 16;
constexpr int kShrinkTriesMax = 4000;

// What a worker has to say, in memory that it shares with the campaign: it survives the worker.
struct Desk {
  std::uint64_t next = 0;  // seed under way
  std::uint64_t runs = 0;
  std::uint64_t failed = 0;
  std::uint64_t trace_hash = 0;
  Coverage coverage;
  int kept = 0;
  struct Kept {
    std::uint64_t seed = 0;
    char invariant[16] = {};
    char what[240] = {};
  };
  Kept failures[kFailuresKept];
};

std::uint64_t Mixed(std::uint64_t seed, std::uint64_t hash) {
  Random random(seed ^ hash * 0x9e3779b97f4a7c15);
  return random.Next();
}

void Keep(Desk* desk, std::uint64_t seed, const Violation& violation) {
  ++desk->failed;
  if (desk->kept == kFailuresKept) return;
  Desk::Kept& kept = desk->failures[desk->kept++];
  kept.seed = seed;
  std::snprintf(kept.invariant, sizeof(kept.invariant), "%s", violation.invariant.c_str());
  std::snprintf(kept.what, sizeof(kept.what), "%s", violation.what.c_str());
}

bool GoesOn(const CampaignOptions& options, const Desk& desk) {
  return desk.next < options.first_seed + options.runs &&
         (options.stop_after == 0 || desk.failed < options.stop_after);
}

void Work(const CampaignOptions& options, Desk* desk) {
  for (; GoesOn(options, *desk); desk->next += static_cast<std::uint64_t>(options.workers)) {
    const Plan plan = MakePlan({desk->next, options.workload});
    if (options.before_run) options.before_run();
    const Result result = Run(plan);
    ++desk->runs;
    desk->trace_hash += Mixed(desk->next, result.trace_hash);
    desk->coverage.Add(result.coverage);
    if (!result.violations.empty()) Keep(desk, desk->next, result.violations.front());
  }
}

pid_t StartWorker(const CampaignOptions& options, Desk* desk) {
  const pid_t child = ::fork();
  RT_CHECK(child >= 0);
  if (child > 0) return child;
  Work(options, desk);
  ::_exit(0);
}

// A worker ended. When the code under test gave up: notes the seed and goes on behind it.
pid_t GoOn(const CampaignOptions& options, Desk* desk, int status) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return 0;
  Keep(desk, desk->next, {"CHECK", "the code under test gave up"});
  ++desk->runs;
  desk->next += static_cast<std::uint64_t>(options.workers);
  return GoesOn(options, *desk) ? StartWorker(options, desk) : 0;
}

void Gather(const Desk& desk, Summary* summary) {
  summary->runs += desk.runs;
  summary->failed += desk.failed;
  summary->trace_hash += desk.trace_hash;
  summary->coverage.Add(desk.coverage);
  for (int i = 0; i < desk.kept; ++i) {
    summary->failures.push_back(
        {desk.failures[i].seed, desk.failures[i].invariant, desk.failures[i].what});
  }
}

}  // namespace

Summary RunCampaign(const CampaignOptions& options) {
  telemetry::SetLogFile("/dev/null");  // halts are wanted here, thousands of them
  const auto started = std::chrono::steady_clock::now();
  const auto workers = static_cast<std::size_t>(options.workers);
  const std::size_t bytes = sizeof(Desk) * workers;
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  RT_CHECK(memory != MAP_FAILED);
  auto* desks = static_cast<Desk*>(memory);
  std::map<pid_t, std::size_t> running;
  for (std::size_t i = 0; i < workers; ++i) {
    new (&desks[i]) Desk;
    desks[i].next = options.first_seed + i;
    running[StartWorker(options, &desks[i])] = i;
  }
  while (!running.empty()) {
    int status = 0;
    const pid_t ended = ::waitpid(-1, &status, 0);
    const auto found = running.find(ended);
    if (found == running.end()) continue;
    const std::size_t worker = found->second;
    running.erase(found);
    if (const pid_t next = GoOn(options, &desks[worker], status); next != 0) running[next] = worker;
  }
  Summary summary;
  for (std::size_t i = 0; i < workers; ++i) Gather(desks[i], &summary);
  ::munmap(memory, bytes);
  std::sort(summary.failures.begin(), summary.failures.end(),
            [](const Failure& a, const Failure& b) { return a.seed < b.seed; });
  summary.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return summary;
}

std::string Describe(const CampaignOptions& options, const Summary& summary) {
  char hash[20];
  std::snprintf(hash, sizeof(hash), "%016llx", static_cast<unsigned long long>(summary.trace_hash));
  const double rate = static_cast<double>(summary.runs) / std::max(summary.seconds, 0.001);
  std::string text = base::Cat("met in ", summary.runs, " histories:\n", summary.coverage.Table());
  text += base::Cat("seeds ", options.first_seed, " to ", options.first_seed + options.runs - 1,
                    ", ", summary.runs, " histories in ", static_cast<int>(summary.seconds), " s, ",
                    static_cast<int>(rate), " a second on ", options.workers,
                    " workers\ntrace hash ", hash, "\nviolations ", summary.failed, '\n');
  for (const Failure& failure : summary.failures) {
    text += base::Cat("  seed ", failure.seed, ": ", failure.invariant, ": ", failure.what, '\n');
  }
  return text;
}

std::string DescribeFirstFailure(const CampaignOptions& options, const Summary& summary) {
  if (summary.failures.empty()) return "";
  const std::uint64_t seed = summary.failures.front().seed;
  const Plan whole = MakePlan({seed, options.workload});
  const std::string invariant = FailureOf(whole);
  const Plan plan = Shrink(whole, invariant, kShrinkTriesMax);
  std::string text = base::Cat("seed ", seed, " violates ", invariant, "; of ", whole.steps.size(),
                               " steps these ", plan.steps.size(), " are enough:\n");
  if (invariant == "CHECK") {
    for (const Step& step : plan.steps) text += Describe(step) + '\n';
  } else {
    text += Run(plan, {.trace = true}).trace;
  }
  text += base::Cat("see it again: simulate --seed=", seed, " --runs=1 --workload=", plan.workload,
                    " --trace --steps=", KeptRanges(plan), '\n');
  return text;
}

}  // namespace rondetafel::simulation
