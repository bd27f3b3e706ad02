// The envelope: the frozen half of every record. Its bytes outlive every process and version.
//
//   byte   0   4  magic "RTF1"
//          4   1  format version, 1
//          5   1  record kind (RecordKind)
//          6   2  zero
//          8  16  topic, ASCII, zero padded
//         24  16  case id
//         40  16  stream id
//         56  16  command id
//         72  16  actor id
//         88  40  method, ASCII, zero padded
//        128  32  head: hash of the stream's last accepted event commit the decision was made on
//        160   8  recorded time, microseconds since the epoch, big endian
//        168  32  body hash, BLAKE2b-256 of the body
//        200  16  MAC key id
//        216  32  MAC, keyed BLAKE2b-256 over bytes 0–215
//        248      body (log.v1.CommitBody or log.v1.ControlBody)
//
// The commit hash is BLAKE2b-256 of bytes 0–247. It covers the body through the body hash, so a
// body is hashed once.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/id.h"
#include "shared/base/time.h"

namespace rondetafel::commit {

inline constexpr std::size_t kEnvelopeBytes = 248;
inline constexpr std::size_t kTopicBytesMax = 16;
inline constexpr std::size_t kMethodBytesMax = 40;

using Hash = std::array<std::uint8_t, 32>;
using MacKey = std::array<std::uint8_t, 32>;

enum class RecordKind : std::uint8_t {
  kCommit = 1,
  kLogIdentity = 2,
  kTick = 3,
  kMacKeyIntroduced = 4,
  kMigrationClosed = 5,
};

struct Envelope {
  RecordKind kind = RecordKind::kCommit;
  std::string topic;
  base::CaseId case_id;
  base::StreamId stream_id;
  base::CommandId command_id;
  base::ActorId actor;
  std::string method;
  Hash head{};  // all zero: the stream's first commit
  base::Instant recorded_at;
  Hash body_hash{};
  base::KeyId mac_key_id;
};

// What a record says, its body untouched. `body` points into the record.
struct ParsedRecord {
  Envelope envelope;
  std::string_view body;
  Hash commit_hash{};
};

Hash Blake2b(std::string_view bytes);
std::string HashToHex(const Hash& hash);
inline std::string_view HashBytes(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

// Builds a record: fills body hash and MAC. Topic and method must fit (CHECK).
std::string EncodeRecord(Envelope envelope, std::string_view body, const MacKey& mac_key);
// The commit hash of a record EncodeRecord built.
Hash CommitHashOf(std::string_view record);

// Why a record was not taken at face value; the first that applies, in this order. kBadKind: of a
// format version or kind that this binary does not have, so perhaps a newer one's. kBadText: topic
// or method is not printable ASCII followed by zeros.
enum class RecordFault { kNone, kTooShort, kBadMagic, kBadBodyHash, kBadKind, kBadText };
// Shape and body hash; the MAC is checked by VerifyMac, because which key counts is the fold's
// business.
std::optional<ParsedRecord> ParseRecord(std::string_view record, RecordFault* fault);
bool VerifyMac(std::string_view record, const MacKey& mac_key);
// The id of the MAC key, which every format version has at the same place. CHECK: not too short.
base::KeyId MacKeyIdOf(std::string_view record);

// partition = first eight bytes of BLAKE2b(case id), big endian, mod partition count.
int PartitionOf(const base::CaseId& case_id, int partition_count);

// The MAC keys a process holds: id → key.
class MacKeyring {
 public:
  virtual ~MacKeyring() = default;
  virtual const MacKey* Find(const base::KeyId& id) const = 0;
  // The key new records are made with.
  virtual base::KeyId current() const = 0;
};

}  // namespace rondetafel::commit
