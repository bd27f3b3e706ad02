#include "tests/checker/recorder.h"

#include <google/protobuf/io/coded_stream.h>

namespace rondetafel::checker {

using google::protobuf::io::CodedOutputStream;

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

}  // namespace rondetafel::checker
