// ProjectionDirectory: the folder of one service's projections. Each store has a folder of its own,
// "v<version>-<number>"; the file CURRENT_PROJECTION names the one in service. Building a new one
// disturbs nothing, and switching is one rename of a small file: never of an open store's folder.
#pragma once
#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <compare>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rondetafel::projection {

struct Generation {
  int version = 0;  // projection version
  int number = 0;   // builds of that version, from 1
  friend auto operator<=>(const Generation&, const Generation&) = default;

  std::string Name() const;
  static std::optional<Generation> Parse(std::string_view name);
};

// Folder in a generation for files a bulk build has sorted but the store has not taken in yet; what
// is left there was interrupted.
inline constexpr std::string_view kSortedFolder = "sorted";

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
  absl::StatusOr<std::optional<Generation>> Current() const;
  // All there are, in order.
  std::vector<Generation> All() const;
  std::string PathOf(const Generation& generation) const;
  // Durable when it returns OK.
  absl::Status Switch(const Generation& to) const;
  // Removes other stores of the same and of lower versions; none of them may be open. One of a
  // higher version is what a newer program has built so far, and stays.
  absl::Status RemoveSuperseded(const Generation& by) const;

 private:
  ProjectionDirectory(std::string root, int lock) : root_(std::move(root)), lock_(lock) {}

  std::string root_;
  int lock_;
};

// Writes a small file as a whole: at any moment its old or its new content is there. Durable when
// OK.
absl::Status ReplaceFile(const std::string& dir, const std::string& name, std::string_view content);

}  // namespace rondetafel::projection
