#include "tools/rtctl/json_text.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cstdio>

#include "rondetafel/type/v1/type.pb.h"
#include "shared/base/civil_date.h"
#include "shared/base/text.h"
#include "shared/base/time.h"

namespace rondetafel::rtctl {
namespace {

std::string Json(const google::protobuf::Message& message, bool pretty) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = pretty;
  options.preserve_proto_field_names = true;
  std::string json;
  const bool ok = google::protobuf::util::MessageToJsonString(message, &json, options).ok();
  return ok ? json : "{}";
}

// The prefix that every value of the type shares: up to UNSPECIFIED of the zero value.
std::string PrefixOf(const google::protobuf::EnumDescriptor& type) {
  const std::string& zero = type.value(0)->name();
  const std::size_t end = zero.rfind("UNSPECIFIED");
  return end == std::string::npos ? std::string() : zero.substr(0, end);
}

std::string Short(const google::protobuf::EnumDescriptor& type, const std::string& name) {
  const std::string prefix = PrefixOf(type);
  return name.starts_with(prefix) ? name.substr(prefix.size()) : name;
}

char UpperOf(char c) {
  if (c == '-' || c == ' ') return '_';
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

constexpr std::string_view kRegionCodes[] = {"", "ANT", "BRU", "LIM", "OVL", "VBR", "WVL"};

}  // namespace

std::string JsonPretty(const google::protobuf::Message& message) { return Json(message, true); }

std::string JsonLine(const google::protobuf::Message& message) { return Json(message, false); }

std::string EnumText(const google::protobuf::EnumDescriptor& type, int number) {
  const auto* value = type.FindValueByNumber(number);
  if (value == nullptr) return std::to_string(number);
  std::string text = Short(type, value->name());
  for (char& c : text) c = c == '_' ? ' ' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

std::optional<int> ParseEnum(const google::protobuf::EnumDescriptor& type, std::string_view text) {
  std::string upper(text);
  std::ranges::transform(upper, upper.begin(), UpperOf);
  if (type.full_name() == "rondetafel.type.v1.Region") {
    const auto code = std::ranges::find(kRegionCodes, upper);
    if (!upper.empty() && code != std::end(kRegionCodes)) {
      return static_cast<int>(code - std::begin(kRegionCodes));
    }
  }
  for (int i = 0; i < type.value_count(); ++i) {
    const auto& value = *type.value(i);
    if (upper == value.name() || upper == Short(type, value.name()) ||
        upper == std::to_string(value.number())) {
      return value.number();
    }
  }
  return std::nullopt;
}

std::string EnumChoices(const google::protobuf::EnumDescriptor& type) {
  std::string choices;
  for (int i = 1; i < type.value_count(); ++i) {
    choices += base::Cat(i == 1 ? "" : ", ", Short(type, type.value(i)->name()));
  }
  return choices;
}

std::string_view RegionCode(int region) {
  return region > 0 && region < 7 ? kRegionCodes[region] : std::string_view();
}

std::string DateText(const google::type::Date& date) {
  return base::IsSet(date) ? base::FormatIso(base::FromProto(date)) : std::string();
}

std::optional<google::type::Date> ParseDate(std::string_view text) {
  const auto date = base::ParseIsoDate(text);
  if (!date || !base::IsValid(*date)) return std::nullopt;
  return base::ToProto(*date);
}

std::string MomentText(const google::protobuf::Timestamp& at) {
  const base::Instant instant{at.seconds() * 1'000'000 + at.nanos() / 1000};
  const base::Local local = base::ToBrussels(instant);
  char clock[32];
  std::snprintf(clock, sizeof(clock), " %02d:%02d:%02d,%03d", local.minute_of_day / 60,
                local.minute_of_day % 60, static_cast<int>(at.seconds() % 60),
                at.nanos() / 1'000'000);
  return base::FormatIso(local.date) + clock;
}

std::optional<google::protobuf::Timestamp> ParseKnownOn(std::string_view text) {
  std::optional<base::Instant> instant = base::ParseRfc3339(text);
  if (!instant) {
    const auto date = base::ParseIsoDate(text);
    if (!date || !base::IsValid(*date)) return std::nullopt;
    instant =
        base::Instant{std::min(base::EndOfDayBrussels(*date).us - 1, base::SystemClock().Now().us)};
  }
  google::protobuf::Timestamp at;
  at.set_seconds(instant->us / 1'000'000);
  at.set_nanos(static_cast<int>(instant->us % 1'000'000) * 1000);
  return at;
}

std::size_t Width(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string PadRight(std::string_view text, std::size_t width) {
  std::string out(text);
  out.append(std::max(Width(text), width) - Width(text), ' ');
  return out;
}

std::string PadLeft(std::string_view text, std::size_t width) {
  return std::string(std::max(Width(text), width) - Width(text), ' ') + std::string(text);
}

}  // namespace rondetafel::rtctl
