#include "tests/simulation/account/account_workload.h"
#include "tests/simulation/simulate.h"
#include "tests/simulation/suite/suite_workload.h"

int main(int argc, char** argv) {
  using namespace rondetafel::simulation;
  RegisterWorkload(AccountWorkloadKind());
  RegisterWorkload(SuiteWorkloadKind());
  return Simulate(argc, argv);
}
