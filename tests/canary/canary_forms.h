// The forms a text may take on its way into a file or line, for CanaryScanner.
#pragma once
#include <array>
#include <string>
#include <string_view>

namespace rondetafel::canary {

enum class Base64Alphabet { kStandard, kUrl };

std::string Hexadecimal(std::string_view text);  // lower case
// What stays of `text` when a longer text holding it at offset 0, 1 or 2 modulo 3 is encoded: the
// characters that depend on `text` alone.
std::array<std::string, 3> Base64Middles(std::string_view text, Base64Alphabet alphabet);
// Empty when `text` is not UTF-8.
std::string Utf16(std::string_view text, bool big_endian);
// Bytes outside ASCII, or everything but letters and digits, as %XX in lower case.
std::string PercentEncoded(std::string_view text, bool only_outside_ascii);
// Characters outside ASCII as \uXXXX in lower case; empty when `text` is not UTF-8.
std::string JsonEscaped(std::string_view text);
// ASCII letters only; other bytes stay.
std::string LowerAscii(std::string_view text);

}  // namespace rondetafel::canary
