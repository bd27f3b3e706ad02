// Writing JSON text that is valid whatever bytes come in. For log lines and the admin port.
#pragma once
#include <string>
#include <string_view>

namespace rondetafel::telemetry {

// Appends `text` as a JSON string with its quotes. Quotes, backslashes and control characters are
// escaped; each byte that is not part of valid UTF-8 becomes one U+FFFD.
void AppendJsonText(std::string& out, std::string_view text);
// Shortest form that reads back the same; null for what JSON cannot say (infinite, not a number).
void AppendJsonNumber(std::string& out, double number);
// Length of the valid UTF-8 sequence at the start of `text`, 1–4; 0 when there is none.
int Utf8Length(std::string_view text);

}  // namespace rondetafel::telemetry
