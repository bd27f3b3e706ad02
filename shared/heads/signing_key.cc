#include "shared/heads/signing_key.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>

#include "shared/base/check.h"
#include "shared/base/status.h"
#include "shared/base/text.h"

namespace rondetafel::heads {
namespace {

constexpr std::string_view kSecretLabel = "rondetafel-heads-secret-1 ";
constexpr std::string_view kPublicLabel = "rondetafel-heads-1 ";

absl::Status Refuse(absl::StatusCode code, const std::string& path, std::string_view why) {
  return absl::Status(code, base::Cat("signing key file ", path, ": ", why));
}

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// "label" and 32 bytes in hexadecimal, nothing else.
template <class Key>
bool ParseLine(std::string_view line, std::string_view label, Key* key) {
  if (!line.starts_with(label)) return false;
  line.remove_prefix(label.size());
  std::size_t size = 0;
  return line.size() == 2 * key->size() &&
         sodium_hex2bin(key->data(), key->size(), line.data(), line.size(), nullptr, &size,
                        nullptr) == 0 &&
         size == key->size();
}

template <class Key>
std::string FormatLine(std::string_view label, const Key& key) {
  std::string hex(2 * key.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), key.data(), key.size());
  hex.pop_back();
  return base::Cat(label, hex);
}

}  // namespace

SigningKey::SigningKey(const Seed& seed) {
  RT_CHECK(sodium_init() >= 0);
  RT_CHECK(crypto_sign_seed_keypair(public_.data(), secret_.data(), seed.data()) == 0);
}

SigningKey::SigningKey(SigningKey&& other) noexcept
    : public_(other.public_), secret_(other.secret_) {
  sodium_memzero(other.secret_.data(), other.secret_.size());
}

SigningKey::~SigningKey() { sodium_memzero(secret_.data(), secret_.size()); }

Signature SigningKey::Sign(std::string_view message) const {
  Signature signature{};
  RT_CHECK(crypto_sign_detached(signature.data(), nullptr, Bytes(message), message.size(),
                                secret_.data()) == 0);
  return signature;
}

bool VerifySignature(std::string_view message, const Signature& signature, const PublicKey& key) {
  return crypto_sign_verify_detached(signature.data(), Bytes(message), message.size(),
                                     key.data()) == 0;
}

absl::Status CreateSigningKey(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) {
    return errno == EEXIST ? Refuse(absl::StatusCode::kAlreadyExists, path, "exists already")
                           : Refuse(absl::StatusCode::kUnavailable, path, "cannot be written");
  }
  SigningKey::Seed seed;
  randombytes_buf(seed.data(), seed.size());
  std::string line = FormatLine(kSecretLabel, seed) + '\n';
  const bool written =
      ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
      ::fsync(file) == 0;
  ::close(file);
  sodium_memzero(line.data(), line.size());
  sodium_memzero(seed.data(), seed.size());
  if (written) return absl::OkStatus();
  // Half a key would be refused for ever; nothing was signed with it yet.
  ::unlink(path.c_str());
  return Refuse(absl::StatusCode::kUnavailable, path, "could not be written to the end");
}

absl::StatusOr<SigningKey> ReadSigningKey(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    return Refuse(absl::StatusCode::kNotFound, path, "is not there");
  }
  if ((info.st_mode & 077) != 0) {
    return Refuse(absl::StatusCode::kFailedPrecondition, path,
                  "others than its owner may use it; give it mode 0600");
  }
  std::ifstream in(path);
  std::string line;
  SigningKey::Seed seed;
  if (!in || !std::getline(in, line) || !ParseLine(line, kSecretLabel, &seed)) {
    return Refuse(absl::StatusCode::kInvalidArgument, path, "holds no signing key");
  }
  SigningKey key(seed);
  sodium_memzero(line.data(), line.size());
  sodium_memzero(seed.data(), seed.size());
  return key;
}

std::string FormatPublicKey(const PublicKey& key) { return FormatLine(kPublicLabel, key); }

absl::StatusOr<std::vector<PublicKey>> ParsePublicKeys(std::string_view text) {
  std::vector<PublicKey> keys;
  std::istringstream in{std::string(text)};
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (line.empty() || line[0] == '#') continue;
    PublicKey key;
    if (!ParseLine(line, kPublicLabel, &key)) {
      return absl::InvalidArgumentError(
          base::Cat("line ", number, " is not \"", kPublicLabel, "\" and 64 hex digits"));
    }
    keys.push_back(key);
  }
  if (keys.empty()) return absl::InvalidArgumentError("there is no public key of heads in it");
  return keys;
}

}  // namespace rondetafel::heads
