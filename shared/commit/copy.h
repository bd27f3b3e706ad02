// Record 0 of a copied log: a new log's identity that says where its records come from.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "shared/commit/genesis.h"

namespace rondetafel::commit {

// One partition of the log that is copied: records from offset 1 on go into the copy byte for byte.
struct CopiedPartition {
  base::LogId log_id;        // of the origin
  std::int64_t records = 0;  // it has, record 0 included
  Hash running{};            // its running hash over them
  std::string record0;       // its own, byte for byte
};

// The stamp's key must be the one that the origin's record 0 introduced: the copied records were
// made with it and those introduced after it.
std::string BuildCopiedIdentity(const ControlStamp& stamp, const eventlog::LogIdentity& identity,
                                const CopiedPartition& origin);

// How much of a copy there must be: until then its import is under way, or was interrupted, and
// nobody may fold it.
struct CopyExtent {
  eventlog::TopicPartition of;
  std::int64_t records = 0;  // the origin had there, record 0 included
};
// What record 0 says of it; nothing when it is not of a copy.
std::optional<CopyExtent> ReadCopyExtent(std::string_view record0);

}  // namespace rondetafel::commit
