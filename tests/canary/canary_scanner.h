// CanaryScanner: looks for marked personal data where none may be (architecture 6).
//
//   std::vector<Canary> canaries = {{"the youth's name", "Tilde Testkind-Kanarie"}};
//   CanaryScanner scanner(canaries);
//   RT_ASSIGN_OR_RETURN(std::vector<CanaryHit> hits, scanner.ScanDirectory(data_dir));
//   hits = scanner.ScanText("log line", line);
//
// A test drives a case with canaries: texts that occur nowhere else. Then it scans every file, log
// line, metric, trace and error text. It finds a canary as it is and in the forms text takes on its
// way: other case, hexadecimal, base64 at each of three alignments in both alphabets, UTF-16 in
// both byte orders, percent-encoded and JSON-escaped. It does not look into compressed or encrypted
// bytes: switch compression off for the test. Hits name the canary by its label, never by its text.
#pragma once
#include <absl/status/statusor.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rondetafel::canary {

struct Canary {
  std::string label;
  std::string text;  // at least kCanaryBytesMin, or chance would find it; may be any bytes
};
inline constexpr std::size_t kCanaryBytesMin = 6;

struct CanaryHit {
  std::string label;
  std::string form;   // "plain", "base64", …
  std::string place;  // file below the directory, or what ScanText was told
  std::uint64_t offset = 0;
};
// "the youth's name as base64 in keyring/000012.sst at 4711"
std::string Describe(const CanaryHit& hit);

// Immutable, so thread-safe.
class CanaryScanner {
 public:
  explicit CanaryScanner(const std::vector<Canary>& canaries);

  // The first hit of each form of each canary.
  std::vector<CanaryHit> ScanText(std::string_view place, std::string_view text) const;
  // File names below `directory` and the content of every regular file, however deep; links are not
  // followed. NOT_FOUND: no such directory. UNAVAILABLE: a file cannot be read; a file that
  // disappears meanwhile is passed over.
  absl::StatusOr<std::vector<CanaryHit>> ScanDirectory(const std::string& directory) const;

 private:
  struct Needle {
    std::string label;
    std::string form;
    std::string bytes;
    bool any_case = false;  // `bytes` is lower case, compared with the lower-cased text
  };
  absl::Status ScanFile(const std::string& path, const std::string& place,
                        std::vector<CanaryHit>& hits) const;
  void AddNeedles(const Canary& canary);

  std::vector<Needle> needles_;
  std::size_t longest_ = 0;
};

}  // namespace rondetafel::canary
