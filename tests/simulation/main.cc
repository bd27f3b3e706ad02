#include "tests/simulation/account/account_workload.h"
#include "tests/simulation/keyring/keyring_workload.h"
#include "tests/simulation/simulate.h"
#include "tests/simulation/suite/suite_workload.h"

int main(int argc, char** argv) {
  using namespace rondetafel::simulation;
  RegisterWorkload(AccountWorkloadKind());
  RegisterWorkload(SuiteWorkloadKind());
  RegisterWorkload(KeyringWorkloadKind());
  return Simulate(argc, argv);
}
