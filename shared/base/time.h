// Time as this suite needs it: instants in UTC microseconds, civil dates, and Brussels in between.
// Nothing here reads a clock; clocks are ports (Clock) given to whoever may look at one.
#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rondetafel::base {

// Microseconds since 1970-01-01T00:00:00Z.
struct Instant {
  std::int64_t us = 0;
  friend auto operator<=>(const Instant&, const Instant&) = default;
};

// A civil date, proleptic Gregorian.
struct Date {
  int year = 0;
  int month = 0;  // 1–12
  int day = 0;    // 1–31
  friend auto operator<=>(const Date&, const Date&) = default;
};

// Wall-clock date and minute in Europe/Brussels.
struct Local {
  Date date;
  int minute_of_day = 0;  // 0–1439
  friend auto operator<=>(const Local&, const Local&) = default;
};

bool IsValid(const Date& date);
// Days since 1970-01-01, and back.
std::int64_t DayNumber(const Date& date);
Date DateFromDayNumber(std::int64_t day);
inline std::int64_t DaysBetween(const Date& from, const Date& to) {
  return DayNumber(to) - DayNumber(from);
}
// One calendar month later, the day clamped to the month's end (Q12).
Date AddMonthClamped(const Date& date);
// Completed years of age on `on`; a birthday on 29 February counts from 1 March in common years.
int AgeOn(const Date& birth, const Date& on);

// "2021-12-31"; "31/12/2021" for people.
std::string FormatIso(const Date& date);
std::string FormatDutch(const Date& date);
std::optional<Date> ParseIsoDate(std::string_view text);
// "2021-12-31T22:30:00.000000Z" and back (fraction optional).
std::string FormatRfc3339(Instant instant);
std::optional<Instant> ParseRfc3339(std::string_view text);

// Brussels wall clock of an instant, and the instant of a wall clock (an ambiguous hour takes the
// earlier reading, a skipped one moves forward).
Local ToBrussels(Instant instant);
Instant FromBrussels(const Local& local);
// The first instant after 24:00 Brussels on `date`: "known on D" means registered before it.
Instant EndOfDayBrussels(const Date& date);

// The two clocks a process has. Wall time may jump; monotonic time never goes back.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant Now() const = 0;
  // Microseconds from an arbitrary start.
  virtual std::int64_t MonotonicUs() const = 0;
};
const Clock& SystemClock();

}  // namespace rondetafel::base
