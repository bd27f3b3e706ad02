// CheckIndex: what a verifier has to remember of one partition, and no more: the head of each
// stream and which command ids are known in which case. About 75 bytes a stream and 60 a command,
// freed with the partition.
#pragma once
#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <optional>
#include <string_view>
#include <utility>

#include "shared/commit/fold.h"

namespace rondetafel::rtctl {

class CheckIndex : public commit::FoldIndex {
 public:
  // From here on the head of a stream never seen is what the next record says it is: for a reader
  // that begins in the middle of a log and has to take it on trust.
  void TrustHeadOf(std::string_view record);

  std::optional<commit::StreamHead> FindHead(const base::StreamId& stream) override;
  void PutHead(const base::StreamId& stream, const commit::StreamHead& head) override;
  // Known or not; what is known of it is left empty.
  std::optional<commit::KnownCommand> FindCommand(const base::CaseId& case_id,
                                                  const base::CommandId& command) override;
  void PutCommand(const base::CaseId& case_id, const base::CommandId& command,
                  const commit::KnownCommand& known) override;

  std::size_t streams() const { return heads_.size(); }
  std::size_t commands() const { return commands_.size(); }

 private:
  absl::flat_hash_map<base::StreamId, commit::Hash> heads_;
  absl::flat_hash_set<std::pair<base::CaseId, base::CommandId>> commands_;
  std::optional<commit::Hash> trusted_;
};

}  // namespace rondetafel::rtctl
