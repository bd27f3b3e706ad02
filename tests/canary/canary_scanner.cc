#include "tests/canary/canary_scanner.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <system_error>

#include "shared/base/check.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "tests/canary/canary_forms.h"

namespace rondetafel::canary {
namespace {

constexpr std::size_t kChunkBytes = 4 * 1024 * 1024;

}  // namespace

std::string Describe(const CanaryHit& hit) {
  return base::Cat(hit.label, " as ", hit.form, " in ", hit.place, " at ", hit.offset);
}

CanaryScanner::CanaryScanner(const std::vector<Canary>& canaries) {
  for (const Canary& canary : canaries) {
    RT_CHECK(canary.text.size() >= kCanaryBytesMin);
    AddNeedles(canary);
  }
  for (const Needle& needle : needles_) longest_ = std::max(longest_, needle.bytes.size());
}

void CanaryScanner::AddNeedles(const Canary& canary) {
  std::set<std::string> seen;
  const auto add = [&](std::string_view form, std::string bytes, bool any_case) {
    if (any_case) bytes = LowerAscii(bytes);
    if (!bytes.empty() && seen.insert(bytes).second) {
      needles_.push_back({canary.label, std::string(form), std::move(bytes), any_case});
    }
  };
  const std::string& text = canary.text;
  add("plain", text, true);
  add("hexadecimal", Hexadecimal(text), true);
  add("UTF-16LE", Utf16(text, false), true);
  add("UTF-16BE", Utf16(text, true), true);
  add("percent-encoded", PercentEncoded(text, false), true);
  add("percent-encoded", PercentEncoded(text, true), true);
  add("JSON-escaped", JsonEscaped(text), true);
  for (const auto alphabet : {Base64Alphabet::kStandard, Base64Alphabet::kUrl}) {
    for (std::string& middle : Base64Middles(text, alphabet))
      add("base64", std::move(middle), false);
  }
}

std::vector<CanaryHit> CanaryScanner::ScanText(std::string_view place,
                                               std::string_view text) const {
  std::vector<CanaryHit> hits;
  const std::string lower = LowerAscii(text);
  for (const Needle& needle : needles_) {
    const std::string_view hay = needle.any_case ? std::string_view(lower) : text;
    const std::size_t at = hay.find(needle.bytes);
    if (at != std::string_view::npos) {
      hits.push_back({needle.label, needle.form, std::string(place), at});
    }
  }
  return hits;
}

absl::Status CanaryScanner::ScanFile(const std::string& path, const std::string& place,
                                     std::vector<CanaryHit>& hits) const {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return std::filesystem::exists(path)
               ? absl::UnavailableError(base::Cat("cannot be read: ", place))
               : absl::OkStatus();
  }
  // Chunks overlap by the longest form, so that none hides on a border.
  std::string window;
  std::string chunk(kChunkBytes, '\0');
  std::uint64_t start = 0;
  std::set<std::pair<std::string, std::string>> seen;
  while (file) {
    file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    window.append(chunk, 0, static_cast<std::size_t>(file.gcount()));
    for (CanaryHit& hit : ScanText(place, window)) {
      hit.offset += start;
      if (seen.emplace(hit.label, hit.form).second) hits.push_back(std::move(hit));
    }
    const std::size_t drop = window.size() > longest_ ? window.size() - longest_ : 0;
    window.erase(0, drop);
    start += drop;
  }
  return file.bad() ? absl::UnavailableError(base::Cat("cannot be read: ", place))
                    : absl::OkStatus();
}

absl::StatusOr<std::vector<CanaryHit>> CanaryScanner::ScanDirectory(
    const std::string& directory) const {
  namespace fs = std::filesystem;
  std::error_code error;
  if (!fs::is_directory(directory, error)) return absl::NotFoundError("no such directory to scan");
  std::vector<CanaryHit> hits;
  for (fs::recursive_directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string place = entry->path().lexically_relative(directory).string();
    for (CanaryHit& hit : ScanText("a file name", place)) hits.push_back(std::move(hit));
    if (entry->is_symlink(error) || !entry->is_regular_file(error)) continue;
    RT_RETURN_IF_ERROR(ScanFile(entry->path().string(), place, hits));
  }
  if (error) return absl::UnavailableError("a directory cannot be read");
  return hits;
}

}  // namespace rondetafel::canary
