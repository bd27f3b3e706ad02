// What each service of the suite folds and how: for tools that read a log or a projection without
// running the service.
#pragma once
#include <optional>
#include <string_view>

#include "shared/runtime/definition.h"

namespace rondetafel::suite {

// Nothing when the suite has no service of that name.
std::optional<runtime::ServiceDefinition> DefinitionOf(std::string_view service);

}  // namespace rondetafel::suite
