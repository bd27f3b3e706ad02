#include "shared/base/id.h"

#include <sodium.h>

#include "shared/base/check.h"

namespace rondetafel::base {
namespace {

constexpr std::string_view kReferenceAlphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr int kReferenceBase = static_cast<int>(kReferenceAlphabet.size());
constexpr std::size_t kReferenceDigits = 8;

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool IsDash(std::size_t position) {
  return position == 8 || position == 13 || position == 18 || position == 23;
}

// Check character of the hybrid system of ISO 7064: product P starts at M, each digit moves it on.
char CheckCharacter(std::string_view digits) {
  int product = kReferenceBase;
  for (char c : digits) {
    int sum = (product + static_cast<int>(kReferenceAlphabet.find(c))) % kReferenceBase;
    if (sum == 0) sum = kReferenceBase;
    product = (sum * 2) % (kReferenceBase + 1);
  }
  const int check = (kReferenceBase + 1 - product) % kReferenceBase;
  return kReferenceAlphabet[static_cast<std::size_t>(check)];
}

std::string Format(std::string_view nine) {
  return std::string("RT-")
      .append(nine.substr(0, 4))
      .append("-")
      .append(nine.substr(4, 4))
      .append("-")
      .append(nine.substr(8, 1));
}

}  // namespace

std::string FormatUuid(const IdBytes& bytes) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  out.reserve(36);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += kHex[bytes[i] >> 4];
    out += kHex[bytes[i] & 15];
  }
  return out;
}

std::optional<IdBytes> ParseUuid(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  IdBytes bytes{};
  std::size_t digit = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (IsDash(i)) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const int value = HexValue(text[i]);
    if (value < 0) return std::nullopt;
    bytes[digit / 2] = static_cast<std::uint8_t>(bytes[digit / 2] << 4 | value);
    ++digit;
  }
  if (bytes == IdBytes{}) return std::nullopt;
  return bytes;
}

IdBytes DeriveUuid(std::string_view purpose, std::initializer_list<std::string_view> parts) {
  crypto_generichash_state state;
  IdBytes bytes{};
  RT_CHECK(crypto_generichash_init(&state, nullptr, 0, bytes.size()) == 0);
  auto add = [&state](std::string_view part) {
    std::array<unsigned char, 8> length{};
    for (std::size_t i = 0; i < length.size(); ++i) {
      length[i] = static_cast<unsigned char>(part.size() >> (8 * i));
    }
    crypto_generichash_update(&state, length.data(), length.size());
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(part.data()),
                              part.size());
  };
  add(purpose);
  for (std::string_view part : parts) add(part);
  RT_CHECK(crypto_generichash_final(&state, bytes.data(), bytes.size()) == 0);
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x80);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
  return bytes;
}

IdBytes RandomUuid() {
  RT_CHECK(sodium_init() >= 0);
  IdBytes bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
  return bytes;
}

CaseId DeriveCaseId(const ActorId& actor, const CommandId& command) {
  return CaseId(DeriveUuid("case", {actor.raw(), command.raw()}));
}

StreamId DeriveStreamId(const CaseId& case_id, std::string_view kind, const CommandId& command) {
  return StreamId(DeriveUuid("stream", {case_id.raw(), kind, command.raw()}));
}

std::string DeriveReference(const StreamId& request) {
  const IdBytes hash = DeriveUuid("reference", {request.raw()});
  std::string digits;
  // 16 bits a digit, because 30 does not divide 256: the bias is below 1 in 2000.
  for (std::size_t i = 0; i < kReferenceDigits; ++i) {
    const int pair = hash[i] << 8 | hash[(i + 5) % hash.size()];
    digits += kReferenceAlphabet[static_cast<std::size_t>(pair % kReferenceBase)];
  }
  digits += CheckCharacter(digits);
  return Format(digits);
}

std::optional<std::string> NormaliseReference(std::string_view typed) {
  std::string digits;
  for (char c : typed) {
    if (c == ' ' || c == '-') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (kReferenceAlphabet.find(c) == std::string_view::npos) return std::nullopt;
    digits += c;
  }
  if (digits.size() == kReferenceDigits + 3 && digits.starts_with("RT")) digits.erase(0, 2);
  if (digits.size() != kReferenceDigits + 1) return std::nullopt;
  if (CheckCharacter(std::string_view(digits).substr(0, kReferenceDigits)) != digits.back()) {
    return std::nullopt;
  }
  return Format(digits);
}

}  // namespace rondetafel::base
