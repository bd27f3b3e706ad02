// RowHash: a hash over a set of rows that changes with a row in constant time. It is the sum,
// modulo 2^128, of a hash of each row's key and value: adding a row adds its hash, replacing one
// subtracts the old first. Equal sets have equal sums whatever the order of the changes; a lost,
// doubled or changed row shows.
#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rondetafel::projection {

struct RowHash {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  RowHash& operator+=(const RowHash& other);
  RowHash& operator-=(const RowHash& other);
  friend bool operator==(const RowHash&, const RowHash&) = default;

  std::string ToHex() const;   // 32 digits
  std::string Encode() const;  // 16 bytes
  static std::optional<RowHash> Decode(std::string_view bytes);
};

// SipHash-2-4 with 128 bits of output (libsodium's siphashx24) under a fixed key: it guards against
// mistakes, not against somebody who writes into the store.
RowHash HashRow(std::string_view key, std::string_view value);

}  // namespace rondetafel::projection
