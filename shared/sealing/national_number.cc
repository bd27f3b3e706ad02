#include "shared/sealing/national_number.h"

#include <cstdint>

#include "shared/base/time.h"

namespace rondetafel::sealing {
namespace {

constexpr std::size_t kDigits = 11;

std::int64_t NumberAt(std::string_view digits, std::size_t from, std::size_t count) {
  std::int64_t number = 0;
  for (char c : digits.substr(from, count)) number = number * 10 + (c - '0');
  return number;
}

std::int64_t CheckOf(std::int64_t nine_digits) { return 97 - nine_digits % 97; }

// First year of the century the check digits speak of (P-36: never both).
std::optional<int> CenturyOf(std::string_view digits) {
  const std::int64_t body = NumberAt(digits, 0, 9);
  const std::int64_t check = NumberAt(digits, 9, 2);
  if (CheckOf(body) == check) return 1900;
  if (CheckOf(body + 2'000'000'000) == check) return 2000;
  return std::nullopt;
}

// A day 00 is an unknown one. With month 00 the day counts on when serials ran out (P-34).
bool IsPossibleDay(int year, int month, int day) {
  return month == 0 || day == 0 || base::IsValid({year, month, day});
}

}  // namespace

std::optional<NationalNumber> NationalNumber::Parse(std::string_view typed) {
  std::string digits;
  for (char c : typed) {
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (c != '.' && c != '-' && c != '/' && c != ' ') {
      return std::nullopt;
    }
  }
  if (digits.size() != kDigits) return std::nullopt;
  const std::optional<int> century = CenturyOf(digits);
  const std::int64_t serial = NumberAt(digits, 6, 3);
  if (!century || serial == 0 || serial == 999) return std::nullopt;

  const int raised_month = static_cast<int>(NumberAt(digits, 2, 2));
  const int raise = raised_month >= 40 ? 40 : raised_month >= 20 ? 20 : 0;
  const int month = raised_month - raise;
  const int year = *century + static_cast<int>(NumberAt(digits, 0, 2));
  const int day = static_cast<int>(NumberAt(digits, 4, 2));
  if (month > 12 || !IsPossibleDay(year, month, day)) return std::nullopt;
  return NationalNumber(std::move(digits), raise == 0 ? Kind::kNational : Kind::kBis);
}

std::string NationalNumber::Written() const {
  std::string out = digits_;
  for (auto [at, mark] : {std::pair{9, '.'}, {6, '-'}, {4, '.'}, {2, '.'}}) {
    out.insert(static_cast<std::size_t>(at), 1, mark);
  }
  return out;
}

}  // namespace rondetafel::sealing
