#include "shared/heads/heads_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "shared/base/status.h"
#include "shared/base/text.h"

namespace rondetafel::heads {
namespace {

namespace files = std::filesystem;

absl::Status CannotWrite(const std::string& path) {
  return absl::FailedPreconditionError(base::Cat("cannot write the heads to ", path));
}

bool WriteDurably(const std::string& path, std::string_view bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return false;
  const bool written =
      ::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
      ::fsync(file) == 0;
  return ::close(file) == 0 && written;
}

bool SyncFolder(const std::string& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return false;
  const bool synced = ::fsync(file) == 0;
  ::close(file);
  return synced;
}

// Above any file of heads; what is larger is not read into memory to be told so.
constexpr std::uintmax_t kLookedAtBytesMax = 4 * 1024 * 1024;

HeadsFile ReadOne(const std::string& path) {
  std::error_code error;
  const std::uintmax_t size = files::file_size(path, error);
  if (!error && size > kLookedAtBytesMax) {
    return {path, absl::InvalidArgumentError("not a file of signed heads: it is far too large")};
  }
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  if (!in) return {path, absl::FailedPreconditionError("cannot be read")};
  return {path, DecodeHeads(bytes.str())};
}

}  // namespace

absl::Status WriteHeadsFile(const std::string& folder, const std::string& name,
                            std::string_view file) {
  std::error_code error;
  files::create_directories(folder, error);
  const std::string path = base::Cat(folder, "/", name);
  const std::string aside = path + ".new";
  if (error || !WriteDurably(aside, file)) {
    std::remove(aside.c_str());
    return CannotWrite(path);
  }
  if (std::rename(aside.c_str(), path.c_str()) != 0 || !SyncFolder(folder)) {
    return CannotWrite(path);
  }
  return absl::OkStatus();
}

bool HoldsHeads(const std::string& folder) {
  std::error_code error;
  for (const auto& entry : files::directory_iterator(folder, error)) {
    if (entry.path().extension() == kHeadsSuffix) return true;
  }
  return false;
}

absl::StatusOr<std::vector<HeadsFile>> ReadHeadsFiles(const std::string& path) {
  std::error_code error;
  if (files::is_regular_file(path, error)) return std::vector<HeadsFile>{ReadOne(path)};
  std::vector<std::string> names;
  for (const auto& entry : files::directory_iterator(path, error)) {
    if (entry.path().extension() == kHeadsSuffix) names.push_back(entry.path().string());
  }
  if (error || names.empty()) {
    return absl::NotFoundError(base::Cat("there are no heads in ", path));
  }
  std::ranges::sort(names);
  std::vector<HeadsFile> all;
  all.reserve(names.size());
  for (const std::string& name : names) all.push_back(ReadOne(name));
  return all;
}

}  // namespace rondetafel::heads
