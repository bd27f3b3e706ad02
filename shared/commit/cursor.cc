// Encoding of FoldCursor: fixed fields, big endian, then the introduced keys to the end.
#include "shared/commit/fold.h"

namespace rondetafel::commit {
namespace {

constexpr char kEncoding = 1;
constexpr std::size_t kFixedBytes = 1 + 1 + 4 * 8 + sizeof(Hash);
constexpr std::size_t kKeyBytes = 16;

void PutNumber(std::string& out, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
}

std::uint64_t TakeNumber(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = value << 8 | static_cast<std::uint8_t>(bytes[i]);
  bytes.remove_prefix(8);
  return value;
}

}  // namespace

std::string FoldCursor::Encode() const {
  std::string out;
  out.reserve(kFixedBytes + kKeyBytes * introduced_mac_keys.size());
  out += kEncoding;
  out += static_cast<char>(migration_closed);
  PutNumber(out, static_cast<std::uint64_t>(next));
  PutNumber(out, static_cast<std::uint64_t>(effective.us));
  PutNumber(out, accepted);
  PutNumber(out, ignored);
  out += HashBytes(running);
  for (const base::KeyId& key : introduced_mac_keys) out += key.raw();
  return out;
}

std::optional<FoldCursor> FoldCursor::Decode(std::string_view bytes) {
  if (bytes.size() < kFixedBytes || (bytes.size() - kFixedBytes) % kKeyBytes != 0 ||
      bytes[0] != kEncoding) {
    return std::nullopt;
  }
  FoldCursor cursor;
  cursor.migration_closed = bytes[1] != 0;
  bytes.remove_prefix(2);
  cursor.next = static_cast<eventlog::Offset>(TakeNumber(bytes));
  cursor.effective.us = static_cast<std::int64_t>(TakeNumber(bytes));
  cursor.accepted = TakeNumber(bytes);
  cursor.ignored = TakeNumber(bytes);
  std::memcpy(cursor.running.data(), bytes.data(), cursor.running.size());
  bytes.remove_prefix(cursor.running.size());
  for (; !bytes.empty(); bytes.remove_prefix(kKeyBytes)) {
    cursor.introduced_mac_keys.push_back(base::KeyId::FromRaw(bytes));
  }
  return cursor;
}

}  // namespace rondetafel::commit
