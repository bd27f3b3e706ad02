#include "shared/projection/directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>

#include "shared/base/status.h"
#include "shared/base/text.h"

namespace rondetafel::projection {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPointerFile = "CURRENT_PROJECTION";

absl::Status Unavailable(std::string_view what, const std::string& path) {
  return absl::UnavailableError(base::Cat("projection directory ", path, ": ", what));
}

std::optional<int> ParseNumber(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 1) return std::nullopt;
  return value;
}

bool SyncPath(const std::string& path, int flags) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC);
  if (file < 0) return false;
  const bool synced = ::fsync(file) == 0;
  ::close(file);
  return synced;
}

}  // namespace

std::string Generation::Name() const { return base::Cat('v', version, '-', number); }

std::optional<Generation> Generation::Parse(std::string_view name) {
  const std::size_t dash = name.find('-');
  if (!name.starts_with('v') || dash == std::string_view::npos) return std::nullopt;
  const auto version = ParseNumber(name.substr(1, dash - 1));
  const auto number = ParseNumber(name.substr(dash + 1));
  if (!version || !number) return std::nullopt;
  return Generation{*version, *number};
}

absl::Status ReplaceFile(const std::string& dir, const std::string& name,
                         std::string_view content) {
  const std::string path = base::Cat(dir, '/', name);
  const std::string next = path + ".next";
  {
    std::ofstream out(next, std::ios::binary | std::ios::trunc);
    out << content;
    if (!out.flush()) return Unavailable(base::Cat("cannot write ", name), dir);
  }
  std::error_code error;
  if (!SyncPath(next, O_WRONLY)) return Unavailable(base::Cat("cannot sync ", name), dir);
  fs::rename(next, path, error);
  if (error || !SyncPath(dir, O_RDONLY | O_DIRECTORY)) {
    return Unavailable(base::Cat("cannot put ", name, " in place"), dir);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<ProjectionDirectory>> ProjectionDirectory::Lock(
    const std::string& root) {
  std::error_code error;
  fs::create_directories(root, error);
  const int lock = ::open((root + "/LOCK").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (error || lock < 0) return Unavailable("cannot be created or written", root);
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return absl::FailedPreconditionError(
        base::Cat("projection directory ", root, " is in use by another process"));
  }
  return std::unique_ptr<ProjectionDirectory>(new ProjectionDirectory(root, lock));
}

ProjectionDirectory::~ProjectionDirectory() { ::close(lock_); }

absl::StatusOr<std::optional<Generation>> ProjectionDirectory::Current() const {
  std::ifstream in(base::Cat(root_, '/', kPointerFile), std::ios::binary);
  if (!in) return std::optional<Generation>();
  std::string name;
  std::getline(in, name);
  const auto generation = Generation::Parse(name);
  if (!generation) {
    return absl::DataLossError(base::Cat("projection directory ", root_, ": ", kPointerFile,
                                         " names no store; remove the directory to rebuild"));
  }
  return generation;
}

std::vector<Generation> ProjectionDirectory::All() const {
  std::vector<Generation> all;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(root_, error)) {
    const auto generation = Generation::Parse(entry.path().filename().string());
    if (generation) all.push_back(*generation);
  }
  std::sort(all.begin(), all.end());
  return all;
}

std::string ProjectionDirectory::PathOf(const Generation& generation) const {
  return base::Cat(root_, '/', generation.Name());
}

absl::Status ProjectionDirectory::Switch(const Generation& to) const {
  return ReplaceFile(root_, std::string(kPointerFile), to.Name() + "\n");
}

absl::Status ProjectionDirectory::RemoveSuperseded(const Generation& by) const {
  for (const Generation& generation : All()) {
    std::error_code error;
    if (generation != by && generation.version <= by.version) {
      fs::remove_all(PathOf(generation), error);
    }
    if (error) return Unavailable("an older store cannot be removed", root_);
  }
  return absl::OkStatus();
}

}  // namespace rondetafel::projection
