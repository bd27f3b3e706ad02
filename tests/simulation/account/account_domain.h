// What events of the account workload mean to the checker: written from account.proto alone,
// without the services' code.
#pragma once
#include <memory>

#include "tests/checker/checker.h"

namespace rondetafel::simulation {

std::unique_ptr<checker::Domain> MakeAccountDomain();

}  // namespace rondetafel::simulation
