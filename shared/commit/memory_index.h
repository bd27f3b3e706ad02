// MemoryFoldIndex: heads and known commands in memory, for the verifier, tests and simulations.
#pragma once
#include <absl/container/flat_hash_map.h>

#include <optional>
#include <utility>

#include "shared/commit/fold.h"

namespace rondetafel::commit {

// One per topic: commands are known per topic and case.
class MemoryFoldIndex : public FoldIndex {
 public:
  std::optional<StreamHead> FindHead(const base::StreamId& stream) override;
  void PutHead(const base::StreamId& stream, const StreamHead& head) override;
  std::optional<KnownCommand> FindCommand(const base::CaseId& case_id,
                                          const base::CommandId& command) override;
  void PutCommand(const base::CaseId& case_id, const base::CommandId& command,
                  const KnownCommand& known) override;

  std::size_t heads() const { return heads_.size(); }
  std::size_t commands() const { return commands_.size(); }

 private:
  absl::flat_hash_map<base::StreamId, StreamHead> heads_;
  absl::flat_hash_map<std::pair<base::CaseId, base::CommandId>, KnownCommand> commands_;
};

}  // namespace rondetafel::commit
