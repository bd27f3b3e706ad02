// ProjectionDirectory: the folder of one service's projections. Each store has a folder of its own,
// "v<version>-<number>"; the file CURRENT_PROJECTION names the one in service and, on a second
// line, the one before it when that is kept to roll back to. Building a new one disturbs nothing,
// and switching is one rename of a small file: never of an open store's folder. What is built is
// called "building-v<version>-<number>" until it is whole.
#pragma once
#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <compare>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace rondetafel::projection {

struct Generation {
  int version = 0;  // projection version
  int number = 0;   // builds of that version, from 1
  friend auto operator<=>(const Generation&, const Generation&) = default;

  std::string Name() const;
  static std::optional<Generation> Parse(std::string_view name);
};

// What CURRENT_PROJECTION says.
struct ProjectionPointer {
  Generation current;
  std::optional<Generation> previous = {};  // kept to roll back to; of the same version
  friend bool operator==(const ProjectionPointer&, const ProjectionPointer&) = default;
};

// Holds the directory's lock as long as it lives. The lock is a file LOCK that names nobody: it
// ends with the process, however that ends.
class ProjectionDirectory {
 public:
  // Creates the directory when absent. FAILED_PRECONDITION when another holds the lock, also within
  // this process; UNAVAILABLE when the file system refuses.
  static absl::StatusOr<std::unique_ptr<ProjectionDirectory>> Lock(const std::string& root);
  ~ProjectionDirectory();
  ProjectionDirectory(const ProjectionDirectory&) = delete;
  ProjectionDirectory& operator=(const ProjectionDirectory&) = delete;

  // What CURRENT_PROJECTION names; nothing when there is none yet. DATA_LOSS when it cannot be
  // understood.
  absl::StatusOr<std::optional<ProjectionPointer>> Pointer() const;
  absl::StatusOr<std::optional<Generation>> Current() const;
  // All there are, in order; not those that are being built.
  std::vector<Generation> All() const;
  std::string PathOf(const Generation& generation) const;
  const std::string& root() const { return root_; }
  // Durable when it returns OK.
  absl::Status Switch(const ProjectionPointer& to) const;
  // No store is current any more.
  std::error_code RemovePointer() const;
  // Removes stores that the pointer does not name, of the current and of lower versions; none of
  // them may be open. One of a higher version is what a newer program has built so far, and stays.
  // No effect without a pointer.
  absl::Status RemoveSuperseded() const;

  // A number nobody has for the next build of `version`, and the folder to build it in.
  Generation NextOf(int version) const;
  std::string BuildPathOf(const Generation& generation) const;
  // What was built is whole: its folder gets its name, durably. The store in it must be closed.
  absl::Status FinishBuild(const Generation& generation) const;
  // Removes what was being built when a process ended. Nothing may be building.
  void RemoveUnfinished() const;

 private:
  ProjectionDirectory(std::string root, int lock) : root_(std::move(root)), lock_(lock) {}

  std::string root_;
  int lock_;
};

// Makes a file's bytes survive a loss of power.
bool SyncFile(const std::string& path);
// Writes a small file as a whole: at any moment its old or its new content is there. Durable when
// OK.
absl::Status ReplaceFile(const std::string& dir, const std::string& name, std::string_view content);

}  // namespace rondetafel::projection
