#include "tools/rtctl/transfer/frame.h"

#include <zstd.h>

#include "shared/base/check.h"
#include "shared/eventlog_rocksdb/crc32c.h"

namespace rondetafel::rtctl {
namespace {

constexpr int kZstdLevel = 3;
constexpr std::size_t kCrcAt = 12;

void PutNumber(std::uint32_t value, std::string* out) {
  for (int shift = 24; shift >= 0; shift -= 8) *out += static_cast<char>(value >> shift);
}

std::uint32_t TakeNumber(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value = value << 8 | static_cast<std::uint8_t>(bytes[at + i]);
  }
  return value;
}

std::string Compress(std::string_view message) {
  std::string out(ZSTD_compressBound(message.size()), '\0');
  const std::size_t size =
      ZSTD_compress(out.data(), out.size(), message.data(), message.size(), kZstdLevel);
  RT_CHECK(ZSTD_isError(size) == 0);
  out.resize(size);
  return out;
}

// What the check sum covers before the payload.
std::string HeadBytes(const FrameHead& head) {
  std::string bytes;
  bytes += static_cast<char>(head.kind);
  bytes += static_cast<char>(head.compressed ? 1 : 0);
  bytes.append(2, '\0');
  PutNumber(head.payload_bytes, &bytes);
  PutNumber(head.message_bytes, &bytes);
  return bytes;
}

bool IsKind(char kind) {
  return kind == static_cast<char>(FrameKind::kHeader) ||
         kind == static_cast<char>(FrameKind::kKeyFile) ||
         kind == static_cast<char>(FrameKind::kBlock) ||
         kind == static_cast<char>(FrameKind::kTrailer);
}

}  // namespace

std::string EncodeFrame(FrameKind kind, std::string_view message) {
  RT_CHECK(message.size() <= kFrameBytesMax);
  const std::string compressed = Compress(message);
  FrameHead head;
  head.kind = kind;
  head.compressed = compressed.size() < message.size();
  const std::string_view payload = head.compressed ? std::string_view(compressed) : message;
  head.payload_bytes = static_cast<std::uint32_t>(payload.size());
  head.message_bytes = static_cast<std::uint32_t>(message.size());
  std::string frame = HeadBytes(head);
  PutNumber(eventlog::Crc32c(payload, eventlog::Crc32c(frame)), &frame);
  return frame.append(payload);
}

absl::StatusOr<FrameHead> DecodeFrameHead(std::string_view bytes) {
  if (bytes.size() != kFrameHeadBytes || !IsKind(bytes[0]) || bytes[1] < 0 || bytes[1] > 1 ||
      bytes[2] != 0 || bytes[3] != 0) {
    return absl::DataLossError("no frame begins here");
  }
  FrameHead head;
  head.kind = static_cast<FrameKind>(bytes[0]);
  head.compressed = bytes[1] == 1;
  head.payload_bytes = TakeNumber(bytes, 4);
  head.message_bytes = TakeNumber(bytes, 8);
  head.crc = TakeNumber(bytes, kCrcAt);
  if (head.payload_bytes > kFrameBytesMax || head.message_bytes > kFrameBytesMax) {
    return absl::DataLossError("a frame of impossible length");
  }
  return head;
}

absl::StatusOr<std::string> DecodeFrame(const FrameHead& head, std::string_view payload) {
  if (payload.size() != head.payload_bytes ||
      eventlog::Crc32c(payload, eventlog::Crc32c(HeadBytes(head))) != head.crc) {
    return absl::DataLossError("the frame fails its check sum");
  }
  if (!head.compressed) {
    if (payload.size() != head.message_bytes) return absl::DataLossError("a frame of two lengths");
    return std::string(payload);
  }
  std::string message(head.message_bytes, '\0');
  const std::size_t size =
      ZSTD_decompress(message.data(), message.size(), payload.data(), payload.size());
  if (ZSTD_isError(size) != 0 || size != message.size()) {
    return absl::DataLossError("the frame cannot be expanded");
  }
  return message;
}

}  // namespace rondetafel::rtctl
