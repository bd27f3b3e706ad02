#include "tests/canary/canary_forms.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace rondetafel::canary {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kLettersAndDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

std::uint8_t ByteAt(std::string_view text, std::size_t i) {
  return static_cast<std::uint8_t>(text[i]);
}

// UTF-16 code units; nullopt when `text` is not UTF-8. Overlong forms pass: a canary has none.
std::optional<std::vector<std::uint16_t>> CodeUnits(std::string_view text) {
  std::vector<std::uint16_t> units;
  for (std::size_t i = 0; i < text.size();) {
    const std::uint8_t lead = ByteAt(text, i);
    const std::size_t more = lead < 0x80 ? 0 : lead >> 5 == 6 ? 1 : lead >> 4 == 14 ? 2 : 3;
    if ((lead >= 0x80 && lead < 0xc0) || lead >= 0xf8 || i + more >= text.size()) {
      return std::nullopt;
    }
    std::uint32_t point = more == 0 ? lead : lead & (0x3fu >> more);
    for (std::size_t k = 1; k <= more; ++k) {
      if (ByteAt(text, i + k) >> 6 != 2) return std::nullopt;
      point = point << 6 | (ByteAt(text, i + k) & 0x3fu);
    }
    if (point >= 0x10000) {
      units.push_back(static_cast<std::uint16_t>(0xd800 + ((point - 0x10000) >> 10)));
      units.push_back(static_cast<std::uint16_t>(0xdc00 + ((point - 0x10000) & 0x3ff)));
    } else {
      units.push_back(static_cast<std::uint16_t>(point));
    }
    i += more + 1;
  }
  return units;
}

}  // namespace

std::string Hexadecimal(std::string_view text) {
  std::string out;
  for (char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

std::array<std::string, 3> Base64Middles(std::string_view text, Base64Alphabet alphabet) {
  const std::string_view last_two = alphabet == Base64Alphabet::kUrl ? "-_" : "+/";
  std::array<std::string, 3> out;
  for (std::size_t shift = 0; shift < 3; ++shift) {
    // Six bits at a time, from the first group that begins inside the text to the last that ends
    // there.
    const std::size_t bits = (shift + text.size()) * 8;
    for (std::size_t group = (shift * 8 + 5) / 6; group * 6 + 6 <= bits; ++group) {
      std::size_t value = 0;
      for (std::size_t bit = group * 6; bit < group * 6 + 6; ++bit) {
        value = value << 1 | (ByteAt(text, bit / 8 - shift) >> (7 - bit % 8) & 1u);
      }
      out[shift] += value < 62 ? kLettersAndDigits[value] : last_two[value - 62];
    }
  }
  return out;
}

std::string Utf16(std::string_view text, bool big_endian) {
  std::string out;
  for (std::uint16_t unit : CodeUnits(text).value_or(std::vector<std::uint16_t>())) {
    const auto high = static_cast<char>(unit >> 8);
    const auto low = static_cast<char>(unit & 0xff);
    out += big_endian ? high : low;
    out += big_endian ? low : high;
  }
  return out;
}

std::string PercentEncoded(std::string_view text, bool only_outside_ascii) {
  std::string out;
  for (char c : text) {
    const bool ascii = static_cast<std::uint8_t>(c) < 0x80;
    if (only_outside_ascii ? ascii : kLettersAndDigits.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      out += Hexadecimal(std::string_view(&c, 1));
    }
  }
  return out;
}

std::string JsonEscaped(std::string_view text) {
  std::string out;
  for (std::uint16_t unit : CodeUnits(text).value_or(std::vector<std::uint16_t>())) {
    if (unit < 0x80) {
      out += static_cast<char>(unit);
    } else {
      out += "\\u";
      for (int shift = 12; shift >= 0; shift -= 4) {
        out += kHex[static_cast<std::size_t>(unit >> shift & 15)];
      }
    }
  }
  return out;
}

std::string LowerAscii(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

}  // namespace rondetafel::canary
