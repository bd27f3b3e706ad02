// The keys, the place and the heads that the kept bytes were made with.
#pragma once
#include <string_view>

#include "shared/commit/record_kit.h"
#include "shared/heads/heads.h"
#include "shared/sealing/sealer.h"

namespace rondetafel::fuzz {

inline constexpr std::string_view kFuzzPlain = "Kanarie De Test";

inline sealing::DataKey FuzzDataKey() {
  sealing::DataKey key;
  key.id = commit::TestId<base::KeyId>("data key");
  key.bytes.fill(7);
  return key;
}
inline sealing::FieldPlace FuzzPlace() {
  return {commit::TestId<base::StreamId>("stream"), "person.name",
          commit::TestId<base::SubjectId>("subject")};
}

inline heads::SigningKey FuzzSigningKey() {
  heads::SigningKey::Seed seed;
  seed.fill(9);
  return heads::SigningKey(seed);
}
inline heads::Heads FuzzHeads() {
  heads::Heads heads{commit::TestId<base::LogId>("log"), "intake", {1'600'000'000'000'000}, {}};
  for (eventlog::Offset next : {40, 70}) {
    commit::FoldCursor cursor;
    cursor.next = next;
    cursor.running.fill(static_cast<std::uint8_t>(next));
    cursor.introduced_mac_keys = {commit::TestId<base::KeyId>("key")};
    heads.cursors.push_back(cursor);
  }
  return heads;
}

}  // namespace rondetafel::fuzz
