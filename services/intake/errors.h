// Intake's refusals on the wire: one row per reason, in English and plain Dutch.
#pragma once
#include "rondetafel/intake/v1/service.pb.h"
#include "shared/rpc/errors.h"

namespace rondetafel::intake {

const rpc::ErrorTable& IntakeErrors();
// The same texts for an answer that is not recorded.
absl::Status IntakeError(v1::IntakeReason reason, std::string_view rule);

}  // namespace rondetafel::intake
