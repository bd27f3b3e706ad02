// `simulate`, over the rewritten sources: simulate_mutants [--mutant=NAME] …as simulate…, or the
// name in the environment as MUTANT.
// With --rates=RUNS: how many of so many random histories catch each mutant, a line each, for
// rates.tsv.
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "tests/simulation/account/account_workload.h"
#include "tests/simulation/campaign.h"
#include "tests/simulation/mutants/mutant_switch.h"
#include "tests/simulation/simulate.h"
#include "tests/simulation/workload.h"

namespace rondetafel::simulation {
namespace {

const char* const kTable[] = {
#include "mutant_table.inc"
};

// A workload under a mutant, which begins each history with an empty memory.
class UnderMutant final : public WorkloadKind {
 public:
  explicit UnderMutant(const WorkloadKind* kind) : kind_(kind) {}
  void set_mutant(std::string mutant) { mutant_ = std::move(mutant); }
  std::string name() const override { return kind_->name(); }
  void Shape(Random& random, Plan* plan) const override { kind_->Shape(random, plan); }
  std::unique_ptr<Workload> Make(const Plan& plan) const override {
    SwitchMutant(mutant_);
    return kind_->Make(plan);
  }

 private:
  const WorkloadKind* kind_;
  std::string mutant_;
};

bool IsMutant(const std::string& name) {
  for (const char* mutant : kTable) {
    if (name == mutant) return true;
  }
  return false;
}

Summary CampaignUnder(UnderMutant* kind, const std::string& mutant, std::uint64_t runs) {
  kind->set_mutant(mutant);
  CampaignOptions options;
  options.runs = runs;
  options.workers = static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN));
  return RunCampaign(options);
}

// Exit code 1 when histories without a mutant are not clean: a rate would mean nothing.
int PrintRates(UnderMutant* kind, std::uint64_t runs) {
  if (const Summary none = CampaignUnder(kind, "", runs); none.failed > 0) {
    std::cerr << none.failed << " of " << none.runs << " histories fail without a mutant\n";
    return 1;
  }
  for (const char* mutant : kTable) {
    const Summary summary = CampaignUnder(kind, mutant, runs);
    std::cout << mutant << '\t' << summary.failed << " of " << summary.runs;
    for (std::size_t i = 0; i < summary.failures.size() && i < 3; ++i) {
      const Failure& failure = summary.failures[i];
      std::cout << '\t' << failure.invariant << " (seed " << failure.seed << "): " << failure.what;
    }
    std::cout << std::endl;
  }
  return 0;
}

int NoSuchMutant(const std::string& name) {
  std::cerr << "no mutant is named " << name << "; there are:\n";
  for (const char* mutant : kTable) std::cerr << "  " << mutant << '\n';
  return 2;
}

// The rate stands in the summary; to be caught is what a mutant is for.
int SimulateUnder(UnderMutant* kind, const std::string& mutant, int argc, char** argv) {
  if (!mutant.empty() && !IsMutant(mutant)) return NoSuchMutant(mutant);
  kind->set_mutant(mutant);
  const int code = Simulate(argc, argv);
  if (mutant.empty() || code > 1) return code;
  std::cout << mutant
            << (code == 1 ? ": caught by as many random histories as violations above\n"
                          : ": met no random history; its directed schedule catches it\n");
  return 0;
}

int Main(int argc, char** argv) {
  static UnderMutant accounts(AccountWorkloadKind());
  RegisterWorkload(&accounts);
  const char* environment = std::getenv("MUTANT");
  std::string mutant = environment == nullptr ? "" : environment;
  std::vector<char*> rest;
  constexpr std::string_view kMutant = "--mutant=";
  constexpr std::string_view kRates = "--rates=";
  for (int i = 0; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument.starts_with(kRates)) {
      return PrintRates(&accounts, std::stoull(std::string(argument.substr(kRates.size()))));
    }
    if (argument.starts_with(kMutant)) {
      mutant = argument.substr(kMutant.size());
    } else {
      rest.push_back(argv[i]);
    }
  }
  return SimulateUnder(&accounts, mutant, static_cast<int>(rest.size()), rest.data());
}

}  // namespace
}  // namespace rondetafel::simulation

int main(int argc, char** argv) { return rondetafel::simulation::Main(argc, argv); }
