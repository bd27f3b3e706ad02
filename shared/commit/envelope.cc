#include "shared/commit/envelope.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>

#include "shared/base/check.h"

namespace rondetafel::commit {
namespace {

constexpr std::string_view kMagic = "RTF1";
constexpr std::uint8_t kFormatVersion = 1;

// Where each field begins.
constexpr std::size_t kVersionAt = 4;
constexpr std::size_t kKindAt = 5;
constexpr std::size_t kZeroAt = 6;
constexpr std::size_t kTopicAt = 8;
constexpr std::size_t kCaseAt = 24;
constexpr std::size_t kStreamAt = 40;
constexpr std::size_t kCommandAt = 56;
constexpr std::size_t kActorAt = 72;
constexpr std::size_t kMethodAt = 88;
constexpr std::size_t kHeadAt = 128;
constexpr std::size_t kTimeAt = 160;
constexpr std::size_t kBodyHashAt = 168;
constexpr std::size_t kMacKeyIdAt = 200;
constexpr std::size_t kMacAt = 216;
constexpr std::size_t kIdBytes = 16;

// Chooses the fastest BLAKE2b of this machine; without it libsodium takes the portable one.
[[maybe_unused]] const int kSodiumChosen = sodium_init();

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void PutText(char* to, std::string_view text, std::size_t bytes_max) {
  RT_CHECK(text.size() <= bytes_max);
  RT_CHECK(std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; }));
  std::memcpy(to, text.data(), text.size());
}

void PutTime(char* to, std::int64_t us) {
  const auto bits = static_cast<std::uint64_t>(us);
  for (std::size_t i = 0; i < 8; ++i) to[i] = static_cast<char>(bits >> (56 - 8 * i));
}

std::int64_t TakeTime(const char* from) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 8; ++i) bits = bits << 8 | static_cast<std::uint8_t>(from[i]);
  return static_cast<std::int64_t>(bits);
}

// Printable ASCII, then zeros only: one text has one encoding.
std::optional<std::string_view> TakeText(std::string_view field) {
  const std::size_t size = std::min(field.find('\0'), field.size());
  const std::string_view text = field.substr(0, size);
  for (char c : text) {
    if (c <= ' ' || c > '~') return std::nullopt;
  }
  if (field.find_first_not_of('\0', size) != std::string_view::npos) return std::nullopt;
  return text;
}

template <class IdType>
IdType TakeId(std::string_view record, std::size_t at) {
  return IdType::FromRaw(record.substr(at, kIdBytes));
}

bool IsKind(std::uint8_t kind) {
  return kind >= static_cast<std::uint8_t>(RecordKind::kCommit) &&
         kind <= static_cast<std::uint8_t>(RecordKind::kMigrationClosed);
}

RecordFault FaultOf(std::string_view record, const Hash& body_hash) {
  if (record.substr(0, kMagic.size()) != kMagic) return RecordFault::kBadMagic;
  if (std::memcmp(record.data() + kBodyHashAt, body_hash.data(), body_hash.size()) != 0) {
    return RecordFault::kBadBodyHash;
  }
  if (static_cast<std::uint8_t>(record[kVersionAt]) != kFormatVersion ||
      !IsKind(static_cast<std::uint8_t>(record[kKindAt])) || record[kZeroAt] != 0 ||
      record[kZeroAt + 1] != 0) {
    return RecordFault::kBadKind;
  }
  return RecordFault::kNone;
}

Hash MacOf(std::string_view record, const MacKey& key) {
  Hash mac{};
  RT_CHECK(crypto_generichash(mac.data(), mac.size(), Bytes(record), kMacAt, key.data(),
                              key.size()) == 0);
  return mac;
}

}  // namespace

Hash Blake2b(std::string_view bytes) {
  Hash hash{};
  RT_CHECK(crypto_generichash(hash.data(), hash.size(), Bytes(bytes), bytes.size(), nullptr, 0) ==
           0);
  return hash;
}

