// Ids: 16 bytes with a type each, written as UUIDs.
//
// Ids of version 8 are derived (from an actor and a command id, or from an upstream commit) and are
// never accepted from a client as a command id: a repeat of a creating command then meets the first
// in the same stream, wherever it goes (architecture, "The picture").
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace rondetafel::base {

using IdBytes = std::array<std::uint8_t, 16>;

// Canonical lower-case text, 36 characters.
std::string FormatUuid(const IdBytes& bytes);
// Accepts the canonical form in either case; nothing else, and no nil UUID.
std::optional<IdBytes> ParseUuid(std::string_view text);
// The version nibble, 0–15.
inline int UuidVersion(const IdBytes& bytes) { return bytes[6] >> 4; }
// UUIDv8 of BLAKE2b over `purpose` and the length-prefixed parts.
IdBytes DeriveUuid(std::string_view purpose, std::initializer_list<std::string_view> parts);
// UUIDv4 from the operating system's random source.
IdBytes RandomUuid();

template <class Tag>
class Id {
 public:
  Id() = default;
  explicit Id(const IdBytes& bytes) : bytes_(bytes) {}
  static std::optional<Id> Parse(std::string_view text) {
    auto bytes = ParseUuid(text);
    return bytes ? std::optional<Id>(Id(*bytes)) : std::nullopt;
  }
  // From exactly 16 raw bytes.
  static Id FromRaw(std::string_view raw) {
    Id id;
    std::memcpy(id.bytes_.data(), raw.data(), id.bytes_.size());
    return id;
  }
  static Id Random() { return Id(RandomUuid()); }

  const IdBytes& bytes() const { return bytes_; }
  std::string_view raw() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }
  std::string ToString() const { return FormatUuid(bytes_); }
  bool is_nil() const { return bytes_ == IdBytes{}; }
  int version() const { return UuidVersion(bytes_); }

  friend auto operator<=>(const Id&, const Id&) = default;
  template <class H>
  friend H AbslHashValue(H h, const Id& id) {
    return H::combine_contiguous(std::move(h), id.bytes_.data(), id.bytes_.size());
  }

 private:
  IdBytes bytes_{};
};

// One file around one child (or siblings): from the first request to the last follow-up.
using CaseId = Id<struct CaseTag>;
// One aggregate's history: a request, an assessment, a consultation, a work plan …
using StreamId = Id<struct StreamTag>;
// Chosen by the client, one per intent; repeating a command repeats its id.
using CommandId = Id<struct CommandTag>;
// Opaque id of who acts.
using ActorId = Id<struct ActorTag>;
// Random id of a person, known as such to the keyring alone.
using SubjectId = Id<struct SubjectTag>;
// A data key, master key or MAC key.
using KeyId = Id<struct KeyTag>;
// Identity of a log: which history the offsets belong to.
using LogId = Id<struct LogTag>;

// Case id of the request that opens a case.
CaseId DeriveCaseId(const ActorId& actor, const CommandId& command);
// Stream id of a stream created by `command` in a case.
StreamId DeriveStreamId(const CaseId& case_id, std::string_view kind, const CommandId& command);

// Short reference for people, derived from a request, e.g. "RT-7K3M-9QXA-4": eight characters in
// two groups and a check character, from 30 digits and letters that are not mistaken for each other
// (no 0 O 1 I L U). The check is the hybrid system of ISO 7064 with M = 30 (31 is prime): every
// single wrong character is found. Two requests may share a reference; a look-up then returns both.
std::string DeriveReference(const StreamId& request);
// The canonical form of what somebody typed (any case, spaces, dashes, with or without RT); nullopt
// when a character is not in the alphabet, the length is wrong or the check character does not fit.
std::optional<std::string> NormaliseReference(std::string_view typed);

}  // namespace rondetafel::base
