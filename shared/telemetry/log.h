// JSON log lines, one object a line: time, level, service, event, fields. Never personal data:
// fields are codes, counts, ids of records and fixed texts.
//
//   Log(Level::kInfo, "caught_up", {{"service", "intake"}, {"records", 1200}});
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace rondetafel::telemetry {

enum class Level { kDebug, kInfo, kWarn, kError };

struct Field {
  std::string_view name;
  std::variant<std::int64_t, double, bool, std::string> value;
  Field(std::string_view n, std::string_view v) : name(n), value(std::string(v)) {}
  Field(std::string_view n, const std::string& v) : name(n), value(v) {}
  Field(std::string_view n, const char* v) : name(n), value(std::string(v)) {}
  Field(std::string_view n, std::int64_t v) : name(n), value(v) {}
  Field(std::string_view n, int v) : name(n), value(std::int64_t{v}) {}
  // A number beyond the signed range is shown as its largest.
  Field(std::string_view n, std::uint64_t v)
      : name(n), value(v > INT64_MAX ? INT64_MAX : static_cast<std::int64_t>(v)) {}
  Field(std::string_view n, double v) : name(n), value(v) {}
  Field(std::string_view n, bool v) : name(n), value(v) {}
};

// `event` is a fixed snake_case word. Thread-safe. Survives quotes, newlines and bad UTF-8.
void Log(Level level, std::string_view event, std::initializer_list<Field> fields = {});
// The line Log would write, for tests.
std::string FormatLine(Level level, std::string_view event, std::initializer_list<Field> fields,
                       std::int64_t time_us);
// Where lines go: stderr by default, or a file.
void SetLogFile(const std::string& path);
void SetLogLevel(Level level);

}  // namespace rondetafel::telemetry
