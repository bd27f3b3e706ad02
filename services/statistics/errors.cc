#include "services/statistics/errors.h"

namespace rondetafel::statistics {
namespace {

using absl::StatusCode;

rpc::ErrorRow Row(v1::StatisticsReason reason, StatusCode code, std::string english,
                  std::string dutch) {
  return {v1::StatisticsReason_Name(reason), code, std::move(english), std::move(dutch)};
}

}  // namespace

const rpc::ErrorTable& StatisticsErrors() {
  static const auto* const kTable = new rpc::ErrorTable({
      Row(v1::STATISTICS_REASON_REPORT_NOT_FOUND, StatusCode::kNotFound,
          "there is no such frozen report; list them to see which there are",
          "Dit bevroren rapport bestaat niet. Vraag de lijst op om te zien welke er zijn."),
      Row(v1::STATISTICS_REASON_UNKNOWN_FIGURE, StatusCode::kInvalidArgument,
          "measure and part name no line of a report; list the definitions to see them",
          "Deze maat en dit onderdeel bestaan niet. Vraag de definities op om ze te zien."),
      Row(v1::STATISTICS_REASON_PART_EXCEEDS_WHOLE, StatusCode::kInvalidArgument,
          "a part cannot be larger than its whole; check both counts",
          "Een deel kan niet groter zijn dan het geheel. Kijk beide aantallen na."),
  });
  return *kTable;
}

}  // namespace rondetafel::statistics
