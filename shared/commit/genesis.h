// Control records: what a partition says about itself. They have a MAC and a time but no stream,
// and every reader takes them by kind (fold.h).
//
// Record 0 of every partition is the log identity. It is written once, when the log is created,
// never by whichever process is first: two processes with two ideas of the log would each be right.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/id.h"
#include "shared/base/time.h"
#include "shared/commit/envelope.h"
#include "shared/eventlog/log_identity.h"

namespace rondetafel::commit {

// Where a control record goes, when it is made, and the key it is made with.
struct ControlStamp {
  std::string topic;
  int partition = 0;
  base::Instant now;
  base::KeyId mac_key_id;
  MacKey mac_key{};
};
// With the keyring's current key: for the identity of a new log.
ControlStamp StampWith(const MacKeyring& keys, std::string topic, int partition, base::Instant now);
// With one of its keys (CHECK: held).
ControlStamp StampWith(const MacKeyring& keys, const base::KeyId& key_id,
                       const eventlog::TopicPartition& of, base::Instant now);
// The key a partition's new records are made with: the last introduced one that is held. A key that
// is in the file and not introduced yet would have every record ignored. The keyring's current one
// while none is introduced.
base::KeyId WritingKey(const MacKeyring& keys, const std::vector<base::KeyId>& introduced);

// Record 0. Introduces the key it is made with.
std::string BuildLogIdentity(const ControlStamp& stamp, const eventlog::LogIdentity& identity);
// Moves the partition's effective time on.
std::string BuildTick(const ControlStamp& stamp);
// The stamp is of the preceding key; records made with the introduced one count from here on.
std::string BuildMacKeyIntroduced(const ControlStamp& stamp, const base::KeyId& introduced);
// From here on no commit of this partition may bring a registration time of its own.
std::string BuildMigrationClosed(const ControlStamp& stamp);

// What record 0 says: the eventlog::IdentityReader of our logs. Nothing when it is not a log
// identity of good shape and body hash; the MAC is for the fold to check, when it passes.
std::optional<eventlog::LogIdentity> ReadLogIdentity(std::string_view record0);

}  // namespace rondetafel::commit
