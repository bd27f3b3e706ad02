#include "shared/access/development_key.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "shared/base/text.h"

namespace rondetafel::access {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kHexDigits = 2 * kKeyBytes;

// A file descriptor closed at the end of its scope.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

bool IsHex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

absl::StatusOr<std::string> ReadDevelopmentKey(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) {
    return errno == ENOENT ? absl::NotFoundError(base::Cat("there is no key file ", path))
                           : absl::FailedPreconditionError(base::Cat("cannot read ", path));
  }
  struct stat facts {};
  if (fstat(file.number(), &facts) != 0 || (facts.st_mode & 0077) != 0) {
    return absl::FailedPreconditionError(
        base::Cat(path, " may be read by others than its owner: chmod 600 it"));
  }
  std::array<char, kHexDigits + 2> buffer{};
  const ssize_t length = read(file.number(), buffer.data(), buffer.size());
  if (length < 0) return absl::FailedPreconditionError(base::Cat("cannot read ", path));
  std::string_view text(buffer.data(), static_cast<std::size_t>(length));
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.size() != kHexDigits || !IsHex(text)) {
    return absl::FailedPreconditionError(base::Cat(path, " does not hold 64 hex digits"));
  }
  return std::string(text);
}

absl::Status CreateDevelopmentKey(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.number() < 0) {
    return errno == EEXIST ? absl::AlreadyExistsError(base::Cat(path, " exists"))
                           : absl::FailedPreconditionError(base::Cat("cannot create ", path));
  }
  std::array<unsigned char, kKeyBytes> key{};
  randombytes_buf(key.data(), key.size());
  std::array<char, kHexDigits + 1> text{};
  sodium_bin2hex(text.data(), text.size(), key.data(), key.size());
  text.back() = '\n';
  const bool written =
      write(file.number(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (!written || fsync(file.number()) != 0) {
    unlink(path.c_str());
    return absl::FailedPreconditionError(base::Cat("cannot write ", path));
  }
  return absl::OkStatus();
}

}  // namespace rondetafel::access
