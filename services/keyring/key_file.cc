#include "services/keyring/key_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>

#include "shared/base/check.h"
#include "shared/base/status.h"
#include "shared/base/text.h"

namespace rondetafel::keyring {
namespace {

constexpr std::int64_t kFormat = 1;
constexpr std::size_t kFileBytesMax = 64 * 1024;

absl::Status NotAKeyFile(std::string_view why) {
  return absl::FailedPreconditionError(base::Cat("not a key file of the keyring: ", why));
}

// Closes a descriptor when it goes out of scope.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

std::string ToHex(const sealing::DataKeyBytes& bytes) {
  std::string hex(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
  hex.pop_back();
  return hex;
}

bool FromHex(std::string_view hex, sealing::DataKeyBytes* bytes) {
  std::size_t size = 0;
  return hex.size() == bytes->size() * 2 &&
         sodium_hex2bin(bytes->data(), bytes->size(), hex.data(), hex.size(), nullptr, &size,
                        nullptr) == 0 &&
         size == bytes->size();
}

// Reads id and key of a table into either kind of key.
template <class Key>
absl::Status ReadKey(const toml::table& table, Key* key) {
  const auto id = base::KeyId::Parse(table["id"].value_or(std::string_view()));
  if (!id) return NotAKeyFile("a key's id is not a UUID");
  key->id = *id;
  if (!FromHex(table["key"].value_or(std::string_view()), &key->bytes)) {
    return NotAKeyFile("a key is not 64 hexadecimal digits");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<MasterKey>> ReadMasters(const toml::table& file) {
  const toml::array* tables = file["master"].as_array();
  if (tables == nullptr || tables->empty()) return NotAKeyFile("it has no [[master]]");
  std::vector<MasterKey> masters;
  for (const toml::node& node : *tables) {
    const toml::table* table = node.as_table();
    if (table == nullptr) return NotAKeyFile("master is not a list of tables");
    MasterKey& master = masters.emplace_back();
    master.epoch = (*table)["epoch"].value_or(0);
    if (master.epoch < 1) return NotAKeyFile("a master key's epoch is not a number from 1");
    RT_RETURN_IF_ERROR(ReadKey(*table, &master));
  }
  std::ranges::sort(masters, {}, &MasterKey::epoch);
  if (std::ranges::adjacent_find(masters, {}, &MasterKey::epoch) != masters.end()) {
    return NotAKeyFile("two master keys are of the same epoch");
  }
  return masters;
}

absl::Status WriteAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return absl::UnavailableError("the key file cannot be written");
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return fsync(fd) == 0 ? absl::OkStatus()
                        : absl::UnavailableError("the key file cannot be made durable");
}

}  // namespace

KeyFile KeyFile::Generate() {
  RT_CHECK(sodium_init() >= 0);
  KeyFile file;
  file.identity_.id = base::KeyId::Random();
  randombytes_buf(file.identity_.bytes.data(), file.identity_.bytes.size());
  MasterKey& master = file.masters_.emplace_back();
  master.epoch = 1;
  master.id = base::KeyId::Random();
  randombytes_buf(master.bytes.data(), master.bytes.size());
  return file;
}

const MasterKey* KeyFile::FindMaster(const base::KeyId& id) const {
  const auto found = std::ranges::find(masters_, id, &MasterKey::id);
  return found == masters_.end() ? nullptr : &*found;
}

std::string KeyFile::ToToml() const {
  std::string text = base::Cat(
      "# Keys of the Rondetafel keyring. Whoever has this file and the logs can read every sealed "
      "field;\n"
      "# without it nobody can. Keep a copy apart from the logs and their backups.\n"
      "format = ",
      kFormat, "\n\n[identity]\nid = \"", identity_.id.ToString(), "\"\nkey = \"",
      ToHex(identity_.bytes), "\"\n");
  for (const MasterKey& master : masters_) {
    text += base::Cat("\n[[master]]\nepoch = ", master.epoch, "\nid = \"", master.id.ToString(),
                      "\"\nkey = \"", ToHex(master.bytes), "\"\n");
  }
  return text;
}

absl::StatusOr<KeyFile> KeyFile::Parse(const std::string& text) {
  toml::table parsed;
  try {
    parsed = toml::parse(text);
  } catch (const toml::parse_error& error) {
    // The parser's own words may quote a key: only the line is passed on.
    return NotAKeyFile(base::Cat("no TOML, line ", error.source().begin.line));
  }
  if (parsed["format"].value_or(std::int64_t{0}) != kFormat) {
    return NotAKeyFile("its format is not 1");
  }
  KeyFile file;
  const toml::table* identity = parsed["identity"].as_table();
  if (identity == nullptr) return NotAKeyFile("it has no [identity]");
  RT_RETURN_IF_ERROR(ReadKey(*identity, &file.identity_));
  RT_ASSIGN_OR_RETURN(file.masters_, ReadMasters(parsed));
  return file;
}

absl::StatusOr<KeyFile> KeyFile::Load(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.ok()) {
    return absl::NotFoundError(base::Cat("the keyring's key file cannot be opened: ", path));
  }
  struct stat info {};
  if (fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) {
    return NotAKeyFile("it is no regular file");
  }
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return absl::FailedPreconditionError(base::Cat(
        "the keyring's key file may be read by others than its owner; run: chmod 600 ", path));
  }
  std::string text(kFileBytesMax + 1, '\0');
  const ssize_t size = read(file.get(), text.data(), text.size());
  if (size < 0 || static_cast<std::size_t>(size) > kFileBytesMax) {
    return NotAKeyFile("it cannot be read, or is far too large");
  }
  text.resize(static_cast<std::size_t>(size));
  absl::StatusOr<KeyFile> keys = Parse(text);
  sodium_memzero(text.data(), text.size());
  return keys;
}

absl::Status CreateKeyFile(const std::string& path) {
  const Descriptor file(
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!file.ok()) {
    if (errno == EEXIST) {
      return absl::AlreadyExistsError(base::Cat("there is a key file already: ", path));
    }
    return absl::UnavailableError(base::Cat("the key file cannot be created: ", path));
  }
  std::string text = KeyFile::Generate().ToToml();
  const absl::Status written = WriteAll(file.get(), text);
  sodium_memzero(text.data(), text.size());
  if (!written.ok()) {
    // Half a file would be refused for ever; nothing was wrapped with it yet.
    unlink(path.c_str());
    return written;
  }
  const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
  const Descriptor directory(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.ok() || fsync(directory.get()) != 0) {
    return absl::UnavailableError("the key file's folder cannot be made durable");
  }
  return absl::OkStatus();
}

}  // namespace rondetafel::keyring
