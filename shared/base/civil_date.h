// Business dates between protobuf and C++, and the age band a date gives.
#pragma once
#include "google/type/date.pb.h"
#include "rondetafel/type/v1/type.pb.h"
#include "shared/base/time.h"

namespace rondetafel::base {

// An unset date is all zeros.
inline bool IsSet(const google::type::Date& date) {
  return date.year() != 0 || date.month() != 0 || date.day() != 0;
}

// Does not judge: the result may be no day at all (see IsValid).
inline Date FromProto(const google::type::Date& date) {
  return {date.year(), date.month(), date.day()};
}

inline google::type::Date ToProto(const Date& date) {
  google::type::Date out;
  out.set_year(date.year);
  out.set_month(date.month);
  out.set_day(date.day);
  return out;
}

inline Local FromProto(const type::v1::LocalMoment& moment) {
  return {FromProto(moment.date()), moment.minute_of_day()};
}

inline type::v1::LocalMoment ToProto(const Local& local) {
  type::v1::LocalMoment out;
  *out.mutable_date() = ToProto(local.date);
  out.set_minute_of_day(local.minute_of_day);
  return out;
}

// Age band on the date of a fact (Q23); both dates must be valid and `birth` not after `on`.
inline type::v1::AgeBand AgeBandOn(const Date& birth, const Date& on) {
  const int age = AgeOn(birth, on);
  if (age < 12) return type::v1::AGE_BAND_BELOW_12;
  if (age < 18) return type::v1::AGE_BAND_12_TO_17;
  if (age < 25) return type::v1::AGE_BAND_18_TO_24;
  return type::v1::AGE_BAND_25_AND_OVER;
}

}  // namespace rondetafel::base
