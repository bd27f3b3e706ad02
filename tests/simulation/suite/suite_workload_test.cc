// The five services under the simulation: no invariant breaks, and whole cases come about.
#include "tests/simulation/suite/suite_workload.h"

#include <gtest/gtest.h>

#include "tests/simulation/run.h"

namespace rondetafel::simulation {
namespace {

constexpr std::uint64_t kSeeds = 50;

const WorkloadKind* Registered() {
  static const WorkloadKind* kind = [] {
    RegisterWorkload(SuiteWorkloadKind());
    return SuiteWorkloadKind();
  }();
  return kind;
}

PlanOptions Seed(std::uint64_t seed) {
  PlanOptions options;
  options.seed = seed;
  options.workload = Registered()->name();
  return options;
}

int Times(const std::string& text, const std::string& word) {
  int times = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    ++times;
  }
  return times;
}

TEST(SuiteWorkloadTest, KeepsEveryInvariantWhileWholeCasesGoBy) {
  int consultations = 0, plans = 0, follow_ups = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const Result result = simulation::Run(MakePlan(Seed(seed)), {.trace = true});
    for (const Violation& violation : result.violations) {
      ADD_FAILURE() << "seed " << seed << ": " << violation.invariant << " " << violation.what;
    }
    consultations += Times(result.trace, ": AssignConsultation ");
    plans += Times(result.trace, ": OpenWorkPlan ");
    follow_ups += Times(result.trace, ": SubmitFollowUp ");
  }
  EXPECT_GT(consultations, 30);
  EXPECT_GT(plans, 20);
  EXPECT_GT(follow_ups, 10);
}

// A report that was final when the log lost what it told of.
TEST(SuiteWorkloadTest, AReportOfWhatTheLogLostProvesNothing) {
  EXPECT_TRUE(simulation::Run(MakePlan(Seed(966929))).violations.empty());
}

TEST(SuiteWorkloadTest, TheSameSeedGivesTheSameTrace) {
  EXPECT_EQ(simulation::Run(MakePlan(Seed(7))).trace_hash,
            simulation::Run(MakePlan(Seed(7))).trace_hash);
  EXPECT_NE(simulation::Run(MakePlan(Seed(7))).trace_hash,
            simulation::Run(MakePlan(Seed(8))).trace_hash);
}

}  // namespace
}  // namespace rondetafel::simulation
