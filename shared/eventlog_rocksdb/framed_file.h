// RocksDB's own files of framed records: the write-ahead log and the manifest. RocksDB says that
// one of them is damaged, not where; this finds the place for the operator.
//
//   file    blocks of 32 KiB; a record that does not fit goes on in the next block
//   frame   masked CRC-32C of type and bytes (4, little endian), length (2, little endian),
//           type (1), bytes
#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace rondetafel::eventlog {

// Offset of the first frame that is cut off or fails its check sum; nullopt when all are whole. A
// file that was being written when its process ended has such a place at its very end.
std::optional<std::uint64_t> FirstDamagedFrame(const std::string& path);

// True when whole records begin behind that place. Each batch is synced before the next is written,
// so then the damaged one was complete once: no write that was cut off looks so.
bool RecordsFollow(const std::string& path, std::uint64_t damaged);

// The first place of the RocksDB in a folder at which one of its framed files is damaged.
struct DamagedPlace {
  std::string file;
  std::uint64_t offset = 0;
  std::string what;  // "FILE is damaged at offset N", and how when that is known
};

// nullopt when none is. Table files are not looked into: RocksDB names those itself.
std::optional<DamagedPlace> FirstDamagedPlace(const std::string& dir);

}  // namespace rondetafel::eventlog
