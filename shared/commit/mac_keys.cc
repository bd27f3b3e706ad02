#include "shared/commit/mac_keys.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "shared/base/check.h"
#include "shared/base/status.h"
#include "shared/base/text.h"

namespace rondetafel::commit {
namespace {

constexpr std::size_t kUuidCharacters = 36;
constexpr std::size_t kLineCharacters = kUuidCharacters + 1 + 2 * sizeof(MacKey);

absl::Status Refuse(absl::StatusCode code, const std::string& path, std::string_view why) {
  return absl::Status(code, base::Cat("MAC key file ", path, ": ", why));
}

std::optional<std::pair<base::KeyId, MacKey>> ParseLine(std::string_view line) {
  if (line.size() != kLineCharacters || line[kUuidCharacters] != ' ') return std::nullopt;
  const auto id = base::KeyId::Parse(line.substr(0, kUuidCharacters));
  MacKey key{};
  const char* hex = line.data() + kUuidCharacters + 1;
  std::size_t written = 0;
  if (!id ||
      sodium_hex2bin(key.data(), key.size(), hex, 2 * key.size(), nullptr, &written, nullptr) !=
          0 ||
      written != key.size()) {
    return std::nullopt;
  }
  return std::pair(*id, key);
}

// Writes one line and makes it durable. `flags` say whether the file must be new or there already.
absl::Status WriteLine(const std::string& path, int flags, const std::string& line) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | flags, 0600);
  if (file < 0) {
    return errno == EEXIST ? Refuse(absl::StatusCode::kAlreadyExists, path, "exists already")
                           : Refuse(absl::StatusCode::kUnavailable, path, "cannot be written");
  }
  const off_t before = ::lseek(file, 0, SEEK_END);
  const bool written =
      ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
      ::fsync(file) == 0;
  // Half a line would make the whole file unreadable.
  const bool whole = written || ::ftruncate(file, before) == 0;
  ::close(file);
  if (written) return absl::OkStatus();
  if ((flags & O_EXCL) != 0) ::unlink(path.c_str());
  return Refuse(absl::StatusCode::kUnavailable, path,
                whole ? "could not be written to the end, and is as it was"
                      : "could not be written to the end; its last line is half a key");
}

bool EndsALine(const std::string& path) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  char last = 0;
  return in.seekg(-1, std::ios::end) && in.get(last) && last == '\n';
}

std::string RandomLine(const base::KeyId& id) {
  MacKey key;
  randombytes_buf(key.data(), key.size());
  std::string line = base::Cat(id.ToString(), ' ', HashToHex(key), '\n');
  sodium_memzero(key.data(), key.size());
  return line;
}

}  // namespace

MacKeySet::~MacKeySet() {
  for (auto& [id, key] : keys_) sodium_memzero(key.data(), key.size());
}

void MacKeySet::Add(const base::KeyId& id, const MacKey& key) { keys_.emplace_back(id, key); }

const MacKey* MacKeySet::Find(const base::KeyId& id) const {
  for (const auto& [held, key] : keys_) {
    if (held == id) return &key;
  }
  return nullptr;
}

base::KeyId MacKeySet::current() const {
  RT_CHECK(!keys_.empty());
  return keys_.back().first;
}

absl::StatusOr<MacKeySet> ReadKeyFile(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    return Refuse(absl::StatusCode::kNotFound, path, "is not there");
  }
  if ((info.st_mode & 077) != 0) {
    return Refuse(absl::StatusCode::kFailedPrecondition, path,
                  "others than its owner may use it; give it mode 0600");
  }
  std::ifstream in(path);
  if (!in) return Refuse(absl::StatusCode::kUnavailable, path, "cannot be read");
  MacKeySet keys;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (line.empty() || line[0] == '#') continue;
    const auto parsed = ParseLine(line);
    if (!parsed || keys.Find(parsed->first) != nullptr) {
      return Refuse(absl::StatusCode::kInvalidArgument, path,
                    base::Cat("line ", number, " is not a new UUID, a space and 64 hex digits"));
    }
    keys.Add(parsed->first, parsed->second);
    sodium_memzero(line.data(), line.size());
  }
  if (keys.empty()) return Refuse(absl::StatusCode::kInvalidArgument, path, "has no key");
  return keys;
}

absl::Status CreateKeyFile(const std::string& path) {
  return WriteLine(path, O_CREAT | O_EXCL, RandomLine(base::KeyId::Random()));
}

absl::StatusOr<base::KeyId> AppendKey(const std::string& path) {
  RT_RETURN_IF_ERROR(ReadKeyFile(path).status());
  const base::KeyId id = base::KeyId::Random();
  // A file that was edited or pasted may end in the middle of a line.
  const std::string gap = EndsALine(path) ? "" : "\n";
  RT_RETURN_IF_ERROR(WriteLine(path, O_APPEND, gap + RandomLine(id)));
  return id;
}

}  // namespace rondetafel::commit
