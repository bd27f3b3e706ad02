// Frames: what an exported log travels in. A file is eight bytes "RTEXP001" and frames to its end.
//
//   byte 0   1  kind (FrameKind)
//        1   1  1: the payload is compressed with zstd, 0: it is not
//        2   2  zero
//        4   4  bytes of the payload, big endian
//        8   4  bytes of the message, big endian
//       12   4  CRC-32C over bytes 0–11 and the payload, big endian
//       16      payload: a message of log/v1/copy.proto
//
// A header frame, key files if they were asked for, blocks by topic, partition and offset, a
// trailer. These bytes outlive every version. Plain functions: nothing here reads a file.
#pragma once
#include <absl/status/statusor.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace rondetafel::rtctl {

inline constexpr std::string_view kExportMagic = "RTEXP001";
inline constexpr std::size_t kFrameHeadBytes = 16;
// Above any frame ours can have: a block is closed at a megabyte, and a record is at most one.
inline constexpr std::size_t kFrameBytesMax = 8 * 1024 * 1024;

enum class FrameKind : char { kHeader = 'H', kKeyFile = 'K', kBlock = 'B', kTrailer = 'T' };

struct FrameHead {
  FrameKind kind = FrameKind::kHeader;
  bool compressed = false;
  std::uint32_t payload_bytes = 0;
  std::uint32_t message_bytes = 0;
  std::uint32_t crc = 0;
};

// The whole frame. CHECK: the message is not above kFrameBytesMax.
std::string EncodeFrame(FrameKind kind, std::string_view message);
// DATA_LOSS when the 16 bytes are no frame's beginning.
absl::StatusOr<FrameHead> DecodeFrameHead(std::string_view bytes);
// The message. DATA_LOSS when check sum or length are not what `head` says.
absl::StatusOr<std::string> DecodeFrame(const FrameHead& head, std::string_view payload);

}  // namespace rondetafel::rtctl
