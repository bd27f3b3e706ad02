#include "tools/rtctl/transfer/key_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/eventlog_rocksdb/directory_lock.h"
#include "shared/heads/signing_key.h"

namespace rondetafel::rtctl {
namespace {

namespace files = std::filesystem;

bool ReadAll(const std::string& path, std::string* content) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  *content = bytes.str();
  return in.good() || in.eof();
}

absl::Status WriteNew(const std::string& path, const std::string& content) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return absl::FailedPreconditionError(base::Cat("cannot write ", path));
  const bool written =
      ::write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
      ::fsync(file) == 0;
  ::close(file);
  if (written) return absl::OkStatus();
  ::unlink(path.c_str());  // half a key file would stand in the way of the next try
  return absl::FailedPreconditionError(base::Cat("cannot write ", path));
}

}  // namespace

const std::vector<std::string>& HistoryKeyFiles() {
  static const std::vector<std::string> kNames = {"mac.keys", "keyring.toml",
                                                  std::string(heads::kSigningKeyFile)};
  return kNames;
}

absl::StatusOr<std::vector<KeyFileCopy>> ReadKeyFilesOf(const LogPlace& place) {
  std::vector<KeyFileCopy> copies;
  for (const std::string& name : HistoryKeyFiles()) {
    const std::string path = base::Cat(KeysDirOf(place), "/", name);
    if (!files::exists(path)) continue;
    KeyFileCopy& copy = copies.emplace_back();
    copy.name = name;
    if (!ReadAll(path, &copy.content)) {
      return absl::FailedPreconditionError(base::Cat("cannot read ", path));
    }
  }
  return copies;
}

absl::Status PutKeyFiles(const LogPlace& place,
                         const std::vector<log::v1::ExportKeyFile>& key_files) {
  if (key_files.empty()) return absl::OkStatus();
  const std::string folder = KeysDirOf(place);
  std::error_code error;
  files::create_directories(folder, error);
  files::permissions(folder, files::perms::owner_all, error);
  for (const log::v1::ExportKeyFile& key_file : key_files) {
    // A name from a file is not trusted with a path.
    if (std::ranges::find(HistoryKeyFiles(), key_file.name()) == HistoryKeyFiles().end()) {
      return absl::DataLossError("the file holds a key file of an unknown name");
    }
    const std::string path = base::Cat(folder, "/", key_file.name());
    std::string present;
    if (!files::exists(path)) {
      RT_RETURN_IF_ERROR(WriteNew(path, key_file.content()));
    } else if (!ReadAll(path, &present) || present != key_file.content()) {
      return absl::FailedPreconditionError(
          base::Cat(path, " is there already and is another; a key file is never replaced"));
    }
  }
  return eventlog::SyncDirectory(folder);
}

}  // namespace rondetafel::rtctl
