// Which roles triage's methods are open to; what depends on the file's region is decided in Decide.
#pragma once
#include "shared/access/access.h"

namespace rondetafel::triage {

access::PolicyTable TriagePolicy();

}  // namespace rondetafel::triage
