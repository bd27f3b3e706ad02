// Keys: the table's name and a zero byte, then the parts. A text ends with 00 01 and has 00 FF for
// every zero byte in it, so a shorter text sorts before its extensions whatever follows; a number
// is eight bytes big endian with the sign bit turned, so negative ones sort first.
#include "shared/projection/rows.h"

#include "shared/base/check.h"

namespace rondetafel::projection {
namespace {
constexpr char kEscape = '\0';
constexpr char kEnd = '\x01';
constexpr char kZero = '\xff';
constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;
}  // namespace

Key::Key(std::string_view table) {
  RT_CHECK(!table.empty() && table.find('\0') == std::string_view::npos);
  bytes_.reserve(table.size() + 1 + 40);
  bytes_ += table;
  bytes_ += '\0';
}

Key& Key::Add(std::string_view text) {
  for (char c : text) {
    bytes_ += c;
    if (c == kEscape) bytes_ += kZero;
  }
  bytes_ += kEscape;
  bytes_ += kEnd;
  return *this;
}

Key& Key::Add(std::int64_t number) {
  const std::uint64_t bits = static_cast<std::uint64_t>(number) ^ kSignBit;
  for (int shift = 56; shift >= 0; shift -= 8) bytes_ += static_cast<char>(bits >> shift);
  return *this;
}

Key::Reader::Reader(std::string_view key) {
  const std::size_t end = key.find('\0');
  RT_CHECK(end != std::string_view::npos);
  table_ = key.substr(0, end);
  rest_ = key.substr(end + 1);
}

std::string Key::Reader::Text() {
  std::string text;
  for (std::size_t i = 0; i < rest_.size(); ++i) {
    if (rest_[i] != kEscape) {
      text += rest_[i];
      continue;
    }
    RT_CHECK(i + 1 < rest_.size());
    const char mark = rest_[++i];
    if (mark == kEnd) {
      rest_.remove_prefix(i + 1);
      return text;
    }
    RT_CHECK(mark == kZero);
    text += kEscape;
  }
  RT_CHECK(false && "text part without an end");
  return text;
}

std::int64_t Key::Reader::Number() {
  RT_CHECK(rest_.size() >= 8);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 8; ++i) bits = bits << 8 | static_cast<std::uint8_t>(rest_[i]);
  rest_.remove_prefix(8);
  return static_cast<std::int64_t>(bits ^ kSignBit);
}

}  // namespace rondetafel::projection
