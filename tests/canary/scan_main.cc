// canary_scan: what CanaryScanner finds, for tests in another language.
//
//   canary_scan CANARIES PLACE…
//
// CANARIES is a file of lines "label<TAB>text". Each PLACE is a directory, scanned with everything
// below it and its file names, or a file of text. Prints a line per hit. Exit code 0: none; 1:
// hits; 2: usage.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "tests/canary/canary_scanner.h"

namespace rondetafel::canary {
namespace {

constexpr int kExitClean = 0;
constexpr int kExitHits = 1;
constexpr int kExitUsage = 2;

std::vector<Canary> ReadCanaries(const char* path) {
  std::vector<Canary> canaries;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const std::size_t tab = line.find('\t');
    if (tab != std::string::npos) canaries.push_back({line.substr(0, tab), line.substr(tab + 1)});
  }
  return canaries;
}

absl::StatusOr<std::vector<CanaryHit>> Scan(const CanaryScanner& scanner,
                                            const std::string& place) {
  if (std::filesystem::is_directory(place)) return scanner.ScanDirectory(place);
  std::ifstream in(place, std::ios::binary);
  if (!in) return absl::NotFoundError("cannot read " + place);
  std::ostringstream text;
  text << in.rdbuf();
  return scanner.ScanText(place, text.str());
}

int Run(const std::vector<std::string>& arguments) {
  if (arguments.size() < 3) return kExitUsage;
  const std::vector<Canary> canaries = ReadCanaries(arguments[1].c_str());
  if (canaries.empty()) return kExitUsage;
  const CanaryScanner scanner(canaries);
  int code = kExitClean;
  for (std::size_t i = 2; i < arguments.size(); ++i) {
    const auto hits = Scan(scanner, arguments[i]);
    if (!hits.ok()) {
      std::cerr << hits.status().message() << '\n';
      return kExitUsage;
    }
    for (const CanaryHit& hit : *hits) std::cout << Describe(hit) << '\n';
    if (!hits->empty()) code = kExitHits;
  }
  return code;
}

}  // namespace
}  // namespace rondetafel::canary

int main(int argc, char** argv) { return rondetafel::canary::Run({argv, argv + argc}); }
