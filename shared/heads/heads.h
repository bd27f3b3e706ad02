// Signed heads: what the partitions of a topic were at a moment, under the installation's
// signature.
//
//   std::string file = SignHeads({log_id, "intake", now, cursors}, key);
//   RT_ASSIGN_OR_RETURN(const SignedHeads kept, DecodeHeads(file));
//   if (!kept.SignedBy(public_key)) …
//
// A head names a position and the running hash over every record below it, ignored ones too. Kept
// where nobody can reach it who can write to the log, it shows any later change below it, even by
// somebody who holds the MAC keys and computes every chain anew. What it does not show: that the
// log is the newest one (freshness), that nobody was shown another one (forks), and what a member
// of the suite wrote with the right keys in the first place (docs/adr/0006-signed-heads.md).
//
// A file is eight bytes "RTHEADS1" and a log.v1.SignedHeads. It outlives every process.
#pragma once
#include <absl/status/statusor.h>

#include <string>
#include <string_view>
#include <vector>

#include "shared/commit/fold.h"
#include "shared/heads/signing_key.h"

namespace rondetafel::heads {

struct Heads {
  base::LogId log_id;
  std::string topic;
  base::Instant signed_at;  // wall clock
  // Where a fold of each partition stands, by number: as many as the log has.
  std::vector<commit::FoldCursor> cursors;
};

struct SignedHeads {
  Heads heads;
  std::string statement;  // the bytes that were signed
  PublicKey signer{};     // says which key to try, never whom to trust
  Signature signature{};

  // Signed by the owner of exactly this key.
  bool SignedBy(const PublicKey& key) const;
};

// The content of a file.
std::string SignHeads(const Heads& heads, const SigningKey& key);
// INVALID_ARGUMENT, in one sentence, when it is no file of heads. Whose signature it is, or whether
// it is one at all, SignedBy says.
absl::StatusOr<SignedHeads> DecodeHeads(std::string_view file);
// "intake-20261122T130405Z-1a2b3c4d.heads": sorts by topic and time; the end is of the content's
// hash, so two replicas at the same second do not meet.
std::string HeadsFileName(const Heads& heads, std::string_view file);

}  // namespace rondetafel::heads
