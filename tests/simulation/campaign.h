// Campaign: many histories over all cores, each worker a process of its own, so that a broken
// invariant inside the code under test (a CHECK) ends one history and not the campaign.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tests/simulation/coverage.h"

namespace rondetafel::simulation {

struct CampaignOptions {
  std::uint64_t first_seed = 1;
  std::uint64_t runs = 1000;
  int workers = 1;
  std::string workload = {};     // empty: as the seeds choose
  std::uint64_t stop_after = 0;  // failures; 0: never
  // Called before each history, in the process that runs it; may be empty. Mutants forget there.
  std::function<void()> before_run = {};
};

struct Failure {
  std::uint64_t seed = 0;
  std::string invariant;
  std::string what;
};

struct Summary {
  std::uint64_t runs = 0;
  std::uint64_t failed = 0;
  std::vector<Failure> failures;  // the first few, by seed
  // Of all traces; the same seeds give the same, whatever the number of workers.
  std::uint64_t trace_hash = 0;
  Coverage coverage;
  double seconds = 0;
};

Summary RunCampaign(const CampaignOptions& options);
std::string Describe(const CampaignOptions& options, const Summary& summary);
// Shrinks the first failure and tells it in words, with the command to see it again.
std::string DescribeFirstFailure(const CampaignOptions& options, const Summary& summary);

}  // namespace rondetafel::simulation
