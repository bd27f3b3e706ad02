#include "tests/checker/recorder.h"

#include <google/protobuf/io/coded_stream.h>

#include <algorithm>
#include <iterator>

namespace rondetafel::checker {
namespace {

using google::protobuf::io::CodedInputStream;
using google::protobuf::io::CodedOutputStream;

// A single observation is small; a larger length is garbage.
constexpr std::uint32_t kObservedBytesMax = 16 * 1024 * 1024;

}  // namespace

FileRecorder::FileRecorder(const std::string& path)
    : out_(path, std::ios::binary | std::ios::app) {}

absl::Status FileRecorder::Write(const v1::Observed& observed) {
  const std::string bytes = observed.SerializeAsString();
  std::uint8_t length[10];
  const std::uint8_t* end =
      CodedOutputStream::WriteVarint32ToArray(static_cast<std::uint32_t>(bytes.size()), length);
  std::string framed(reinterpret_cast<const char*>(length), static_cast<std::size_t>(end - length));
  framed += bytes;
  const std::scoped_lock lock(mutex_);
  out_.write(framed.data(), static_cast<std::streamsize>(framed.size()));
  out_.flush();
  return out_ ? absl::OkStatus() : absl::UnknownError("the observations cannot be written");
}

absl::StatusOr<std::vector<v1::Observed>> ReadObservations(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::NotFoundError("no file of observations at " + path);
  const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  std::vector<v1::Observed> observed;
  std::size_t at = 0;
  while (at < bytes.size()) {
    CodedInputStream head(reinterpret_cast<const std::uint8_t*>(bytes.data() + at),
                          static_cast<int>(std::min<std::size_t>(bytes.size() - at, 10)));
    std::uint32_t length = 0;
    if (!head.ReadVarint32(&length)) break;
    const std::size_t begin = at + static_cast<std::size_t>(head.CurrentPosition());
    if (length > kObservedBytesMax) {
      return absl::DataLossError(path + ": no observation at byte " + std::to_string(at));
    }
    if (begin + length > bytes.size()) break;
    if (!observed.emplace_back().ParseFromArray(bytes.data() + begin, static_cast<int>(length))) {
      return absl::DataLossError(path + ": no observation at byte " + std::to_string(at));
    }
    at = begin + length;
  }
  return observed;
}

absl::StatusOr<std::vector<v1::Observed>> ReadObservations(const std::vector<std::string>& paths) {
  std::vector<v1::Observed> all;
  for (const std::string& path : paths) {
    auto some = ReadObservations(path);
    if (!some.ok()) return some.status();
    all.insert(all.end(), std::make_move_iterator(some->begin()),
               std::make_move_iterator(some->end()));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.at_us() < b.at_us(); });
  return all;
}

}  // namespace rondetafel::checker
