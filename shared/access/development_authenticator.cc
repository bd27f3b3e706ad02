// Development tokens. The signed part is 8 bytes of expiry (microseconds, big endian) and a
// serialised type.v1.Actor; the MAC is BLAKE2b-256 under a key derived from the key file's content.
#include <sodium.h>

#include <array>
#include <memory>
#include <optional>

#include "shared/access/access.h"
#include "shared/base/check.h"
#include "shared/base/id.h"
#include "shared/base/time.h"

namespace rondetafel::access {
namespace {

constexpr std::string_view kPrefix = "dev1.";
constexpr std::string_view kScheme = "bearer ";
constexpr std::size_t kTokenBytesMax = 4096;
constexpr std::size_t kExpiryBytes = 8;
using Mac = std::array<unsigned char, 32>;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Mac HashUnder(std::string_view key, std::string_view text) {
  Mac mac{};
  RT_CHECK(crypto_generichash(mac.data(), mac.size(), Bytes(text), text.size(),
                              key.empty() ? nullptr : Bytes(key), key.size()) == 0);
  return mac;
}

std::string_view View(const Mac& mac) {
  return {reinterpret_cast<const char*>(mac.data()), mac.size()};
}

Mac MacOf(std::string_view key_file, std::string_view signed_part) {
  std::string context = "rondetafel development token 1\n";
  const Mac key = HashUnder({}, context.append(key_file));
  return HashUnder(View(key), signed_part);
}

std::string ToBase64(std::string_view bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), Bytes(bytes), bytes.size(), kVariant);
  text.pop_back();  // the terminating zero
  return text;
}

std::optional<std::string> FromBase64(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t length = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &length, nullptr,
                        sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0) {
    return std::nullopt;
  }
  bytes.resize(length);
  return bytes;
}

std::string SignedPart(const type::v1::Actor& actor, std::int64_t expires_at_us) {
  std::string part;
  for (int shift = 56; shift >= 0; shift -= 8) {
    part += static_cast<char>((static_cast<std::uint64_t>(expires_at_us) >> shift) & 0xFF);
  }
  return part + actor.SerializeAsString();
}

std::int64_t ExpiryOf(std::string_view part) {
  std::uint64_t us = 0;
  for (char c : part.substr(0, kExpiryBytes)) us = (us << 8) | static_cast<unsigned char>(c);
  return static_cast<std::int64_t>(us);
}

std::string_view WithoutScheme(std::string_view authorization) {
  if (authorization.size() < kScheme.size()) return {};
  for (std::size_t i = 0; i < kScheme.size(); ++i) {
    const char c = authorization[i];
    if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != kScheme[i]) return {};
  }
  return authorization.substr(kScheme.size());
}

// The signed part of a token whose MAC fits.
std::optional<std::string> VerifiedPart(std::string_view token, std::string_view key) {
  if (token.size() > kTokenBytesMax || !token.starts_with(kPrefix)) return std::nullopt;
  token.remove_prefix(kPrefix.size());
  const std::size_t dot = token.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto part = FromBase64(token.substr(0, dot));
  const auto mac = FromBase64(token.substr(dot + 1));
  if (!part || !mac || part->size() < kExpiryBytes || mac->size() != Mac{}.size()) {
    return std::nullopt;
  }
  const Mac expected = MacOf(key, *part);
  if (sodium_memcmp(expected.data(), mac->data(), expected.size()) != 0) return std::nullopt;
  return part;
}

bool IsComplete(const type::v1::Actor& actor) {
  if (!base::ActorId::Parse(actor.actor_id())) return false;
  if (!type::v1::Role_IsValid(actor.role()) || actor.role() == type::v1::ROLE_UNSPECIFIED) {
    return false;
  }
  const bool regional =
      actor.role() == type::v1::ROLE_DESK_WORKER || actor.role() == type::v1::ROLE_TEAM_LEAD;
  return !regional || (type::v1::Region_IsValid(actor.region()) &&
                       actor.region() != type::v1::REGION_UNSPECIFIED);
}

class DevelopmentAuthenticator : public Authenticator {
 public:
  DevelopmentAuthenticator(std::string key, const base::Clock* clock)
      : key_(std::move(key)), clock_(clock) {}

  absl::StatusOr<type::v1::Actor> Authenticate(std::string_view authorization) const override {
    if (authorization.empty()) {
      return absl::UnauthenticatedError(
          "no credentials: give metadata authorization = Bearer <token>; `rtctl token` mints one");
    }
    const auto part = VerifiedPart(WithoutScheme(authorization), key_);
    if (!part) return absl::UnauthenticatedError("not a development token of this installation");
    if (ExpiryOf(*part) <= clock_->Now().us) {
      return absl::UnauthenticatedError("the token has expired: mint a new one with `rtctl token`");
    }
    type::v1::Actor actor;
    if (!actor.ParseFromString(part->substr(kExpiryBytes)) || !IsComplete(actor)) {
      return absl::UnauthenticatedError(
          "the token's actor is not complete: it needs an id, a role, and for a desk worker or "
          "team "
          "lead a region");
    }
    return actor;
  }
  bool loopback_only() const override { return true; }

 private:
  const std::string key_;
  const base::Clock* const clock_;
};

}  // namespace

std::string MintDevelopmentToken(const type::v1::Actor& actor, std::int64_t expires_at_us,
                                 std::string_view key) {
  RT_CHECK(key.size() >= kDevelopmentKeyBytesMin);
  const std::string part = SignedPart(actor, expires_at_us);
  std::string token(kPrefix);
  return token.append(ToBase64(part)).append(".").append(ToBase64(View(MacOf(key, part))));
}

std::unique_ptr<Authenticator> MakeDevelopmentAuthenticator(std::string key) {
  return MakeDevelopmentAuthenticator(std::move(key), base::SystemClock());
}

std::unique_ptr<Authenticator> MakeDevelopmentAuthenticator(std::string key,
                                                            const base::Clock& clock) {
  RT_CHECK(key.size() >= kDevelopmentKeyBytesMin);
  return std::make_unique<DevelopmentAuthenticator>(std::move(key), &clock);
}

}  // namespace rondetafel::access
