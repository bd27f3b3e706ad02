#include "shared/eventlog_rocksdb/framed_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

#include "shared/base/text.h"
#include "shared/eventlog_rocksdb/crc32c.h"

namespace rondetafel::eventlog {

namespace {

constexpr std::size_t kBlockBytes = 32 * 1024;
constexpr std::size_t kHeaderBytes = 7;
constexpr unsigned char kWholeRecord = 1;
constexpr unsigned char kFirstOfRecord = 2;
constexpr std::uint32_t kMaskDelta = 0xa282ead8;

std::uint32_t LittleEndian(std::string_view bytes) {
  std::uint32_t number = 0;
  for (std::size_t i = bytes.size(); i > 0; --i) {
    number = number << 8 | static_cast<unsigned char>(bytes[i - 1]);
  }
  return number;
}

std::uint32_t Masked(std::uint32_t crc) { return ((crc >> 15) | (crc << 17)) + kMaskDelta; }

bool AllZero(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == '\0'; });
}

// Size of the frame at the start of `rest`, 0 when it is damaged.
std::size_t FrameSize(std::string_view rest) {
  if (rest.size() < kHeaderBytes) return 0;
  const std::size_t length = LittleEndian(rest.substr(4, 2));
  if (kHeaderBytes + length > rest.size()) return 0;
  const std::uint32_t crc = Crc32c(rest.substr(6, 1 + length));
  return LittleEndian(rest.substr(0, 4)) == Masked(crc) ? kHeaderBytes + length : 0;
}

// The file that CURRENT names; empty when it names none that is there.
std::string ManifestIn(const std::string& dir) {
  std::ifstream in(dir + "/CURRENT", std::ios::binary);
  const std::string name{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!name.starts_with("MANIFEST-") || !name.ends_with('\n')) return {};
  const std::string path = dir + "/" + name.substr(0, name.size() - 1);
  return std::filesystem::exists(path) ? path : std::string();
}

}  // namespace

std::optional<std::uint64_t> FirstDamagedFrame(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string block(kBlockBytes, '\0');
  std::uint64_t start = 0;
  for (;; start += kBlockBytes) {
    in.read(block.data(), static_cast<std::streamsize>(kBlockBytes));
    const std::string_view got(block.data(), static_cast<std::size_t>(in.gcount()));
    std::size_t at = 0;
    while (at + kHeaderBytes <= got.size()) {
      const std::size_t size = FrameSize(got.substr(at));
      if (size == 0) return start + at;
      at += size;
    }
    // What is too small for a header is filled with zeros, in a whole block only.
    if (!AllZero(got.substr(at)) || (got.size() < kBlockBytes && at < got.size())) {
      return start + at;
    }
    if (got.size() < kBlockBytes) return std::nullopt;
  }
}

bool RecordsFollow(const std::string& path, std::uint64_t damaged) {
  std::ifstream in(path, std::ios::binary);
  std::string block(kBlockBytes, '\0');
  std::size_t from = damaged % kBlockBytes + 1;
  in.seekg(static_cast<std::streamoff>(damaged - damaged % kBlockBytes));
  for (;; from = 0) {
    in.read(block.data(), static_cast<std::streamsize>(kBlockBytes));
    const std::string_view got(block.data(), static_cast<std::size_t>(in.gcount()));
    // The damage may be in a length, so a frame may begin anywhere.
    for (std::size_t at = from; at + kHeaderBytes <= got.size(); ++at) {
      const auto type = static_cast<unsigned char>(got[at + 6]);
      if ((type == kWholeRecord || type == kFirstOfRecord) && FrameSize(got.substr(at)) > 0) {
        return true;
      }
    }
    if (got.size() < kBlockBytes) return false;
  }
}

std::optional<DamagedPlace> FirstDamagedPlace(const std::string& dir) {
  const std::string manifest = ManifestIn(dir);
  if (manifest.empty()) {
    const std::string current = dir + "/CURRENT";
    return DamagedPlace{current, 0,
                        base::Cat(current, " is damaged at offset 0: it names no manifest there")};
  }
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(dir, error)) {
    if (entry.path().extension() == ".log") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  files.insert(files.begin(), manifest);
  for (const std::string& file : files) {
    const auto damaged = FirstDamagedFrame(file);
    if (damaged) {
      return DamagedPlace{file, *damaged, base::Cat(file, " is damaged at offset ", *damaged)};
    }
  }
  return std::nullopt;
}

}  // namespace rondetafel::eventlog
