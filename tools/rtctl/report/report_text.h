// A report of consultations as people read it. Zero, "n.v.t." and "‹5" stay three things; a decimal
// comma; Dutch.
#pragma once
#include <string>

#include "rondetafel/statistics/v1/figures.pb.h"

namespace rondetafel::rtctl {

// A table with the regions beside the total; under a share stands its part and whole.
std::string ReportTable(const statistics::v1::Report& report);
// A row per figure, semicolons, UTF-8 with its mark, lines ended by \r\n.
std::string ReportCsv(const statistics::v1::Report& report);

}  // namespace rondetafel::rtctl
