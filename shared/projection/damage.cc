#include "shared/projection/damage.h"

#include <rocksdb/status.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/projection/directory.h"

namespace rondetafel::projection {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNoteFile = "DAMAGED";
constexpr std::string_view kAsidePrefix = "damaged-";

std::string NotePath(const std::string& path) { return base::Cat(path, '/', kNoteFile); }

}  // namespace

void NoteDamage(const std::string& path, std::string_view why) {
  std::ofstream(NotePath(path), std::ios::binary | std::ios::trunc) << why << '\n';
}

std::string NotedDamage(const std::string& path) {
  std::ifstream in(NotePath(path), std::ios::binary);
  if (!in) return {};
  std::string why;
  std::getline(in, why);
  return why.empty() ? "for a reason that was not written down" : why;
}

void EndForDamage(const std::string& path, const rocksdb::Status& status) {
  const std::string why = status.ToString();
  NoteDamage(path, why);
  std::fprintf(stderr,
               "the projection in %s cannot be read (%s): the process ends; start it again and it "
               "is set aside and built anew from the log\n",
               path.c_str(), why.c_str());
  std::fflush(stderr);
  std::_Exit(EXIT_FAILURE);
}

absl::StatusOr<std::string> SetAside(const std::string& dir) {
  RT_ASSIGN_OR_RETURN(const auto directory, ProjectionDirectory::Lock(dir));
  std::error_code error;
  int newest = 0;
  for (const auto& entry : fs::directory_iterator(dir, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(kAsidePrefix)) continue;
    newest = std::max(newest, std::atoi(name.c_str() + kAsidePrefix.size()));
    fs::remove_all(entry.path(), error);
  }
  const std::string aside = base::Cat(dir, '/', kAsidePrefix, newest + 1);
  fs::create_directory(aside, error);
  for (const Generation& generation : directory->All()) {
    if (!error) fs::rename(directory->PathOf(generation), aside + "/" + generation.Name(), error);
  }
  if (!error) error = directory->RemovePointer();
  if (!error) return aside;
  return absl::UnavailableError(
      base::Cat("the projection in ", dir, " cannot be set aside: ", error.message()));
}

}  // namespace rondetafel::projection
