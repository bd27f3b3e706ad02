#include "shared/host/config.h"

#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <numeric>

#include "shared/base/check.h"
#include "shared/base/status.h"
#include "shared/base/text.h"

namespace rondetafel::host {
namespace {

constexpr std::string_view kEnvironmentPrefix = "RONDETAFEL_";
constexpr std::string_view kConfigVariable = "RONDETAFEL_CONFIG";
constexpr std::string_view kConfigFlag = "--config";
constexpr std::string_view kSwitches[] = {"--check-config", "--print-config", "--help", "--version",
                                          kAcceptTailLoss};

// Number of single-character changes from one word to the other.
std::size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

std::string Nearest(std::string_view word, const std::vector<std::string>& known) {
  const auto best = std::ranges::min_element(
      known, {}, [&](const std::string& candidate) { return Distance(word, candidate); });
  return best == known.end() ? std::string() : base::Cat("; did you mean ", *best, "?");
}

absl::Status Bad(std::string_view where, std::string_view what) {
  return absl::InvalidArgumentError(base::Cat(where, ": ", what));
}

std::string FaultIn(const Setting& setting, const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = error == std::errc{} && end == text.data() + text.size();
  switch (setting.kind) {
    case SettingKind::kText:
      if (setting.choices.empty() || std::ranges::count(setting.choices, text) > 0) return {};
      return base::Cat(
          "must be one of ",
          std::accumulate(
              std::next(setting.choices.begin()), setting.choices.end(), setting.choices.front(),
              [](std::string list, const std::string& next) { return list + ", " + next; }));
    case SettingKind::kPort:
      return is_number && number >= 0 && number <= 65535 ? "" : "must be a port, 0 to 65535";
    case SettingKind::kNumber:
      return is_number && number >= 0 ? "" : "must be a whole number, not below 0";
    case SettingKind::kBool:
      return text == "true" || text == "false" ? "" : "must be true or false";
  }
  return "is of no known kind";
}

// Keys of a parsed file as "table.key".
absl::Status Flatten(const toml::table& table, const std::string& prefix, const std::string& path,
                     std::map<std::string, std::string>& out) {
  for (const auto& [name, node] : table) {
    const std::string key = prefix + std::string(name.str());
    if (const auto* inner = node.as_table()) {
      RT_RETURN_IF_ERROR(Flatten(*inner, key + ".", path, out));
    } else if (const auto* text = node.as_string()) {
      out[key] = text->get();
    } else if (const auto* number = node.as_integer()) {
      out[key] = std::to_string(number->get());
    } else if (const auto* flag = node.as_boolean()) {
      out[key] = flag->get() ? "true" : "false";
    } else {
      return Bad(path, base::Cat(key, " must be a text, a whole number or true or false"));
    }
  }
  return absl::OkStatus();
}

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

}  // namespace

std::string EnvironmentNameOf(std::string_view key) {
  std::string name(kEnvironmentPrefix);
  for (const char c : key) {
    name += c == '.' ? '_' : (c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  return name;
}

std::string FlagNameOf(std::string_view key) {
  std::string name = "--";
  for (const char c : key) name += c == '.' || c == '_' ? '-' : c;
  return name;
}

std::map<std::string, std::string> ProcessEnvironment() {
  std::map<std::string, std::string> all;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view line = *entry;
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    all.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  return all;
}

std::string DescribeSettings(const std::vector<Setting>& settings) {
  std::string out;
  for (const Setting& setting : settings) {
    std::string flag = FlagNameOf(setting.key);
    flag.resize(std::max<std::size_t>(flag.size() + 1, 26), ' ');
    out += base::Cat("  ", flag, setting.help);
    if (!setting.default_value.empty()) out += base::Cat(" [", setting.default_value, "]");
    out += '\n';
  }
  return out;
}

absl::StatusOr<Config> Config::Load(std::vector<Setting> settings, const Sources& sources) {
  Config config;
  config.settings_ = std::move(settings);
  for (const Setting& setting : config.settings_) {
    RT_CHECK(
        config.values_.try_emplace(setting.key, Value{setting.default_value, "default"}).second);
  }
  std::string file;
  const auto from_environment = sources.environment.find(std::string(kConfigVariable));
  if (from_environment != sources.environment.end()) file = from_environment->second;
  for (std::size_t i = 0; i < sources.arguments.size(); ++i) {
    const std::string& argument = sources.arguments[i];
    if (argument == kConfigFlag && i + 1 < sources.arguments.size())
      file = sources.arguments[i + 1];
    if (argument.starts_with("--config=")) file = argument.substr(kConfigFlag.size() + 1);
  }
  if (!file.empty()) RT_RETURN_IF_ERROR(config.ReadFile(file));
  RT_RETURN_IF_ERROR(config.ReadEnvironment(sources.environment));
  RT_RETURN_IF_ERROR(config.ReadArguments(sources.arguments));
  return config;
}

absl::Status Config::ReadFile(const std::string& path) {
  std::map<std::string, std::string> given;
  try {
    RT_RETURN_IF_ERROR(Flatten(toml::parse_file(path), "", path, given));
  } catch (const toml::parse_error& error) {
    return Bad(path, base::Cat("line ", static_cast<int>(error.source().begin.line), ": ",
                               error.description()));
  }
  std::vector<std::string> known;
  for (const Setting& setting : settings_) known.push_back(setting.key);
  for (auto& [key, text] : given) {
    const Setting* setting = Find(key);
    if (setting == nullptr) {
      return Bad(path, base::Cat("there is no setting ", key, Nearest(key, known)));
    }
    RT_RETURN_IF_ERROR(Put(*setting, std::move(text), path));
  }
  return absl::OkStatus();
}

absl::Status Config::ReadEnvironment(const std::map<std::string, std::string>& environment) {
  std::map<std::string, const Setting*> by_name;
  std::vector<std::string> known;
  for (const Setting& setting : settings_) {
    known.push_back(EnvironmentNameOf(setting.key));
    by_name[known.back()] = &setting;
  }
  for (const auto& [name, text] : environment) {
    if (!name.starts_with(kEnvironmentPrefix) || name == kConfigVariable) continue;
    const auto found = by_name.find(name);
    if (found == by_name.end()) {
      return Bad("environment", base::Cat("there is no setting ", name, Nearest(name, known)));
    }
    RT_RETURN_IF_ERROR(Put(*found->second, text, base::Cat("environment ", name)));
  }
  return absl::OkStatus();
}

absl::Status Config::ReadArguments(const std::vector<std::string>& arguments) {
  std::map<std::string, const Setting*> by_name;
  std::vector<std::string> known(std::begin(kSwitches), std::end(kSwitches));
  known.emplace_back(kConfigFlag);
  for (const Setting& setting : settings_) {
    known.push_back(FlagNameOf(setting.key));
    by_name[known.back()] = &setting;
  }
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (std::ranges::count(kSwitches, arguments[i]) > 0) {
      switches_.push_back(arguments[i]);
      continue;
    }
    const std::size_t equals = arguments[i].find('=');
    const std::string name = arguments[i].substr(0, equals);
    const auto found = by_name.find(name);
    if (found == by_name.end() && name != kConfigFlag) {
      return Bad("command line", base::Cat("there is no flag ", name, Nearest(name, known)));
    }
    if (equals == std::string::npos && i + 1 == arguments.size()) {
      return Bad("command line", base::Cat(name, " needs a value"));
    }
    std::string text =
        equals == std::string::npos ? arguments[++i] : arguments[i].substr(equals + 1);
    if (name == kConfigFlag) continue;
    RT_RETURN_IF_ERROR(Put(*found->second, std::move(text), base::Cat("flag ", name)));
  }
  return absl::OkStatus();
}

absl::Status Config::Put(const Setting& setting, std::string text, std::string origin) {
  const std::string fault = FaultIn(setting, text);
  if (!fault.empty()) return Bad(origin, base::Cat(setting.key, " ", fault));
  values_[setting.key] = {std::move(text), std::move(origin)};
  return absl::OkStatus();
}

const Setting* Config::Find(std::string_view key) const {
  const auto found = std::ranges::find(settings_, key, &Setting::key);
  return found == settings_.end() ? nullptr : &*found;
}

const Setting& Config::Known(std::string_view key) const {
  const Setting* setting = Find(key);
  RT_CHECK(setting != nullptr);
  return *setting;
}

const std::string& Config::Text(std::string_view key) const {
  RT_CHECK(Known(key).kind == SettingKind::kText);
  return values_.find(key)->second.text;
}

std::int64_t Config::Number(std::string_view key) const {
  const SettingKind kind = Known(key).kind;
  RT_CHECK(kind == SettingKind::kNumber || kind == SettingKind::kPort);
  const std::string& text = values_.find(key)->second.text;
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

bool Config::Flag(std::string_view key) const {
  RT_CHECK(Known(key).kind == SettingKind::kBool);
  return values_.find(key)->second.text == "true";
}

std::string Config::Print() const {
  // A TOML file has the keys without a table first.
  std::map<std::string, std::vector<const Setting*>> tables;
  for (const Setting& setting : settings_) {
    const std::size_t dot = setting.key.find('.');
    tables[dot == std::string::npos ? "" : setting.key.substr(0, dot)].push_back(&setting);
  }
  std::string out;
  for (const auto& [table, settings] : tables) {
    if (!table.empty()) out += base::Cat("\n[", table, "]\n");
    for (const Setting* setting : settings) {
      const Value& value = values_.find(setting->key)->second;
      const std::string name = table.empty() ? setting->key : setting->key.substr(table.size() + 1);
      out += base::Cat(name, " = ",
                       setting->kind == SettingKind::kText ? Quoted(value.text) : value.text,
                       "  # ", value.origin, "\n");
    }
  }
  return out;
}

bool Config::Asked(std::string_view switch_name) const {
  return std::ranges::count(switches_, switch_name) > 0;
}

}  // namespace rondetafel::host
