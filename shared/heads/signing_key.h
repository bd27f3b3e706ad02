// The key that heads are signed with: one per installation, in a file beside the MAC keys.
//
//   RT_RETURN_IF_ERROR(CreateSigningKey(path));               // once; mode 0600
//   RT_ASSIGN_OR_RETURN(SigningKey key, ReadSigningKey(path));
//
// The public half is kept where heads are kept. Ed25519 (libsodium).
#pragma once
#include <absl/status/statusor.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rondetafel::heads {

// Below the folder of key files.
inline constexpr std::string_view kSigningKeyFile = "heads.key";

using PublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;

// Wiped when destroyed. Thread-safe once made.
class SigningKey {
 public:
  using Seed = std::array<std::uint8_t, 32>;
  explicit SigningKey(const Seed& seed);
  SigningKey(SigningKey&& other) noexcept;
  SigningKey& operator=(SigningKey&&) = delete;
  ~SigningKey();

  const PublicKey& public_key() const { return public_; }
  Signature Sign(std::string_view message) const;

 private:
  PublicKey public_{};
  std::array<std::uint8_t, 64> secret_{};
};

bool VerifySignature(std::string_view message, const Signature& signature, const PublicKey& key);

// Makes the file (mode 0600) with a random key, durably. ALREADY_EXISTS leaves it as it is.
absl::Status CreateSigningKey(const std::string& path);
// FAILED_PRECONDITION when others than its owner may use the file, INVALID_ARGUMENT when it holds
// no key, NOT_FOUND when there is none. Never says what it holds.
absl::StatusOr<SigningKey> ReadSigningKey(const std::string& path);

// "rondetafel-heads-1 <64 hex digits>": one line, for a file that travels with the heads.
std::string FormatPublicKey(const PublicKey& key);
// The keys of such a file, one a line; empty lines and lines beginning with # do not count.
// INVALID_ARGUMENT with the line's number.
absl::StatusOr<std::vector<PublicKey>> ParsePublicKeys(std::string_view text);

}  // namespace rondetafel::heads
