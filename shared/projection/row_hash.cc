#include "shared/projection/row_hash.h"

#include <sodium.h>

#include <array>
#include <cstring>

#include "shared/base/check.h"

namespace rondetafel::projection {
namespace {

constexpr std::string_view kSipKey = "rondetafel rows1";
static_assert(kSipKey.size() == crypto_shorthash_siphashx24_KEYBYTES);

std::uint64_t TakeNumber(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = value << 8 | static_cast<std::uint8_t>(bytes[i]);
  return value;
}

void PutNumber(std::string& out, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
}

}  // namespace

RowHash& RowHash::operator+=(const RowHash& other) {
  low += other.low;
  high += other.high + (low < other.low ? 1 : 0);
  return *this;
}

RowHash& RowHash::operator-=(const RowHash& other) {
  high -= other.high + (low < other.low ? 1 : 0);
  low -= other.low;
  return *this;
}

std::string RowHash::Encode() const {
  std::string out;
  PutNumber(out, high);
  PutNumber(out, low);
  return out;
}

std::optional<RowHash> RowHash::Decode(std::string_view bytes) {
  if (bytes.size() != 16) return std::nullopt;
  return RowHash{TakeNumber(bytes), TakeNumber(bytes.substr(8))};
}

std::string RowHash::ToHex() const {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (char c : Encode()) {
    const auto byte = static_cast<std::uint8_t>(c);
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

RowHash HashRow(std::string_view key, std::string_view value) {
  // The key's size first, so that no byte can move between key and value unseen.
  thread_local std::string joined;
  joined.clear();
  PutNumber(joined, key.size());
  joined += key;
  joined += value;
  std::array<unsigned char, crypto_shorthash_siphashx24_BYTES> out;
  RT_CHECK(crypto_shorthash_siphashx24(
               out.data(), reinterpret_cast<const unsigned char*>(joined.data()), joined.size(),
               reinterpret_cast<const unsigned char*>(kSipKey.data())) == 0);
  return *RowHash::Decode({reinterpret_cast<const char*>(out.data()), out.size()});
}

}  // namespace rondetafel::projection
