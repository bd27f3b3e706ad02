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
constexpr std::string_view kBuilding = "building-";

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

bool SyncFile(const std::string& path) { return SyncPath(path, O_WRONLY); }

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
  if (!SyncFile(next)) return Unavailable(base::Cat("cannot sync ", name), dir);
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

absl::StatusOr<std::optional<ProjectionPointer>> ProjectionDirectory::Pointer() const {
  std::ifstream in(base::Cat(root_, '/', kPointerFile), std::ios::binary);
  if (!in) return std::optional<ProjectionPointer>();
  std::string current, previous;
  std::getline(in, current);
  const auto generation = Generation::Parse(current);
  const bool two = std::getline(in, previous) && !previous.empty();
  const auto kept = two ? Generation::Parse(previous) : std::nullopt;
  if (!generation || (two && !kept)) {
    return absl::DataLossError(base::Cat("projection directory ", root_, ": ", kPointerFile,
                                         " names no store; remove the directory to rebuild"));
  }
  return ProjectionPointer{*generation, kept};
}

absl::StatusOr<std::optional<Generation>> ProjectionDirectory::Current() const {
  RT_ASSIGN_OR_RETURN(const auto pointer, Pointer());
  return pointer ? std::optional<Generation>(pointer->current) : std::nullopt;
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

absl::Status ProjectionDirectory::Switch(const ProjectionPointer& to) const {
  std::string text = to.current.Name() + "\n";
  if (to.previous) text += to.previous->Name() + "\n";
  return ReplaceFile(root_, std::string(kPointerFile), text);
}

std::error_code ProjectionDirectory::RemovePointer() const {
  std::error_code error;
  fs::remove(base::Cat(root_, '/', kPointerFile), error);
  return error;
}

absl::Status ProjectionDirectory::RemoveSuperseded() const {
  RT_ASSIGN_OR_RETURN(const auto pointer, Pointer());
  if (!pointer) return absl::OkStatus();
  for (const Generation& generation : All()) {
    const bool named = generation == pointer->current || generation == pointer->previous;
    if (named || generation.version > pointer->current.version) continue;
    std::error_code error;
    fs::remove_all(PathOf(generation), error);
    if (error) return Unavailable("an older store cannot be removed", root_);
  }
  return absl::OkStatus();
}

Generation ProjectionDirectory::NextOf(int version) const {
  Generation next{version, 1};
  for (const Generation& generation : All()) {
    if (generation.version == version) next.number = generation.number + 1;
  }
  return next;
}

std::string ProjectionDirectory::BuildPathOf(const Generation& generation) const {
  return base::Cat(root_, '/', kBuilding, generation.Name());
}

absl::Status ProjectionDirectory::FinishBuild(const Generation& generation) const {
  std::error_code error;
  fs::rename(BuildPathOf(generation), PathOf(generation), error);
  if (error || !SyncPath(root_, O_RDONLY | O_DIRECTORY)) {
    return Unavailable("what was built cannot be put in place", root_);
  }
  return absl::OkStatus();
}

void ProjectionDirectory::RemoveUnfinished() const {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(root_, error)) {
    std::error_code ignored;
    if (entry.path().filename().string().starts_with(kBuilding)) {
      fs::remove_all(entry.path(), ignored);
    }
  }
}

}  // namespace rondetafel::projection
