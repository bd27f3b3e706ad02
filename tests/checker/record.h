// A second reading of a log record, written from docs/architecture.md and the frozen byte table
// alone. Nothing here may come from shared/commit: two readings that agree are worth more than one.
#pragma once
#include <array>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

namespace rondetafel::checker {

using Id = std::array<std::uint8_t, 16>;
using Hash = std::array<std::uint8_t, 32>;
// MAC keys by id.
using MacKeys = std::map<Id, Hash>;

inline std::string_view View(const Id& id) {
  return {reinterpret_cast<const char*>(id.data()), id.size()};
}
inline std::string_view View(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}
// From 16 raw bytes; any other size gives the nil id.
Id IdOf(std::string_view raw);
Hash HashOf(std::string_view raw);
// 8-4-4-4-12 hex digits, lower case.
std::string ToText(const Id& id);
// The nil id when it is not one.
Id IdFromText(std::string_view text);

// BLAKE2b-256, without key.
Hash Blake2b256(std::string_view bytes);
// UUID of version 8: BLAKE2b-128 over purpose and parts, each behind its length (8 bytes, little
// endian), version and variant bits set over it.
Id Derived(std::string_view purpose, std::initializer_list<std::string_view> parts);

enum class Kind : std::uint8_t { kCommit = 1, kIdentity, kTick, kMacKey, kMigrationClosed };

// The fields of a record, pointing into its bytes.
struct Record {
  Kind kind = Kind::kCommit;
  std::string_view topic;
  std::string_view case_id, stream_id, command_id, actor;
  std::string_view method;
  std::string_view head;
  std::int64_t recorded_us = 0;
  std::string_view body;
  Hash hash{};  // of the envelope
};

enum class Shape {
  kGood,
  kGarbage,     // not ours, cut, or a body that is not the hashed one: for nobody to take
  kNewerShape,  // ours by its first bytes, of a version or kind not known here: its MAC decides
};
Shape ReadRecord(std::string_view bytes, Record* record);

// Whether the record's MAC is that of `key`. At least an envelope long.
bool MacHolds(std::string_view bytes, const Hash& key);
Id MacKeyOf(std::string_view bytes);
inline constexpr std::size_t kEnvelope = 248;

// The running hash after this record.
Hash RunningAfter(const Hash& running, std::string_view bytes, Shape shape, const Record& record);

// The partition of a case.
int PartitionOfCase(std::string_view case_id, int partition_count);

}  // namespace rondetafel::checker
