// An import file: lines of JSON from an older registration.
#include <sstream>

#include "tests/fuzz/target.h"
#include "tools/rtctl/import/import_file.h"

namespace rondetafel::fuzz {
namespace {

// Stand in the seeds wherever a person's name or number would.
constexpr std::string_view kCanaries[] = {"Kanarie", "85073003328"};

std::size_t LinesWithText(const std::string& text) {
  std::istringstream in(text);
  std::size_t count = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.find_first_not_of(" \t\r") != std::string::npos) ++count;
  }
  return count;
}

}  // namespace

void FuzzImportLine(std::string_view bytes) {
  const std::string text(bytes);
  std::istringstream in(text);
  const rtctl::ImportFile file = rtctl::ReadImportFile(in);
  std::size_t dossiers = 0;
  for (const auto& together : file.cases) dossiers += together.size();
  Expect(dossiers == file.dossiers, "dossiers are counted as they are kept");
  Expect(file.chairs.size() + file.published.size() + file.covered_years.size() + dossiers +
                 file.rejects.size() ==
             LinesWithText(text),
         "every line is taken or rejected, once");
  for (const rtctl::Reject& reject : file.rejects) {
    Expect(reject.line > 0 && !reject.message.empty(), "a reject says where and what");
    for (const std::string_view canary : kCanaries) {
      Expect(reject.message.find(canary) == std::string::npos, "a reject quotes no value");
    }
  }
}

}  // namespace rondetafel::fuzz
