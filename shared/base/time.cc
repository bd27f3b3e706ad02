#include "shared/base/time.h"

#include <date/date.h>
#include <date/tz.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

namespace rondetafel::base {
namespace {

using std::chrono::microseconds;
using SysMicros = date::sys_time<microseconds>;
using LocalMinutes = date::local_time<std::chrono::minutes>;

constexpr std::int64_t kMicrosPerSecond = 1'000'000;

const date::time_zone& Brussels() {
  static const date::time_zone& zone = *date::locate_zone("Europe/Brussels");
  return zone;
}

date::year_month_day ToYmd(const Date& d) {
  return date::year(d.year) / static_cast<unsigned>(d.month) / static_cast<unsigned>(d.day);
}

Date FromYmd(const date::year_month_day& ymd) {
  return {static_cast<int>(ymd.year()), static_cast<int>(static_cast<unsigned>(ymd.month())),
          static_cast<int>(static_cast<unsigned>(ymd.day()))};
}

// Reads exactly `digits` decimal digits at the front of `text`.
std::optional<int> TakeDigits(std::string_view* text, std::size_t digits) {
  int value = 0;
  if (text->size() < digits) return std::nullopt;
  const char* end = text->data() + digits;
  auto [parsed, error] = std::from_chars(text->data(), end, value);
  if (error != std::errc() || parsed != end || text->front() == '-') return std::nullopt;
  text->remove_prefix(digits);
  return value;
}

bool Take(std::string_view* text, char expected) {
  if (text->empty() || text->front() != expected) return false;
  text->remove_prefix(1);
  return true;
}

std::optional<Date> TakeDate(std::string_view* text) {
  const auto year = TakeDigits(text, 4);
  if (!year || !Take(text, '-')) return std::nullopt;
  const auto month = TakeDigits(text, 2);
  if (!month || !Take(text, '-')) return std::nullopt;
  const auto day = TakeDigits(text, 2);
  if (!day) return std::nullopt;
  const Date result{*year, *month, *day};
  return IsValid(result) ? std::optional<Date>(result) : std::nullopt;
}

// ".123" → 123000; empty → 0; at most six digits.
std::optional<std::int64_t> TakeFraction(std::string_view* text) {
  std::int64_t us = 0;
  if (!Take(text, '.')) return us;
  std::int64_t unit = kMicrosPerSecond / 10;
  std::size_t taken = 0;
  while (!text->empty() && text->front() >= '0' && text->front() <= '9') {
    us += (text->front() - '0') * unit;
    unit /= 10;
    text->remove_prefix(1);
    ++taken;
  }
  return taken == 0 ? std::nullopt : std::optional<std::int64_t>(us);
}

class RealClock final : public Clock {
 public:
  Instant Now() const override {
    return {std::chrono::duration_cast<microseconds>(
                std::chrono::system_clock::now().time_since_epoch())
                .count()};
  }
  std::int64_t MonotonicUs() const override {
    return std::chrono::duration_cast<microseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
  }
};

}  // namespace

bool IsValid(const Date& d) {
  return d.year >= 1 && d.year <= 9999 && d.month >= 1 && d.month <= 12 && d.day >= 1 &&
         ToYmd(d).ok();
}

std::int64_t DayNumber(const Date& d) {
  return date::sys_days(ToYmd(d)).time_since_epoch().count();
}

Date DateFromDayNumber(std::int64_t day) {
  return FromYmd(date::sys_days(date::days(static_cast<int>(day))));
}

Date AddMonthClamped(const Date& d) {
  const date::year_month_day next = ToYmd(d) + date::months(1);
  return next.ok() ? FromYmd(next) : FromYmd(next.year() / next.month() / date::last);
}

int AgeOn(const Date& birth, const Date& on) {
  const bool before_birthday =
      on.month < birth.month || (on.month == birth.month && on.day < birth.day);
  return on.year - birth.year - (before_birthday ? 1 : 0);
}

std::string FormatIso(const Date& d) {
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%04d-%02d-%02d", d.year % 10000, d.month % 100,
                d.day % 100);
  return buffer.data();
}

std::string FormatDutch(const Date& d) {
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%02d/%02d/%04d", d.day % 100, d.month % 100,
                d.year % 10000);
  return buffer.data();
}

std::optional<Date> ParseIsoDate(std::string_view text) {
  auto result = TakeDate(&text);
  return text.empty() ? result : std::nullopt;
}

std::string FormatRfc3339(Instant instant) {
  return date::format("%FT%TZ", SysMicros(microseconds(instant.us)));
}

std::optional<Instant> ParseRfc3339(std::string_view text) {
  const auto day = TakeDate(&text);
  if (!day || !Take(&text, 'T')) return std::nullopt;
  const auto hour = TakeDigits(&text, 2);
  if (!hour || !Take(&text, ':')) return std::nullopt;
  const auto minute = TakeDigits(&text, 2);
  if (!minute || !Take(&text, ':')) return std::nullopt;
  const auto second = TakeDigits(&text, 2);
  if (!second) return std::nullopt;
  const auto fraction = TakeFraction(&text);
  if (!fraction || text != "Z" || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  const std::int64_t seconds = ((DayNumber(*day) * 24 + *hour) * 60 + *minute) * 60 + *second;
  return Instant{seconds * kMicrosPerSecond + *fraction};
}

Local ToBrussels(Instant instant) {
  const auto local = Brussels().to_local(SysMicros(microseconds(instant.us)));
  const auto day = date::floor<date::days>(local);
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(local - day);
  return {FromYmd(date::year_month_day(day)), static_cast<int>(minutes.count())};
}

Instant FromBrussels(const Local& local) {
  const LocalMinutes wall =
      date::local_days(ToYmd(local.date)) + std::chrono::minutes(local.minute_of_day);
  const auto sys = Brussels().to_sys(wall, date::choose::earliest);
  return {std::chrono::duration_cast<microseconds>(sys.time_since_epoch()).count()};
}

Instant EndOfDayBrussels(const Date& d) {
  return FromBrussels({DateFromDayNumber(DayNumber(d) + 1), 0});
}

const Clock& SystemClock() {
  static const RealClock clock;
  return clock;
}

}  // namespace rondetafel::base
