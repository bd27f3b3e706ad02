#include "tests/checker/observations.h"

#include <fcntl.h>
#include <google/protobuf/io/coded_stream.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace rondetafel::checker {
namespace {

using google::protobuf::io::CodedInputStream;

// A single observation is small; a larger length is garbage.
constexpr std::uint32_t kObservedBytesMax = 16 * 1024 * 1024;
constexpr std::size_t kVarintBytesMax = 10;

// The message at the beginning of `bytes`.
struct Frame {
  enum class Fate { kWhole, kCutOff, kGarbage } fate = Fate::kCutOff;
  std::string_view message;
  std::size_t size = 0;  // with its length
};

Frame FrameAt(std::string_view bytes) {
  CodedInputStream head(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                        static_cast<int>(std::min(bytes.size(), kVarintBytesMax)));
  std::uint32_t length = 0;
  if (!head.ReadVarint32(&length)) return {};
  const auto begin = static_cast<std::size_t>(head.CurrentPosition());
  if (length > kObservedBytesMax) return {Frame::Fate::kGarbage, {}, 0};
  if (begin + length > bytes.size()) return {};
  return {Frame::Fate::kWhole, bytes.substr(begin, length), begin + length};
}

}  // namespace

absl::StatusOr<std::unique_ptr<FileObservations>> FileObservations::Open(
    const std::vector<std::string>& paths) {
  std::unique_ptr<FileObservations> all(new FileObservations);
  for (const std::string& path : paths) {
    if (absl::Status mapped = all->Map(path); !mapped.ok()) return mapped;
  }
  std::stable_sort(all->places_.begin(), all->places_.end(),
                   [](const Place& a, const Place& b) { return a.at_us < b.at_us; });
  return all;
}

FileObservations::~FileObservations() {
  for (const std::string_view file : files_) {
    munmap(const_cast<char*>(file.data()), file.size());  // NOLINT: as it was mapped
  }
}

absl::Status FileObservations::Map(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);  // NOLINT: open has no other form
  if (file < 0) return absl::NotFoundError("no file of observations at " + path);
  struct stat status {};
  const bool known = fstat(file, &status) == 0;
  const auto size = static_cast<std::size_t>(known ? status.st_size : 0);
  void* bytes = size == 0 ? nullptr : mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
  close(file);
  if (!known || bytes == MAP_FAILED) {
    return absl::UnavailableError("the observations at " + path + " cannot be read");
  }
  if (size == 0) return absl::OkStatus();
  files_.emplace_back(static_cast<const char*>(bytes), size);
  begins_.push_back(bytes_);
  absl::Status indexed = Index(path, files_.back());
  bytes_ += size;
  return indexed;
}

absl::Status FileObservations::Index(const std::string& path, std::string_view bytes) {
  v1::Observed observed;
  std::size_t at = 0;
  while (at < bytes.size()) {
    const Frame frame = FrameAt(bytes.substr(at));
    if (frame.fate == Frame::Fate::kCutOff) break;
    if (frame.fate == Frame::Fate::kGarbage ||
        !observed.ParseFromArray(frame.message.data(), static_cast<int>(frame.message.size()))) {
      return absl::DataLossError(path + ": no observation at byte " + std::to_string(at));
    }
    places_.push_back({observed.at_us(), bytes_ + at});
    at += frame.size;
  }
  return absl::OkStatus();
}

std::string_view FileObservations::From(std::uint64_t begin) const {
  const auto next = std::upper_bound(begins_.begin(), begins_.end(), begin);
  const auto file = static_cast<std::size_t>(next - begins_.begin()) - 1;
  return files_[file].substr(begin - begins_[file]);
}

void FileObservations::Visit(const Visitor& visitor) const {
  v1::Observed observed;
  for (const Place& place : places_) {
    const Frame frame = FrameAt(From(place.begin));
    if (!observed.ParseFromArray(frame.message.data(), static_cast<int>(frame.message.size()))) {
      std::abort();  // it parsed before: somebody writes to the file
    }
    visitor(observed);
  }
}

}  // namespace rondetafel::checker
