#include "shared/projection/checkpoint_manifest.h"

#include <sodium.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "shared/base/text.h"

namespace rondetafel::projection {
namespace {

constexpr std::string_view kFirstLine = "rondetafel checkpoint 1";
constexpr std::size_t kRowHashDigits = 32;
constexpr std::size_t kNameBytesMax = 200;

std::string HashLine(std::string_view text) {
  commit::Hash hash;
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size(), nullptr, 0);
  return base::Cat("manifest_hash ", commit::HashToHex(hash), "\n");
}

// Topics and file names: what may stand between two spaces and is no path.
bool IsName(std::string_view name) {
  return !name.empty() && name.size() <= kNameBytesMax && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '-' || c == '_';
         });
}

// Takes a text apart, field by field. After the first fault everything is empty and good() false.
class Fields {
 public:
  explicit Fields(std::string_view text) : rest_(text) {}

  bool good() const { return good_; }
  bool at_end() const { return rest_.empty(); }
  bool NextIs(std::string_view key) const {
    return rest_.starts_with(key) && rest_.substr(key.size()).starts_with(' ');
  }
  // Up to `end`, which is taken too.
  std::string_view Until(char end) {
    const std::size_t at = rest_.find(end);
    if (at == std::string_view::npos) return Fail();
    const std::string_view field = rest_.substr(0, at);
    rest_.remove_prefix(at + 1);
    return field;
  }
  void Key(std::string_view key) {
    if (Until(' ') != key) Fail();
  }
  std::string Name(char end) {
    const std::string_view name = Until(end);
    if (!IsName(name)) Fail();
    return std::string(name);
  }
  // Zero or more, without leading zeros.
  template <class Number>
  Number Natural(char end) {
    const std::string_view text = Until(end);
    Number value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && stop == text.data() + text.size();
    if (!whole || text.front() == '-' || (text.size() > 1 && text.front() == '0')) Fail();
    return value;
  }
  std::string Hex(std::size_t digits, char end) {
    const std::string_view text = Until(end);
    const bool hex = text.size() == digits &&
                     text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    if (!hex) Fail();
    return hex ? std::string(text) : std::string(digits, '0');
  }
  commit::Hash Hash(char end) {
    commit::Hash hash;
    const std::string hex = Hex(2 * hash.size(), end);
    for (std::size_t i = 0; i < hash.size(); ++i) {
      std::from_chars(hex.data() + 2 * i, hex.data() + 2 * i + 2, hash[i], 16);
    }
    return hash;
  }

 private:
  std::string_view Fail() {
    good_ = false;
    return rest_ = {};
  }

  std::string_view rest_;
  bool good_ = true;
};

template <class Entries, class Less>
bool StrictlyRising(const Entries& entries, Less less) {
  return std::adjacent_find(entries.begin(), entries.end(), [&](const auto& a, const auto& b) {
           return !less(a, b);
         }) == entries.end();
}

std::optional<CheckpointManifest> Parse(std::string_view text) {
  Fields in(text);
  CheckpointManifest manifest;
  if (in.Until('\n') != kFirstLine) return std::nullopt;
  in.Key("log_id");
  const std::string_view id_text = in.Until('\n');
  const auto log_id = base::LogId::Parse(std::string(id_text));
  if (!log_id || log_id->ToString() != id_text) return std::nullopt;
  manifest.log_id = *log_id;
  in.Key("topic");
  manifest.topic = in.Name('\n');
  in.Key("projection_version");
  manifest.projection_version = in.Natural<int>('\n');
  in.Key("hash");
  manifest.hash = in.Hex(kRowHashDigits, '\n');
  while (in.NextIs("position")) {
    in.Key("position");
    CheckpointPosition position;
    position.source.topic = in.Name(' ');
    position.source.partition = in.Natural<int>(' ');
    position.next = in.Natural<eventlog::Offset>(' ');
    position.running = in.Hash('\n');
    manifest.positions.push_back(std::move(position));
  }
  while (in.NextIs("file")) {
    in.Key("file");
    CheckpointFile file;
    file.name = in.Name(' ');
    file.bytes = in.Natural<std::uint64_t>(' ');
    file.hash = in.Hash('\n');
    manifest.files.push_back(std::move(file));
  }
  const bool sorted =
      StrictlyRising(manifest.positions,
                     [](const auto& a, const auto& b) { return a.source < b.source; }) &&
      StrictlyRising(manifest.files, [](const auto& a, const auto& b) { return a.name < b.name; });
  if (!in.good() || !in.at_end() || !sorted) return std::nullopt;
  return manifest;
}

}  // namespace

std::string EncodeManifest(const CheckpointManifest& manifest) {
  std::string text = base::Cat(kFirstLine, "\nlog_id ", manifest.log_id.ToString(), "\ntopic ",
                               manifest.topic, "\nprojection_version ", manifest.projection_version,
                               "\nhash ", manifest.hash, "\n");
  for (const CheckpointPosition& position : manifest.positions) {
    text += base::Cat("position ", position.source.topic, " ", position.source.partition, " ",
                      position.next, " ", commit::HashToHex(position.running), "\n");
  }
  for (const CheckpointFile& file : manifest.files) {
    text += base::Cat("file ", file.name, " ", file.bytes, " ", commit::HashToHex(file.hash), "\n");
  }
  return text + HashLine(text);
}

absl::StatusOr<CheckpointManifest> DecodeManifest(std::string_view text) {
  const std::size_t last_line = text.rfind("manifest_hash ");
  if (last_line == std::string_view::npos) {
    return absl::InvalidArgumentError("the manifest has no hash: it was not finished");
  }
  if (text.substr(last_line) != HashLine(text.substr(0, last_line))) {
    return absl::InvalidArgumentError("the manifest does not have the hash it says");
  }
  auto manifest = Parse(text.substr(0, last_line));
  if (!manifest) return absl::InvalidArgumentError("the manifest cannot be understood");
  return *std::move(manifest);
}

}  // namespace rondetafel::projection
