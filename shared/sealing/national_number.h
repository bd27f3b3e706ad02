// NationalNumber: the Belgian person number, INSZ (rijksregisternummer) or BIS (P-33 … P-36).
//
//   std::optional<NationalNumber> number = NationalNumber::Parse("85.07.30-033.28");
//
// It recognises and writes numbers, nothing more. Age and sex are never read from one: months and
// days may be fictitious, and the sex at issue says little. The birth date is asked for on its own
// (P-36).
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace rondetafel::sealing {

class NationalNumber {
 public:
  enum class Kind {
    kNational,  // of the national register
    kBis,       // for people outside it: the month raised by 20 or 40 (P-35)
  };

  // Eleven digits, with dots, dashes, slashes or spaces between them as people write it. nullopt
  // when the check digits fit neither century, the serial is 000 or 999, or there is no such day.
  static std::optional<NationalNumber> Parse(std::string_view typed);

  // Eleven digits: the one form that is compared, hashed and sealed.
  const std::string& digits() const { return digits_; }
  Kind kind() const { return kind_; }
  // "85.07.30-033.28"
  std::string Written() const;

  friend bool operator==(const NationalNumber&, const NationalNumber&) = default;

 private:
  NationalNumber(std::string digits, Kind kind) : digits_(std::move(digits)), kind_(kind) {}

  std::string digits_;
  Kind kind_;
};

}  // namespace rondetafel::sealing
