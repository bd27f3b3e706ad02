#include "tests/simulation/shrink.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <sstream>

#include "shared/base/check.h"
#include "shared/base/text.h"
#include "tests/simulation/run.h"

namespace rondetafel::simulation {
namespace {

Plan Without(const Plan& plan, std::size_t from, std::size_t count) {
  Plan shorter = plan;
  const auto first = static_cast<std::ptrdiff_t>(from);
  const auto last = static_cast<std::ptrdiff_t>(std::min(from + count, plan.steps.size()));
  shorter.steps.erase(shorter.steps.begin() + first, shorter.steps.begin() + last);
  shorter.kept.erase(shorter.kept.begin() + first, shorter.kept.begin() + last);
  return shorter;
}

void NumberSteps(Plan* plan) {
  if (plan->kept.size() == plan->steps.size()) return;
  plan->kept.resize(plan->steps.size());
  std::iota(plan->kept.begin(), plan->kept.end(), 0);
}

}  // namespace

std::string FailureOf(const Plan& plan) {
  std::array<int, 2> ends{};
  RT_CHECK(::pipe(ends.data()) == 0);
  const pid_t child = ::fork();
  RT_CHECK(child >= 0);
  if (child == 0) {
    ::close(ends[0]);
    const int quiet = ::open("/dev/null", O_WRONLY);
    ::dup2(quiet, STDERR_FILENO);
    const Result result = Run(plan);
    const std::string said = result.violations.empty() ? "" : result.violations[0].invariant;
    const bool written = ::write(ends[1], said.data(), said.size()) >= 0;
    ::_exit(written ? 0 : 1);
  }
  ::close(ends[1]);
  std::array<char, 16> said{};
  const ssize_t size = ::read(ends[0], said.data(), said.size());
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFEXITED(status)) return "CHECK";
  return {said.data(), static_cast<std::size_t>(std::max<ssize_t>(0, size))};
}

Plan Shrink(Plan plan, const std::string& invariant, int tries_max) {
  NumberSteps(&plan);
  int tries = 0;
  for (std::size_t chunk = plan.steps.size() / 2; chunk >= 1; chunk /= 2) {
    bool shorter_found = true;
    while (shorter_found && tries < tries_max) {
      shorter_found = false;
      for (std::size_t from = 0; from < plan.steps.size() && tries < tries_max;) {
        Plan shorter = Without(plan, from, chunk);
        ++tries;
        if (FailureOf(shorter) != invariant) {
          from += chunk;
          continue;
        }
        plan = std::move(shorter);
        shorter_found = true;
      }
      if (chunk > 1) break;
    }
  }
  return plan;
}

Plan KeepSteps(const Plan& plan, const std::string& ranges) {
  Plan kept = plan;
  kept.steps.clear();
  kept.kept.clear();
  std::istringstream in(ranges);
  for (std::string range; std::getline(in, range, ',');) {
    const std::size_t dash = range.find('-');
    const int first = std::stoi(range.substr(0, dash));
    const int last = dash == std::string::npos ? first : std::stoi(range.substr(dash + 1));
    for (int at = first; at <= last && at < static_cast<int>(plan.steps.size()); ++at) {
      kept.steps.push_back(plan.steps[static_cast<std::size_t>(at)]);
      kept.kept.push_back(at);
    }
  }
  return kept;
}

std::string KeptRanges(const Plan& plan) {
  std::string ranges;
  for (std::size_t i = 0; i < plan.kept.size();) {
    std::size_t last = i;
    while (last + 1 < plan.kept.size() && plan.kept[last + 1] == plan.kept[last] + 1) ++last;
    ranges += base::Cat(ranges.empty() ? "" : ",", plan.kept[i]);
    if (last > i) ranges += base::Cat('-', plan.kept[last]);
    i = last + 1;
  }
  return ranges;
}

}  // namespace rondetafel::simulation
