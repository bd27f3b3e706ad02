// Triage's refusals on the wire: one row per TriageReason.
#pragma once
#include <string_view>

#include "rondetafel/triage/v1/service.pb.h"
#include "shared/rpc/errors.h"

namespace rondetafel::triage {

const rpc::ErrorTable& TriageErrors();
// The same error for what is answered before anything is decided, and so not recorded.
absl::Status TriageError(v1::TriageReason reason, std::string_view rule);

}  // namespace rondetafel::triage
