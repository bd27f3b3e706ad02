// An import file as read: its lines, and which dossiers belong together.
#pragma once
#include <cstdint>
#include <istream>
#include <string>
#include <vector>

#include "rondetafel/migration/v1/dossier.pb.h"
#include "tools/rtctl/import/reject.h"

namespace rondetafel::rtctl {

struct NumberedDossier {
  std::int64_t line = 0;
  migration::v1::Dossier dossier;
};

struct ImportFile {
  std::vector<std::pair<std::int64_t, migration::v1::ChairRecord>> chairs;
  std::vector<std::pair<std::int64_t, statistics::v1::PublishedFigure>> published;
  std::vector<std::pair<std::int64_t, int>> covered_years;
  // Dossiers of one case, each after those it follows or submits again; dossiers of other cases are
  // independent.
  std::vector<std::vector<NumberedDossier>> cases;
  std::size_t dossiers = 0;
  std::vector<Reject> rejects;  // lines that are no ImportLine, and dossiers that refer to none
};

ImportFile ReadImportFile(std::istream& in);

}  // namespace rondetafel::rtctl
