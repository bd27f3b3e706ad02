#include "services/statistics/domain/arithmetic.h"

#include <boost/multiprecision/cpp_int.hpp>

namespace rondetafel::statistics {
namespace {

using Rational = boost::multiprecision::cpp_rational;
using Integer = boost::multiprecision::cpp_int;

// Tenths, rounded half away from zero.
Integer Tenths(const Rational& value) {
  const bool negative = value < 0;
  const Rational magnitude = (negative ? -value : value) * 10 + Rational(1, 2);
  const Integer rounded =
      boost::multiprecision::numerator(magnitude) / boost::multiprecision::denominator(magnitude);
  return negative ? Integer(-rounded) : rounded;
}

std::string WithComma(const Integer& tenths) {
  const Integer magnitude = tenths < 0 ? Integer(-tenths) : tenths;
  std::string text = tenths < 0 ? "-" : "";
  text += Integer(magnitude / 10).str() + "," + Integer(magnitude % 10).str();
  return text;
}

std::string Signed(const Rational& value) {
  const Integer tenths = Tenths(value);
  return (tenths > 0 ? "+" : "") + WithComma(tenths);
}

Rational Hundredfold(const Share& share) { return Rational(share.part, share.whole) * 100; }

}  // namespace

std::string Percent(const Share& share) { return WithComma(Tenths(Hundredfold(share))); }

std::string GrowthPercent(std::int64_t now, std::int64_t before) {
  return Signed(Rational(now - before, before) * 100);
}

std::string ChangePoints(const Share& now, const Share& before) {
  return Signed(Hundredfold(now) - Hundredfold(before));
}

std::string MeanPercent(const std::vector<Share>& shares) {
  Rational sum = 0;
  for (const Share& share : shares) sum += Hundredfold(share);
  return WithComma(Tenths(sum / static_cast<std::int64_t>(shares.size())));
}

std::string Quotient(std::int64_t sum, std::int64_t divisor) {
  if (sum % divisor == 0) return std::to_string(sum / divisor);
  return WithComma(Tenths(Rational(sum, divisor)));
}

}  // namespace rondetafel::statistics
