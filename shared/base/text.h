// Joining text without surprises. (Debian's absl::string_view is not std::string_view, so
// absl::StrCat does not take ours.)
#pragma once
#include <concepts>
#include <string>
#include <string_view>

namespace rondetafel::base {

namespace internal {
inline void AppendPiece(std::string& out, std::string_view piece) { out += piece; }
inline void AppendPiece(std::string& out, char piece) { out += piece; }
template <std::integral Number>
requires(!std::same_as<Number, char>) void AppendPiece(std::string& out, Number piece) {
  out += std::to_string(piece);
}
}  // namespace internal

// Cat("page ", 3, ": ", name)
template <class... Pieces>
std::string Cat(const Pieces&... pieces) {
  std::string out;
  (internal::AppendPiece(out, pieces), ...);
  return out;
}

}  // namespace rondetafel::base