std::string HashToHex(const Hash& hash) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  out.reserve(2 * hash.size());
  for (std::uint8_t byte : hash) {
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

std::string EncodeRecord(Envelope envelope, std::string_view body, const MacKey& mac_key) {
  std::string record(kEnvelopeBytes, '\0');
  record.reserve(kEnvelopeBytes + body.size());
  char* out = record.data();
  std::memcpy(out, kMagic.data(), kMagic.size());
  out[kVersionAt] = static_cast<char>(kFormatVersion);
  out[kKindAt] = static_cast<char>(envelope.kind);
  PutText(out + kTopicAt, envelope.topic, kTopicBytesMax);
  std::memcpy(out + kCaseAt, envelope.case_id.raw().data(), kIdBytes);
  std::memcpy(out + kStreamAt, envelope.stream_id.raw().data(), kIdBytes);
  std::memcpy(out + kCommandAt, envelope.command_id.raw().data(), kIdBytes);
  std::memcpy(out + kActorAt, envelope.actor.raw().data(), kIdBytes);
  PutText(out + kMethodAt, envelope.method, kMethodBytesMax);
  std::memcpy(out + kHeadAt, envelope.head.data(), envelope.head.size());
  PutTime(out + kTimeAt, envelope.recorded_at.us);
  const Hash body_hash = Blake2b(body);
  std::memcpy(out + kBodyHashAt, body_hash.data(), body_hash.size());
  std::memcpy(out + kMacKeyIdAt, envelope.mac_key_id.raw().data(), kIdBytes);
  const Hash mac = MacOf(record, mac_key);
  std::memcpy(out + kMacAt, mac.data(), mac.size());
  record.append(body);
  return record;
}

Hash CommitHashOf(std::string_view record) {
  RT_CHECK(record.size() >= kEnvelopeBytes);
  return Blake2b(record.substr(0, kEnvelopeBytes));
}

std::optional<ParsedRecord> ParseRecord(std::string_view record, RecordFault* fault) {
  *fault = RecordFault::kTooShort;
  if (record.size() < kEnvelopeBytes) return std::nullopt;
  const std::string_view body = record.substr(kEnvelopeBytes);
  ParsedRecord parsed;
  Envelope& envelope = parsed.envelope;
  envelope.body_hash = Blake2b(body);
  *fault = FaultOf(record, envelope.body_hash);
  if (*fault != RecordFault::kNone) return std::nullopt;

  const auto topic = TakeText(record.substr(kTopicAt, kTopicBytesMax));
  const auto method = TakeText(record.substr(kMethodAt, kMethodBytesMax));
  if (!topic || !method) {
    *fault = RecordFault::kBadText;
    return std::nullopt;
  }
  envelope.kind = static_cast<RecordKind>(record[kKindAt]);
  envelope.topic = *topic;
  envelope.case_id = TakeId<base::CaseId>(record, kCaseAt);
  envelope.stream_id = TakeId<base::StreamId>(record, kStreamAt);
  envelope.command_id = TakeId<base::CommandId>(record, kCommandAt);
  envelope.actor = TakeId<base::ActorId>(record, kActorAt);
  envelope.method = *method;
  std::memcpy(envelope.head.data(), record.data() + kHeadAt, envelope.head.size());
  envelope.recorded_at.us = TakeTime(record.data() + kTimeAt);
  envelope.mac_key_id = MacKeyIdOf(record);
  parsed.body = body;
  parsed.commit_hash = CommitHashOf(record);
  return parsed;
}

base::KeyId MacKeyIdOf(std::string_view record) {
  RT_CHECK(record.size() >= kEnvelopeBytes);
  return TakeId<base::KeyId>(record, kMacKeyIdAt);
}

bool VerifyMac(std::string_view record, const MacKey& mac_key) {
  if (record.size() < kEnvelopeBytes) return false;
  const Hash mac = MacOf(record, mac_key);
  return sodium_memcmp(mac.data(), record.data() + kMacAt, mac.size()) == 0;
}

int PartitionOf(const base::CaseId& case_id, int partition_count) {
  RT_CHECK(partition_count > 0);
  const Hash hash = Blake2b(case_id.raw());
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < 8; ++i) prefix = prefix << 8 | hash[i];
  return static_cast<int>(prefix % static_cast<std::uint64_t>(partition_count));
}

}  // namespace rondetafel::commit
