#include "tests/simulation/account/account_workload.h"
#include "tests/simulation/simulate.h"

int main(int argc, char** argv) {
  using namespace rondetafel::simulation;
  RegisterWorkload(AccountWorkloadKind());
  return Simulate(argc, argv);
}
