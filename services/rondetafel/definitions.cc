#include "services/rondetafel/definitions.h"

#include "services/intake/definition.h"
#include "services/keyring/definition.h"
#include "services/scheduling/definition.h"
#include "services/statistics/wiring.h"
#include "services/triage/definition.h"
#include "services/workplan/wiring.h"

namespace rondetafel::suite {

std::optional<runtime::ServiceDefinition> DefinitionOf(std::string_view service) {
  if (service == "intake") return intake::IntakeDefinition();
  if (service == "triage") return triage::TriageDefinition();
  if (service == "scheduling") return scheduling::SchedulingDefinition();
  if (service == "workplan") return workplan::WorkplanDefinition();
  if (service == "statistics") return statistics::StatisticsDefinition();
  if (service == "keyring") return keyring::MakeDefinition();
  return std::nullopt;
}

}  // namespace rondetafel::suite
