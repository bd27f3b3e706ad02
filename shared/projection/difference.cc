#include "shared/projection/difference.h"

#include <algorithm>

#include "shared/base/text.h"
#include "shared/projection/store.h"

namespace rondetafel::projection {
namespace {

constexpr std::size_t kKeyBytesShown = 8;

std::string_view TableOf(std::string_view key) { return key.substr(0, key.find('\0')); }

bool Counts(std::string_view key) {
  const std::string_view table = TableOf(key);
  return table != kCursorTable && table != kMetaTable;
}

void SkipOwn(RowWalk& walk) {
  while (walk.valid() && !Counts(walk.key())) walk.Next();
}

std::string BeginningInHex(std::string_view key) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const std::string_view rest = key.substr(std::min(key.size(), TableOf(key).size() + 1));
  std::string hex;
  for (const char c : rest.substr(0, kKeyBytesShown)) {
    const auto byte = static_cast<unsigned char>(c);
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

TableDifference& At(std::vector<TableDifference>& all, std::string_view key) {
  if (all.empty() || all.back().table != TableOf(key)) {
    all.push_back({std::string(TableOf(key)), 0, 0, 0, BeginningInHex(key)});
  }
  return all.back();
}

}  // namespace

std::vector<TableDifference> Compare(RowWalk& first, RowWalk& second) {
  std::vector<TableDifference> all;
  for (;;) {
    SkipOwn(first);
    SkipOwn(second);
    if (!first.valid() && !second.valid()) return all;
    const int order = !first.valid() ? 1 : !second.valid() ? -1 : first.key().compare(second.key());
    if (order < 0) {
      ++At(all, first.key()).only_first;
      first.Next();
    } else if (order > 0) {
      ++At(all, second.key()).only_second;
      second.Next();
    } else {
      if (first.value() != second.value()) ++At(all, first.key()).unequal;
      first.Next();
      second.Next();
    }
  }
}

std::string ToString(const TableDifference& difference) {
  std::string text = difference.table;
  char separator = ':';
  const auto add = [&](std::uint64_t count, std::string_view what) {
    if (count == 0) return;
    text += base::Cat(separator, ' ', count, ' ', what);
    separator = ',';
  };
  add(difference.only_second, "missing");
  add(difference.only_first, "too many");
  add(difference.unequal, "unequal");
  return base::Cat(text, ", from key ", difference.first_key);
}

}  // namespace rondetafel::projection
