// What scheduling's refusals become on the wire.
#pragma once
#include <absl/status/status.h>

#include <string_view>

#include "rondetafel/scheduling/v1/service.pb.h"
#include "shared/rpc/errors.h"

namespace rondetafel::scheduling {

const rpc::ErrorTable& SchedulingErrors();
// A row of the table as a status, for what is refused before anything is recorded.
absl::Status SchedulingError(v1::SchedulingReason reason, std::string_view rule);

}  // namespace rondetafel::scheduling
