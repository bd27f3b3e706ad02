#include "tests/fault/load/settings.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "shared/base/text.h"

namespace rondetafel::fault {
namespace {

bool ParseNumber(const std::string& text, auto* value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *value);
  return error == std::errc{} && end == text.data() + text.size();
}

bool ParseMix(const std::string& text, Mix* mix) {
  static const std::map<std::string, Mix> words = {
      {"cases", Mix::kCases}, {"figures", Mix::kFigures}, {"both", Mix::kBoth}};
  const auto found = words.find(text);
  if (found != words.end()) *mix = found->second;
  return found != words.end();
}

}  // namespace

absl::StatusOr<Settings> ParseSettings(const std::vector<std::string>& arguments) {
  Settings s;
  const std::map<std::string, std::string*> texts = {
      {"endpoints", &s.endpoints}, {"keys-dir", &s.keys_dir}, {"observed", &s.observed}};
  const std::map<std::string, std::int64_t*> numbers = {{"commands", &s.commands},
                                                        {"seconds", &s.seconds},
                                                        {"in-flight", &s.in_flight},
                                                        {"rate", &s.rate},
                                                        {"race", &s.race},
                                                        {"cases-open", &s.cases_open},
                                                        {"repeat", &s.repeat},
                                                        {"changed", &s.changed},
                                                        {"shed", &s.shed},
                                                        {"timeout-ms", &s.timeout_ms},
                                                        {"settle-seconds", &s.settle_seconds}};
  for (const std::string& argument : arguments) {
    const auto equals = argument.find('=');
    if (!argument.starts_with("--") || equals == std::string::npos) {
      return absl::InvalidArgumentError(base::Cat("not --name=value: ", argument));
    }
    const std::string name = argument.substr(2, equals - 2);
    const std::string value = argument.substr(equals + 1);
    bool fits = false;
    if (const auto text = texts.find(name); text != texts.end()) {
      *text->second = value;
      fits = true;
    } else if (const auto number = numbers.find(name); number != numbers.end()) {
      fits = ParseNumber(value, number->second) && *number->second >= 0;
    } else if (name == "seed" || name == "number") {
      fits = ParseNumber(value, name == "seed" ? &s.seed : &s.number);
    } else if (name == "mix") {
      fits = ParseMix(value, &s.mix);
    }
    if (!fits) return absl::InvalidArgumentError(base::Cat("unknown or wrong: ", argument));
  }
  if (s.endpoints.empty() || s.keys_dir.empty()) {
    return absl::InvalidArgumentError("--endpoints and --keys-dir are needed");
  }
  return s;
}

}  // namespace rondetafel::fault
