#include "tools/rtctl/import/import_file.h"

#include <map>

#include "tools/rtctl/json_fault.h"

namespace rondetafel::rtctl {
namespace {

Reject BadLine(std::int64_t line, std::string message) {
  Reject reject;
  reject.line = line;
  reject.message = std::move(message);
  return reject;
}

bool GoodId(const std::string& id) {
  if (id.empty() || id.size() > 64) return false;
  for (char c : id) {
    const bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '_' || c == '-';
    if (!good) return false;
  }
  return true;
}

// Puts dossiers behind those they refer to.
class Cases {
 public:
  explicit Cases(ImportFile* file) : file_(*file) {}

  void Add(std::int64_t line, migration::v1::Dossier dossier) {
    if (!GoodId(dossier.dossier_id())) {
      Reject reject = BadLine(line, "must be 1 to 64 characters of [A-Za-z0-9._-]");
      reject.field = "dossier.dossier_id";
      file_.rejects.push_back(reject);
      return;
    }
    const std::string& earlier =
        dossier.follow_up_of().empty() ? dossier.resubmission_of() : dossier.follow_up_of();
    std::size_t index = file_.cases.size();
    if (!earlier.empty()) {
      const auto found = case_of_.find(earlier);
      if (found == case_of_.end()) {
        Reject reject = BadLine(line, "must name a dossier on an earlier line of this file");
        reject.dossier_id = dossier.dossier_id();
        reject.field =
            dossier.follow_up_of().empty() ? "dossier.resubmission_of" : "dossier.follow_up_of";
        file_.rejects.push_back(reject);
        return;
      }
      index = found->second;
    }
    if (!case_of_.emplace(dossier.dossier_id(), index).second) {
      Reject reject = BadLine(line, "must be different from the ids of earlier lines");
      reject.dossier_id = dossier.dossier_id();
      reject.field = "dossier.dossier_id";
      file_.rejects.push_back(reject);
      return;
    }
    if (index == file_.cases.size()) file_.cases.emplace_back();
    file_.cases[index].push_back({line, std::move(dossier)});
    ++file_.dossiers;
  }

 private:
  ImportFile& file_;
  std::map<std::string, std::size_t> case_of_;
};

}  // namespace

ImportFile ReadImportFile(std::istream& in) {
  ImportFile file;
  Cases cases(&file);
  std::string text;
  for (std::int64_t line = 1; std::getline(in, text); ++line) {
    if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
    migration::v1::ImportLine parsed;
    if (const auto fault = ReadJson(text, parsed)) {
      Reject reject = BadLine(line, fault->message + "; see docs/import.md");
      reject.field = fault->field;
      file.rejects.push_back(reject);
      continue;
    }
    switch (parsed.line_case()) {
      case migration::v1::ImportLine::kDossier:
        cases.Add(line, std::move(*parsed.mutable_dossier()));
        break;
      case migration::v1::ImportLine::kChair:
        file.chairs.emplace_back(line, parsed.chair());
        break;
      case migration::v1::ImportLine::kPublishedFigure:
        file.published.emplace_back(line, parsed.published_figure());
        break;
      case migration::v1::ImportLine::kCoveredYear:
        file.covered_years.emplace_back(line, parsed.covered_year());
        break;
      case migration::v1::ImportLine::LINE_NOT_SET:
        file.rejects.push_back(
            BadLine(line, "must hold one of dossier, chair, publishedFigure or coveredYear"));
        break;
    }
  }
  return file;
}

}  // namespace rondetafel::rtctl
