// The consultations of 2020 and 2021 of docs/rules.md 2.3 as registrations, as known on 1 April
// 2022: a test fixture for the arithmetic alone. The whole history, event by event, is tests/e2e's.
#pragma once
#include <vector>

#include "services/statistics/domain/registration.h"

namespace rondetafel::statistics {

std::vector<Registration> Year2021();

}  // namespace rondetafel::statistics
