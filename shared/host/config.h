// Configuration of a program: default < TOML file < environment < flag. One key, three spellings:
//
//   file         [intake]  port = 7401
//   environment  RONDETAFEL_INTAKE_PORT=7401
//   flag         --intake-port 7401   or   --intake-port=7401
//
// A key nobody knows is an error that names the nearest known one: a misspelt setting that is
// silently ignored is found out in production.
#pragma once
#include <absl/status/statusor.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rondetafel::host {

// What a value must look like.
enum class SettingKind { kText, kPort, kNumber, kBool };

struct Setting {
  std::string key;  // "intake.port"; lower case, digits, '_', one '.' at most
  SettingKind kind = SettingKind::kText;
  std::string default_value;
  std::string help;                       // one line
  std::vector<std::string> choices = {};  // of a text; empty: any
};

// A switch, not a setting: to go on without records that the log has lost is decided for one start.
inline constexpr std::string_view kAcceptTailLoss = "--accept-tail-loss";

class Config {
 public:
  // What a program was started with.
  struct Sources {
    std::vector<std::string> arguments;              // without the program's name
    std::map<std::string, std::string> environment;  // all of it
  };

  // INVALID_ARGUMENT in one sentence: where, which key, what would be right. The file is the one
  // that
  // --config or RONDETAFEL_CONFIG names; without either there is none.
  static absl::StatusOr<Config> Load(std::vector<Setting> settings, const Sources& sources);

  // The key must be a known one of that kind (CHECK).
  const std::string& Text(std::string_view key) const;
  std::int64_t Number(std::string_view key) const;  // also of ports
  bool Flag(std::string_view key) const;

  // As a TOML file, each key with where its value comes from.
  std::string Print() const;
  // --check-config, --print-config, --help, --version, --accept-tail-loss given.
  bool Asked(std::string_view switch_name) const;

 private:
  struct Value {
    std::string text;
    std::string origin;
  };
  absl::Status ReadFile(const std::string& path);
  absl::Status ReadEnvironment(const std::map<std::string, std::string>& environment);
  absl::Status ReadArguments(const std::vector<std::string>& arguments);
  absl::Status Put(const Setting& setting, std::string text, std::string origin);
  const Setting* Find(std::string_view key) const;
  const Setting& Known(std::string_view key) const;

  std::vector<Setting> settings_;
  std::map<std::string, Value, std::less<>> values_;
  std::vector<std::string> switches_;
};

// "intake.port" → "RONDETAFEL_INTAKE_PORT" and "--intake-port".
std::string EnvironmentNameOf(std::string_view key);
std::string FlagNameOf(std::string_view key);
// The process's own environment.
std::map<std::string, std::string> ProcessEnvironment();
// One line a setting, for --help.
std::string DescribeSettings(const std::vector<Setting>& settings);

}  // namespace rondetafel::host
