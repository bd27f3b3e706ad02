// golden_record: keeps the log of a stopped suite as a golden history.
//
//   golden_record DATA_DIR tests/golden/histories/NAME
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "services/rondetafel/definitions.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "tests/golden/history.h"
#include "tools/rtctl/operate/log_place.h"

namespace rondetafel::golden {
namespace {

absl::Status Record(const std::string& data_dir, const std::string& out_dir) {
  rtctl::LogPlace place;
  place.data_dir = data_dir;
  RT_ASSIGN_OR_RETURN(const auto log, rtctl::OpenPlace(place));
  RT_ASSIGN_OR_RETURN(const auto keys, commit::ReadKeyFile(rtctl::MacKeyFileOf(place)));
  RT_ASSIGN_OR_RETURN(const Records records, ReadAll(*log));
  std::filesystem::create_directories(out_dir);
  RT_RETURN_IF_ERROR(Write(records, out_dir + "/" + kHistoryFile));
  std::filesystem::copy_file(rtctl::MacKeyFileOf(place), out_dir + "/" + kKeyFile,
                             std::filesystem::copy_options::overwrite_existing);
  std::ofstream hashes(out_dir + "/" + kHashFile);
  for (const std::string_view service : kServices) {
    const auto definition = suite::DefinitionOf(service);
    RT_ASSIGN_OR_RETURN(const std::string hash, Fold(*log, keys, *definition));
    hashes << service << ' ' << definition->projection_version << ' ' << hash << '\n';
  }
  std::printf("%zu records\n", records.size());
  return hashes.good() ? absl::OkStatus() : absl::UnavailableError("cannot write " + out_dir);
}

}  // namespace
}  // namespace rondetafel::golden

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: golden_record DATA_DIR OUT_DIR\n", stderr);
    return 2;
  }
  const absl::Status status = rondetafel::golden::Record(argv[1], argv[2]);
  if (status.ok()) return 0;
  std::fprintf(stderr, "golden_record: %s\n", std::string(status.message()).c_str());
  return 1;
}
