// Statistics' refusals on the wire: one row per reason, in English and plain Dutch.
#pragma once
#include "rondetafel/statistics/v1/service.pb.h"
#include "shared/rpc/errors.h"

namespace rondetafel::statistics {

const rpc::ErrorTable& StatisticsErrors();

}  // namespace rondetafel::statistics
