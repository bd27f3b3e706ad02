#include "shared/commit/memory_index.h"

namespace rondetafel::commit {

std::optional<StreamHead> MemoryFoldIndex::FindHead(const base::StreamId& stream) {
  const auto found = heads_.find(stream);
  return found == heads_.end() ? std::nullopt : std::optional<StreamHead>(found->second);
}

void MemoryFoldIndex::PutHead(const base::StreamId& stream, const StreamHead& head) {
  heads_[stream] = head;
}

std::optional<KnownCommand> MemoryFoldIndex::FindCommand(const base::CaseId& case_id,
                                                         const base::CommandId& command) {
  const auto found = commands_.find(std::pair(case_id, command));
  return found == commands_.end() ? std::nullopt : std::optional<KnownCommand>(found->second);
}

void MemoryFoldIndex::PutCommand(const base::CaseId& case_id, const base::CommandId& command,
                                 const KnownCommand& known) {
  commands_[std::pair(case_id, command)] = known;
}

}  // namespace rondetafel::commit
