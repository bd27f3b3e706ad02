// Protobuf messages as JSON, and enums and dates as people write them.
#pragma once
#include <google/protobuf/message.h>
#include <google/protobuf/timestamp.pb.h>

#include <optional>
#include <string>
#include <string_view>

#include "google/type/date.pb.h"

namespace rondetafel::rtctl {

// Indented, names as in the .proto files. A message that is not valid UTF-8 gives "{}".
std::string JsonPretty(const google::protobuf::Message& message);
// On one line.
std::string JsonLine(const google::protobuf::Message& message);

// "REQUEST_STATUS_UNDER_ASSESSMENT" → "under assessment".
std::string EnumText(const google::protobuf::EnumDescriptor& type, int number);
template <class Enum>
std::string EnumText(Enum value) {
  return EnumText(*google::protobuf::GetEnumDescriptor<Enum>(), value);
}
// Name with or without the type's prefix, any case, dashes for underscores, or the number of a
// value the type has. Regions also by their three letters ("ANT").
std::optional<int> ParseEnum(const google::protobuf::EnumDescriptor& type, std::string_view text);
// The values without prefix, joined by ", ": for help and for errors.
std::string EnumChoices(const google::protobuf::EnumDescriptor& type);

// "ANT", "BRU" …; "" for none.
std::string_view RegionCode(int region);

// "2021-12-31"; "" when unset.
std::string DateText(const google::type::Date& date);
std::optional<google::type::Date> ParseDate(std::string_view text);
// Brussels wall clock with milliseconds: "2026-11-22 12:03:04,123".
std::string MomentText(const google::protobuf::Timestamp& at);
// A date means the end of that day in Brussels, but not later than now; else RFC 3339.
std::optional<google::protobuf::Timestamp> ParseKnownOn(std::string_view text);

// Number of characters on a terminal (code points).
std::size_t Width(std::string_view text);
// Padded with spaces to `width` characters; longer texts stay as they are.
std::string PadRight(std::string_view text, std::size_t width);
std::string PadLeft(std::string_view text, std::size_t width);

}  // namespace rondetafel::rtctl
