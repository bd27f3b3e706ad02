#include "tools/rtctl/operate/check_index.h"

#include <cstring>

namespace rondetafel::rtctl {
namespace {

// Where every record has its head (shared/commit/envelope.h: these bytes are frozen).
constexpr std::size_t kHeadAt = 128;

}  // namespace

void CheckIndex::TrustHeadOf(std::string_view record) {
  commit::Hash head{};
  if (record.size() >= kHeadAt + head.size()) {
    std::memcpy(head.data(), record.data() + kHeadAt, head.size());
  }
  trusted_ = head;
}

std::optional<commit::StreamHead> CheckIndex::FindHead(const base::StreamId& stream) {
  const auto found = heads_.find(stream);
  if (found != heads_.end()) return commit::StreamHead{found->second, 0, {}};
  return trusted_ ? std::optional(commit::StreamHead{*trusted_, 0, {}}) : std::nullopt;
}

void CheckIndex::PutHead(const base::StreamId& stream, const commit::StreamHead& head) {
  heads_[stream] = head.hash;
}

std::optional<commit::KnownCommand> CheckIndex::FindCommand(const base::CaseId& case_id,
                                                            const base::CommandId& command) {
  return commands_.contains(std::pair(case_id, command)) ? std::optional(commit::KnownCommand())
                                                         : std::nullopt;
}

void CheckIndex::PutCommand(const base::CaseId& case_id, const base::CommandId& command,
                            const commit::KnownCommand&) {
  commands_.emplace(case_id, command);
}

}  // namespace rondetafel::rtctl
